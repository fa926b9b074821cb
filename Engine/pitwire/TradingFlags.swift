import CLI
import Market
import Settings
import Systems

/// The options about trading, of `run`, `replay` and `demo`.
enum TradingFlags {
    /// How orders are filled.
    enum Mode: String, Sendable, CaseIterable {
        case paper, live
    }

    static let mode = Option(
        "mode", short: "m", .choice("MODE", of: Mode.allCases.map { ($0.rawValue, $0) }),
        default: .paper, help: "paper: orders are filled here; live needs a broker.")
    static let symbol = Option<String?>(
        "symbol", short: "s", knownSymbol, help: "One symbol, as --symbols takes several.")
    static let timeframe = Option<Int?>(
        "timeframe", short: "t", .integer("SECONDS", in: 1...86_400),
        help: "Seconds of a footprint and of the order-flow system's bars, instead of the file's.")
    static let profitTarget = Option<Money?>(
        "profit-target", money, help: "Profit of a day, in dollars, that ends trading.")
    static let lossLimit = Option<Money?>(
        "loss-limit", money, help: "Loss of a day, in dollars, that ends trading.")
    static let positionSize = Option<Int?>(
        "position-size", .integer("N", in: 1...1_000_000),
        help: "The largest position, contracts, shares or coins.")
    static let balance = Option<Money?>(
        "balance", money, help: "What the account begins with, dollars.")
    static let noStart = Option(
        flag: "no-start", help: "Leave the trading session stopped until somebody starts it.")

    static let all = [
        mode.declaration, timeframe.declaration, profitTarget.declaration,
        lossLimit.declaration, positionSize.declaration, balance.declaration,
        noStart.declaration,
    ]

    private static let money = ValueForm<Money>(
        name: "DOLLARS", allowed: "an amount in dollars, not 0, below a billion",
        parse: { text in
            guard let amount = try? Money(text), amount != .zero,
                amount < Money(nanos: 1_000_000_000_000_000_000),
                amount > Money(nanos: -1_000_000_000_000_000_000)
            else { return nil }
            return amount
        },
        text: { $0.description })

    /// What they change.
    static func apply(_ arguments: Arguments, to settings: inout EngineSettings) throws {
        guard arguments[mode] == .paper else {
            throw CommandFailure(
                "mode live needs a broker, and none is configured: this build trades on paper only")
        }
        if let seconds = arguments[timeframe] {
            guard let period = BarPeriod.allCases.first(where: { $0.seconds == Int64(seconds) })
            else {
                let known = BarPeriod.allCases.map { "\($0.seconds)" }.joined(separator: ", ")
                throw UsageError("--timeframe: one of \(known) seconds, got \(seconds)")
            }
            settings.footprint.period = period
            for declared in SystemCatalog.catalog.declarations where declared.name == "orderflow" {
                settings.set("timeframe", of: declared, to: .word(period.name))
            }
        }
        if let amount = arguments[profitTarget] {
            guard amount > .zero else {
                throw UsageError("--profit-target: above 0, got \(amount)")
            }
            settings.trading.profitTarget = amount
        }
        if let amount = arguments[lossLimit] {
            settings.trading.lossLimit = amount > .zero ? -amount : amount
        }
        if let size = arguments[positionSize] { settings.trading.positionSize = size }
        if let amount = arguments[balance] {
            guard amount > .zero else { throw UsageError("--balance: above 0, got \(amount)") }
            settings.trading.balance = amount
        }
        if arguments[noStart] { settings.trading.startsItself = false }
    }
}
