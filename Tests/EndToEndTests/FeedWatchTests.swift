import Market
import Records
import Testing

@testable import Host

@Suite struct FeedWatchTests {
    private let es = InstrumentID(0)
    private let nq = InstrumentID(1)

    @Test func `a live feed that is away for more than 30 s halts its instrument, once`() throws {
        var watch = FeedWatch()
        watch.fed(es, by: 7)
        watch.fed(nq, by: 8)
        #expect(watch.command(now: .seconds(500)) == nil)
        watch.left(7, now: .seconds(1000))
        #expect(watch.command(now: .seconds(1030)) == nil)
        let command = try #require(watch.command(now: .seconds(1031)))
        #expect(command.instrument == es)
        #expect(command.sender == .engine)
        #expect(command.command == .halt(.feedLost, reason: "feed_lost"))
        #expect(watch.command(now: .seconds(2000)) == nil)
    }

    @Test func `a feed that comes back in time is not lost, by another session either`() {
        var watch = FeedWatch()
        watch.fed(es, by: 7)
        watch.left(7, now: .seconds(1000))
        watch.fed(es, by: 9)
        #expect(watch.command(now: .seconds(5000)) == nil)
        // The old session's end again changes nothing.
        watch.left(7, now: .seconds(5000))
        #expect(watch.command(now: .seconds(6000)) == nil)
    }

    @Test func `a command that found no room is given again, and a feed lost twice is told twice`()
        throws
    {
        var watch = FeedWatch()
        watch.fed(es, by: 7)
        watch.left(7, now: .seconds(1000))
        let first = try #require(watch.command(now: .seconds(1100)))
        watch.retry(first)
        #expect(watch.command(now: .seconds(1101)) != nil)
        watch.fed(es, by: 9)
        watch.left(9, now: .seconds(2000))
        #expect(watch.command(now: .seconds(2031)) != nil)
    }
}
