import Market
import Records
import Testing

@testable import Host

@Suite struct FeedWatchTests {
    private let es = InstrumentID(0)
    private let nq = InstrumentID(1)

    @Test func `a live feed that is away for more than 30 s halts its instrument, once`() throws {
        var watch = FeedWatch()
        func command(_ now: Int64) -> CommandInput? { watch.command(now: .seconds(now)) }
        watch.fed(es, by: 7)
        watch.fed(nq, by: 8)
        #expect(command(500) == nil)
        watch.left(7, now: .seconds(1000))
        #expect(command(1030) == nil)
        let halt = try #require(command(1031))
        #expect(halt.instrument == es)
        #expect(halt.sender == .engine)
        #expect(halt.command == .halt(.feedLost, reason: "feed_lost"))
        #expect(command(2000) == nil)
    }

    @Test func `a feed that comes back in time is not lost, by another session either`() {
        var watch = FeedWatch()
        func command(_ now: Int64) -> CommandInput? { watch.command(now: .seconds(now)) }
        watch.fed(es, by: 7)
        watch.left(7, now: .seconds(1000))
        watch.fed(es, by: 9)
        #expect(command(5000) == nil)
        // The old session's end again changes nothing.
        watch.left(7, now: .seconds(5000))
        #expect(command(6000) == nil)
    }

    @Test func `a command that found no room is given again, and a feed lost twice is told twice`()
        throws
    {
        var watch = FeedWatch()
        func command(_ now: Int64) -> CommandInput? { watch.command(now: .seconds(now)) }
        watch.fed(es, by: 7)
        watch.left(7, now: .seconds(1000))
        let first = try #require(command(1100))
        watch.retry(first)
        #expect(command(1101) != nil)
        watch.fed(es, by: 9)
        watch.left(9, now: .seconds(2000))
        #expect(command(2031) != nil)
    }
}
