import Market
import Settings
import Testing

@Suite struct SettingsTextTests {
    @Test func `what is shown reads back to the same settings`() throws {
        #expect(try settings(SettingsText.show(EngineSettings())) == EngineSettings())
        let read = try settings(
            """
            [listen]
            port = 9000
            [footprint]
            row = auto
            min_volume = 0.5
            [vwap]
            user_anchors = 2024-03-08T09:30:00.5
            anchors = none
            [tokens]
            file = /run/tokens
            [symbol SPY]
            session = ext
            lot = 1
            [symbol SOL-USD]
            tick_size = 0.01
            coverage = one_venue
            """)
        #expect(try settings(SettingsText.show(read)) == read)
    }

    @Test func `what differs is shown with its default`() throws {
        let text = SettingsText.show(try settings("[listen]\nport = 9000"))
        #expect(text.contains("port = 9000  # default 7717\n"))
        #expect(text.contains("host = 127.0.0.1\n"))
    }

    @Test func `every key explains itself`() {
        for row in SettingsTable.rows {
            #expect(SettingsText.explain(row.name)?.contains(row.meaning) == true)
            #expect(
                SettingsText.explain("\(row.section).\(row.name)")?.contains(
                    "Default: \(row.fallback)") == true)
        }
        for (section, meaning) in SettingsTable.sections {
            #expect(SettingsText.explain("[\(section)]")?.contains(meaning) == true)
        }
        #expect(SettingsText.explain("nothing") == nil)
    }

    @Test func `the table is whole`() {
        let names = SettingsTable.rows.map { "\($0.section).\($0.name)" }
        #expect(Set(names).count == names.count)
        let sections = Set(SettingsTable.rows.map(\.section))
        #expect(sections == Set(SettingsTable.sections.map(\.name)))
        for row in SettingsTable.rows {
            #expect(!row.fallback.isEmpty && !row.type.isEmpty)
            #expect(row.meaning.hasSuffix(".") && row.meaning.count > 15)
            #expect(row.name.allSatisfy { $0.isLowercase || $0 == "_" })
            #expect(!row.meaning.contains("|") && !row.range.contains("|"))
        }
    }
}
