import Foundation
import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems
import Testing
import Wire

@Suite struct SystemCatalogTests {
    private let catalog = SystemCatalog.catalog

    @Test func `the systems have their names and numbers, and all but the indicators run`() {
        #expect(
            catalog.names == [
                "orderflow", "momentum", "sef", "auction", "convergence", "indicators",
            ])
        #expect(catalog.schemas.map(\.number) == [1, 2, 3, 4, 5, 0])
        #expect(
            catalog.declarations.filter { !$0.isOnByDefault }.map(\.name) == ["indicators"])
    }

    @Test func `every schema can travel, and its conditions name values that there are`() {
        for schema in catalog.schemas {
            #expect(SchemaLimits.fault(of: schema) == nil)
            for rule in schema.rules {
                let place = "\(schema.name).\(rule.name)"
                #expect(Set(rule.values.map(\.name)).count == rule.values.count, "\(place)")
                for condition in rule.conditions {
                    let names = [condition.left] + condition.right.filter { Double($0) == nil }
                    let missing = names.filter { rule.place(of: $0) == nil }
                    #expect(missing.isEmpty, "\(place): \(condition.text)")
                }
            }
        }
    }

    @Test func `every key may stand in a table and means what it says`() {
        let rows = SettingsTable.rows(with: catalog.declarations)
        let names = rows.map { "\($0.section).\($0.name)" }
        #expect(Set(names).count == names.count)
        for row in rows {
            #expect(!row.fallback.isEmpty && !row.type.isEmpty && !row.range.contains("|"))
            #expect(row.meaning.count > 12 && !row.meaning.contains("|"), "\(row)")
            #expect(!row.meaning.contains("\n") && !row.unit.contains("|"))
        }
        for declared in catalog.declarations {
            for key in declared.keys {
                #expect(key.value(of: "default") == nil, "\(declared.name).\(key.name)")
            }
        }
    }

    @Test(arguments: ["ESZ4", "SPY", "BTC-USD"])
    func `every strategy is made for every class, with the hours that it usually has`(
        symbol: String
    ) throws {
        var settings = EngineSettings()
        settings.runOnly(Set(catalog.names), of: catalog.declarations)
        let instrument = try settings.instrumentSettings(for: symbol)
        let seats = catalog.seats(on: instrument, of: settings)
        #expect(seats.count == catalog.types.count)
        for (seat, type) in zip(seats, catalog.types) {
            let isOfType = type == Swift.type(of: seat.strategy)
            #expect(isOfType)
            #expect(seat.mode == type.usualSession(instrument.instrument.assetClass))
            #expect(!seat.strategy.needs.periods.isEmpty)
        }
        let moved = catalog.seats(on: instrument, of: settings, mode: .ny)
        #expect(moved.allSatisfy { $0.mode == .ny })
    }

    @Test func `a configuration decides what runs where`() throws {
        let read = try SettingsLoader.load(
            text: """
                [strategy indicators]
                on = true
                timeframe = 1m
                [strategy auction]
                on = false
                [symbol SPY]
                momentum.on = false
                sef.session = rth
                [symbol QQQ]
                """, strategies: catalog.declarations
        ).get()
        func running(_ symbol: String) throws -> [String] {
            catalog.seats(on: try read.instrumentSettings(for: symbol), of: read).map {
                "\(type(of: $0.strategy).schema.name) \($0.mode.name)"
            }
        }
        #expect(
            try running("SPY") == [
                "orderflow rth", "sef rth", "convergence utc", "indicators rth",
            ])
        #expect(
            try running("QQQ") == [
                "orderflow rth", "momentum rth", "sef ext", "convergence utc", "indicators rth",
            ])
    }

    @Test func `the defaults of a class reach the strategy`() throws {
        let read = try SettingsLoader.load(
            text: "[symbol SPY]\ncoverage = one_venue", strategies: catalog.declarations
        ).get()
        let orderflow = catalog.declarations[0]
        func volume(_ symbol: String) throws -> Double? {
            read.strategySettings(orderflow, for: try read.instrumentSettings(for: symbol))
                .options.numberOrOff("min_volume")
        }
        #expect(try volume("SPY") == 100)
        #expect(try volume("QQQ") == 500)
        #expect(try volume("ESZ4") == 10)
        #expect(try volume("BTC-USD") == nil)
    }

    @Test func `what is shown of them reads back to the same`() throws {
        let declared = catalog.declarations
        let text = "[symbol SPY]\nauction.risk_pct = 0.25\nsef.setup_timeframes = daily, weekly"
        let read = try SettingsLoader.load(text: text, strategies: declared).get()
        let shown = SettingsText.show(read, strategies: declared)
        #expect(try SettingsLoader.load(text: shown, strategies: declared).get() == read)
    }

    @Test func `rules say of a symbol what it has of its own, and read back to the same`() throws {
        let declared = catalog.declarations
        let text = """
            [trading]
            balance = 5000
            [strategy sef]
            on = false
            [symbol SPY]
            auction.risk_pct = 0.25
            coverage = one_venue
            [symbol QQQ]
            """
        let read = try SettingsLoader.load(text: text, strategies: declared).get()
        let rules = SettingsText.rules(read, strategies: declared)
        #expect(try SettingsLoader.load(text: rules, strategies: declared).get() == read)
        #expect(rules.hasSuffix("[symbol QQQ]\ncoverage = consolidated\n"))
        // A thousand of them are no more than what one reader takes.
        var many = read
        many.symbols = (1000..<2000).map { number in
            SymbolSettings(
                symbol: String("\(number)".utf8.map { Character(Unicode.Scalar($0 + 17)) }))
        }
        let long = SettingsText.rules(many, strategies: declared)
        #expect(long.utf8.count < rules.utf8.count + 50 * 1000)
        #expect(try SettingsLoader.load(text: long, strategies: declared).get() == many)
    }

    /// `PITWIRE_WRITE_DOCS=1 swift test --filter SystemCatalog` writes the page anew.
    @Test func `the reference page is in step with the table`() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/reference/configuration.md").standardized
        let page = SettingsPage.markdown(strategies: catalog.declarations)
        if ProcessInfo.processInfo.environment["PITWIRE_WRITE_DOCS"] == "1" {
            try page.write(to: path, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: path, encoding: .utf8) == page)
    }
}
