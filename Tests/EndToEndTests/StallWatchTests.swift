import Market
import Records
import Testing

@testable import Host

@Suite struct StallWatchTests {
    private let start = Nanoseconds.seconds(1_700_000_000)

    @Test func `a disk that does not answer for two seconds halts trading once`() throws {
        var watch = StallWatch()
        func at(_ milliseconds: Int64) -> Nanoseconds { start + .milliseconds(milliseconds) }
        #expect(watch.command(busySince: .zero, now: at(0)) == nil)
        #expect(watch.command(busySince: at(0), now: at(1999)) == nil)
        let command = try #require(watch.command(busySince: at(0), now: at(2000)))
        #expect(command.instrument == .all)
        #expect(command.sender == .engine)
        guard case .halt(.diskStall, _) = command.command else {
            Issue.record("\(command.command)")
            return
        }
        #expect(command.command.fault == nil)
        // Said once; again only after the disk has answered.
        #expect(watch.command(busySince: at(0), now: at(9000)) == nil)
        #expect(watch.command(busySince: .zero, now: at(9100)) == nil)
        let second = try #require(watch.command(busySince: at(9200), now: at(11_200)))
        #expect(second.id != command.id)
    }

    @Test func `a command that found no room is given again`() {
        var watch = StallWatch()
        let now = start + .seconds(3)
        #expect(watch.command(busySince: start, now: now) != nil)
        watch.retry()
        #expect(watch.command(busySince: start, now: now) != nil)
    }
}
