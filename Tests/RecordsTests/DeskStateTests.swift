import Market
import Records
import Testing

@Suite struct DeskStateTests {
    private func alert(
        _ number: UInt64, _ change: AlertRecord.Change, cause: UInt64,
        _ instrument: InstrumentID = InstrumentID(0)
    ) throws -> DeskEvent {
        .alert(
            AlertRecord(
                time: .zero, cause: cause, change: change,
                alert: Alert(
                    number: number, id: try #require(CommandID("a\(number)")),
                    instrument: instrument, condition: .atOrAbove, price: Price(1),
                    added: .zero, by: "", note: "")))
    }

    private func halt(
        _ isHalted: Bool, _ origin: HaltOrigin, _ instrument: InstrumentID, cause: UInt64
    ) -> DeskEvent {
        .halt(
            HaltRecord(
                time: .zero, cause: cause, isHalted: isHalted,
                halt: Halt(
                    instrument: instrument, origin: origin, since: .zero, by: "", reason: "")))
    }

    private func setting(_ value: String, isDefault: Bool = false, cause: UInt64) -> DeskEvent {
        .setting(
            SettingRecord(
                cause: cause, isDefault: isDefault,
                setting: RuntimeSetting(
                    instrument: .all, key: "note", value: value, changed: .zero, by: "")))
    }

    @Test func `alerts are listed by number with their last change, until they go`() throws {
        var state = DeskState()
        for event in [
            try alert(2, .added, cause: 1), try alert(1, .added, cause: 2),
            try alert(3, .added, cause: 3), try alert(2, .fired, cause: 4),
        ] {
            state.fold(event)
        }
        #expect(state.alerts.map(\.alert.number) == [1, 2, 3])
        #expect(state.alerts.map(\.change) == [.added, .fired, .added])
        state.fold(try alert(1, .removed, cause: 5))
        state.fold(try alert(2, .forgotten, cause: 6))
        state.fold(try alert(9, .removed, cause: 7))
        #expect(state.alerts.map(\.alert.number) == [3])
    }

    @Test func `an instrument is halted while one origin of its own or of all is`() {
        let (spy, qqq) = (InstrumentID(0), InstrumentID(1))
        var state = DeskState()
        state.fold(halt(true, .person, spy, cause: 1))
        state.fold(halt(true, .feedGap, spy, cause: 2))
        state.fold(halt(false, .person, spy, cause: 3))
        #expect(state.isHalted(spy) && !state.isHalted(qqq))
        state.fold(halt(true, .diskStall, .all, cause: 4))
        state.fold(halt(false, .feedGap, spy, cause: 5))
        #expect(state.isHalted(spy) && state.isHalted(qqq))
        state.fold(halt(false, .diskStall, .all, cause: 6))
        #expect(!state.isHalted(spy) && state == DeskState())
    }

    @Test func `a setting keeps its place and goes when it is taken back`() {
        var state = DeskState()
        state.fold(setting("a", cause: 1))
        state.fold(setting("b", cause: 2))
        #expect(state.settings.map(\.setting.value) == ["b"])
        state.fold(setting("", isDefault: true, cause: 3))
        #expect(state == DeskState())
    }

    @Test func `what stands, folded anew, is the same state, and twice changes nothing`() throws {
        var state = DeskState()
        for number in 1...5 as ClosedRange<UInt64> {
            state.fold(try alert(number, .added, cause: number, InstrumentID(UInt32(number % 2))))
        }
        state.fold(halt(true, .person, .all, cause: 6))
        state.fold(setting("x", cause: 7))
        var again = DeskState()
        for event in state.events() + state.events() { again.fold(event) }
        #expect(again == state)
        let own = state.events(of: InstrumentID(1))
        #expect(own.count == 5)
        #expect(own.allSatisfy { $0.instrument == InstrumentID(1) || $0.instrument == .all })
    }
}
