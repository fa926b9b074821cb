import BenchKit
import EventLoop
import Host
import Market
import Settings
import Trading

/// The process that is measured: an engine with one instrument, fed over the wire.
enum Server {
    static let symbol = "BTC-USD"

    /// Prints the port and serves until it is ended.
    static func serve(threads: String, wait: String, journal: String?, sync: String) {
        guard let layout = ThreadLayout(rawValue: threads),
            let choice = WaitChoice(rawValue: wait), let sync = SyncChoice(rawValue: sync)
        else { Measured.fail("latencybench: no threads \(threads), wait \(wait) or sync \(sync)") }
        var settings = EngineSettings()
        settings.engine.threads = layout
        settings.engine.wait = choice
        settings.listen.host = "127.0.0.1"
        settings.listen.port = 0
        settings.journal.folder = journal ?? ""
        settings.journal.sync = sync
        do {
            let instrument = try HostInstrument(symbol: symbol, settings: settings, origin: .wire)
            var plan = HostPlan(settings: settings, instruments: [instrument]) { _, _ in true }
            // As many orders a second as find their way.
            plan.trading.orders.rate = .max
            plan.trading.balance = Money(nanos: 1_000_000_000 * 1_000_000_000)
            let host = try EngineHost(plan)
            host.start()
            Measured.put("\(host.port)\n")
            host.join()
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }
}
