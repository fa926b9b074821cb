import Settings
import Testing

@Suite struct EffectiveSettingTests {
    private func all(_ text: String) throws -> [EffectiveSetting] {
        try EffectiveSetting.all(text: text).get()
    }

    @Test func `without a file every default holds`() throws {
        let settings = try EffectiveSetting.all(path: nil).get()
        #expect(settings.allSatisfy { $0.line == nil && $0.value == $0.fallback })
        #expect(settings.count == SettingsTable.rows.filter { $0.section != "symbol" }.count)
    }

    @Test func `a setting names the line it comes from`() throws {
        let settings = try all(
            """
            # the engine
            [listen]
            port = 9000

            [symbol SPY]
            session = ext
            [rings]
            symbol = 128
            """)
        let set = settings.filter { $0.line != nil }
        #expect(
            set.map { "\($0.section) \($0.name) \($0.value) \($0.line ?? 0)" } == [
                "listen port 9000 3", "rings symbol 128 8", "symbol SPY session ext 6",
            ])
        #expect(set.first?.fallback == "7717")
    }

    @Test func `a value set to its default comes from its line all the same`() throws {
        let port = try all("[listen]\nport = 7717").first { $0.name == "port" }
        #expect(port?.line == 2)
    }

    @Test func `faults come instead of settings`() {
        guard case .failure(let error) = EffectiveSetting.all(text: "[listen]\nport = x\nhots = y")
        else {
            Issue.record("faults were not found")
            return
        }
        #expect(error.faults.map(\.line) == [2, 3])
        guard case .failure(let missing) = EffectiveSetting.all(path: "/nowhere/pitwire.conf")
        else {
            Issue.record("a missing file was read")
            return
        }
        #expect(missing.faults.count == 1)
    }
}
