import BenchKit
import EventLoop
import Host
import Market
import Settings

/// The process that is measured: an engine with one instrument, fed over the wire.
enum Server {
    static let symbol = "BTC-USD"

    /// Prints the port and serves until it is ended.
    static func serve(threads: String, wait: String, journal: String?) {
        guard let layout = ThreadLayout(rawValue: threads), let choice = WaitChoice(rawValue: wait)
        else { Measured.fail("latencybench: no threads \(threads) or no wait \(wait)") }
        var settings = EngineSettings()
        settings.engine.threads = layout
        settings.engine.wait = choice
        settings.listen.host = "127.0.0.1"
        settings.listen.port = 0
        settings.journal.folder = journal ?? ""
        do {
            let instrument = try HostInstrument(symbol: symbol, settings: settings, origin: .wire)
            let plan = HostPlan(settings: settings, instruments: [instrument]) { _, _ in true }
            let host = try EngineHost(plan)
            host.start()
            Measured.put("\(host.port)\n")
            host.join()
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }
}
