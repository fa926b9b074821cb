import BenchKit
import EventLoop
import Glibc
import Market

/// Publishes ticks, pushed one by one into a ring, to sessions in another process.
///
///     fanbench --subs N [--ticks N]              as fast as all of them take it
///     fanbench --subs N --rate R [--ticks N]     R ticks a second, timed from the push
///
/// A thread pushes; the loop's thread reads the ring, publishes and writes to the sockets. Nothing is
/// dropped: while a session has much to read, the ring is left to fill up and the pushing waits.
@main
enum FanBench {
    static func main() {
        let options = BenchOptions()
        let sessions = options.number("--subs", 8)
        let rate = options.has("--rate") ? options.number("--rate", 1) : nil
        let ticks = options.number("--ticks", rate.map { $0 * 3 } ?? 4_000_000 / sessions)
        do throws(EventLoopError) {
            if options.has("--subscribe") {
                let port = options.number("--port", 1)
                try Subscribers(
                    port: port, sessions: sessions, ticks: ticks, isTimed: rate != nil
                ).run()
                return
            }
            let fan = try Fan(sessions: sessions, ticks: ticks, rate: rate)
            report(fan.run(), sessions: sessions, rate: rate)
        } catch {
            Measured.fail("fanbench: \(error)")
        }
    }

    private static func report(_ result: FanResult, sessions: Int, rate: Int?) {
        guard result.lost == 0, result.bad == 0 else {
            Measured.fail("fanbench: \(result.lost) ticks lost, \(result.bad) wrong")
        }
        guard let rate else {
            Measured.line(
                "fan", "delivered to \(sessions)", "ticks/s", "round", result.deliveredPerSecond)
            Measured.line(
                "fan", "processor per delivery to \(sessions)", "ns", "round",
                result.processorPerDelivery)
            return
        }
        for (name, value) in zip(["p50", "p90", "p99", "p99.9", "max"], result.quantiles) {
            Measured.line(
                "fan", "\(name) to \(sessions) at \(rate)/s", "us", "round", Double(value) / 1000)
        }
    }
}

/// What one run found.
struct FanResult {
    var deliveredPerSecond: Double
    var lost: Int
    var bad: Int
    /// Of the publishing process, ns.
    var processorPerDelivery: Double
    /// p50, p90, p99, p99.9 and the longest, ns.
    var quantiles: [Int]
}
