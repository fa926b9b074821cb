import BenchKit
import EventLoop
import Glibc

/// From a tick sent in over the wire to its frame at a subscriber, through a whole engine in another
/// process.
///
///     latencybench --threads one|duties [--wait block|yield|spin] [--trips N]
///     latencybench --client kit ...      the same through ClientKit's tasks and streams
///     latencybench --journal DIR [--sync always|off]
///                                        a setting or an order and its answer, with a journal in
///                                        that folder, beside an echo by libuv that writes as much
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
        let sync = options.text("--sync") ?? "always"
        if options.has("--echo") { return EchoServer.serve(journal) }
        if options.has("--serve") {
            return Server.serve(threads: threads, wait: wait, journal: journal, sync: sync)
        }
        let trips = options.number("--trips", 60_000)
        let server = SecondProcess(
            ["--serve", "--threads", threads, "--wait", wait, "--sync", sync]
                + (journal.map { ["--journal", $0] } ?? []), on: threads == "one" ? 1 : nil)
        let port = port(of: server)
        if let journal {
            let trips = options.number("--trips", 500)
            if options.text("--client") == "kit" {
                let times = await KitCommandTrips.run(port: port, trips: trips, folder: journal)
                server.end()
                report(times.0, "\(threads) setting ClientKit, sync \(sync)")
                return report(times.1, "write and fdatasync")
            }
            commands(server, port, trips, threads, sync, journal)
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

    private static func port(of server: SecondProcess) -> Int {
        guard let port = server.line().flatMap({ Int($0) }) else {
            Measured.fail("latencybench: the other process did not start")
        }
        return port
    }

    /// Settings and orders, and the echo that they are compared with.
    private static func commands(
        _ server: SecondProcess, _ port: Int, _ trips: Int, _ threads: String, _ sync: String,
        _ journal: String
    ) {
        let echo = SecondProcess(
            ["--echo"] + (sync == "off" ? [] : ["--journal", journal]),
            on: threads == "one" ? 1 : nil)
        let times = CommandTrips.run(port: port, echo: Self.port(of: echo), trips: trips)
        echo.end()
        server.end()
        report(times.settings, "\(threads) setting, sync \(sync)")
        report(times.orders, "\(threads) order, sync \(sync)")
        report(times.echoes, "\(threads) echo, sync \(sync)")
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
