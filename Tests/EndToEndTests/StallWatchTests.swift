import Market
import Records
import Testing

@testable import Host

@Suite struct StallWatchTests {
    private let start = Nanoseconds.seconds(1_700_000_000)

    @Test func `a disk that does not answer for two seconds halts trading once`() throws {
        var watch = StallWatch(patience: .seconds(2))
        func at(_ milliseconds: Int64) -> Nanoseconds { start + .milliseconds(milliseconds) }
        var none = watch.command(busySince: .zero, now: at(0))
        #expect(none == nil)
        none = watch.command(busySince: at(0), now: at(1999))
        #expect(none == nil)
        let first = watch.command(busySince: at(0), now: at(2000))
        let command = try #require(first)
        #expect(command.instrument == .all)
        #expect(command.sender == .engine)
        guard case .halt(.diskStall, _) = command.command else {
            Issue.record("\(command.command)")
            return
        }
        #expect(command.command.fault == nil)
        // Said once; again only after the disk has answered.
        none = watch.command(busySince: at(0), now: at(9000))
        #expect(none == nil)
        none = watch.command(busySince: .zero, now: at(9100))
        #expect(none == nil)
        let second = watch.command(busySince: at(9200), now: at(11_200))
        #expect(try #require(second).id != command.id)
    }

    @Test func `a command that found no room is given again`() {
        var watch = StallWatch(patience: .seconds(2))
        let now = start + .seconds(3)
        let first = watch.command(busySince: start, now: now)
        #expect(first != nil)
        watch.retry()
        let again = watch.command(busySince: start, now: now)
        #expect(again != nil)
    }
}
