import ClientKit
import PitctlViews
import Synchronization

/// What is known of the watched symbols; filled by the streams, read by whoever draws.
final class WatchStore: Sendable {
    /// One symbol's state and what is counted beside it.
    struct Entry {
        var state: WatchState
        /// Ticks since the start.
        var ticks = 0
        /// Ticks at the last measurement of the rate, and when that was, ns.
        fileprivate var measured: (ticks: Int, at: Int64)?
    }

    /// In the order asked for.
    let symbols: [String]
    private let entries: Mutex<[Entry]>

    init(_ instruments: [Instrument]) {
        symbols = instruments.map(\.symbol)
        entries = Mutex(instruments.map { Entry(state: WatchState(instrument: $0)) })
    }

    /// A symbol's entry now, with the rate of the last second.
    func read(_ index: Int, at now: Int64) -> Entry {
        entries.withLock { entries in
            let entry = entries[index]
            guard let measured = entry.measured else {
                entries[index].measured = (entry.ticks, now)
                return entry
            }
            if now - measured.at >= 1_000_000_000 {
                let seconds = Double(now - measured.at) / 1e9
                entries[index].state.tickRate = Double(entry.ticks - measured.ticks) / seconds
                entries[index].measured = (entry.ticks, now)
            }
            return entries[index]
        }
    }

    /// Changes a symbol's state.
    func change(_ index: Int, _ body: (inout WatchState) -> Void) {
        entries.withLock { body(&$0[index].state) }
    }

    /// Changes every symbol's state.
    func changeAll(_ body: (inout WatchState) -> Void) {
        entries.withLock { entries in
            for index in entries.indices { body(&entries[index].state) }
        }
    }

    /// Takes a frame of ticks in.
    func take(_ index: Int, _ frame: StreamFrame<Tick>) {
        entries.withLock { entries in
            for event in frame.events {
                switch event {
                case .gap(let gap): entries[index].state.missed &+= gap.count
                case .restarted(let restart): entries[index].state.restart(restart)
                default: break
                }
            }
            guard let last = frame.records.last else { return }
            entries[index].ticks += frame.records.count
            entries[index].state.last = last
            for tick in frame.records where tick.flags.contains(.inBars) {
                entries[index].state.session?.extend(tick.price)
            }
            guard let stamps = frame.stamps else { return }
            let latency = stamps.arrived - stamps.received
            // In replays the feed has no clock of its own.
            let isPlausible = (0..<60_000_000_000).contains(latency.rawValue)
            entries[index].state.latency = isPlausible ? latency : nil
        }
    }
}

extension WatchState {
    /// An engine that was started anew knows nothing of before.
    fileprivate mutating func restart(_ restart: StreamRestart) {
        var fresh = WatchState(instrument: restart.instrument?.instrument ?? instrument)
        fresh.missed = missed
        fresh.connection = connection
        self = fresh
    }
}

extension Bar {
    /// Moves high, low and close between two readings of the bar.
    fileprivate mutating func extend(_ price: Price) {
        high = max(high, price)
        low = min(low, price)
        close = price
    }
}
