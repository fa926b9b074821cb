import BenchKit
import EventLoop
import Glibc

/// From a tick sent in over the wire to its frame at a subscriber, through a whole engine in another
/// process.
///
///     latencybench --threads one|duties [--wait block|yield|spin] [--trips N]
///     latencybench --client kit ...      the same through ClientKit's tasks and streams
///     latencybench --journal DIR         a command and its answer, with a journal in that folder
///
/// One tick is under way at a time. `one` keeps all duties of the engine on one loop, on a processor of
/// its own; `duties` gives feed, core and publisher their threads.
@main
enum LatencyBench {
    static func main() async {
        let options = BenchOptions()
        let threads = options.text("--threads") ?? "one"
        let wait = options.text("--wait") ?? "block"
        let journal = options.text("--journal")
        if options.has("--serve") {
            return Server.serve(threads: threads, wait: wait, journal: journal)
        }
        let trips = options.number("--trips", 60_000)
        let server = SecondProcess(
            ["--serve", "--threads", threads, "--wait", wait]
                + (journal.map { ["--journal", $0] } ?? []), on: threads == "one" ? 1 : nil)
        guard let port = server.line().flatMap({ Int($0) }) else {
            Measured.fail("latencybench: the engine did not start")
        }
        if let journal {
            let times = await CommandTrips.run(
                port: port, trips: options.number("--trips", 500), folder: journal)
            server.end()
            report(times.0, "command to answer, sync always")
            report(times.1, "write and fdatasync")
            return
        }
        var name = "\(threads) \(wait)"
        let times: Histogram
        if options.text("--client") == "kit" {
            name += " ClientKit"
            times = await KitTrips.run(port: port, trips: trips)
        } else {
            times = RawTrips.run(port: port, trips: trips)
        }
        server.end()
        report(times, name)
    }

    private static func report(_ times: Histogram, _ name: String) {
        for (label, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
            Measured.line(
                "latency", "\(label) \(name)", "us", "round",
                Double(times.quantile(share)) / 1000)
        }
    }

    /// Trips that are made before any is measured.
    static let warmUp = 5000
}
