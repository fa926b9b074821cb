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
        /// The session as its closed bars tell it.
        fileprivate var fold = SessionFold()
        /// Ticks at the last measurement of the rate, and when that was, ns.
        fileprivate var measured: (ticks: Int, at: Int64)?
    }

    /// Closed bars that are kept to be shown.
    static let barCount = 12

    /// In the order asked for.
    let symbols: [String]
    private let entries: Mutex<[Entry]>

    /// The engine runs strategies.
    let hasSystems: Bool

    /// - Parameter strategies: what the engine runs.
    init(_ instruments: [Instrument], _ strategies: [StrategySchema]) {
        symbols = instruments.map(\.symbol)
        hasSystems = !strategies.isEmpty
        entries = Mutex(
            instruments.map { instrument in
                var state = WatchState(instrument: instrument)
                state.systems = SystemsState(strategies)
                return Entry(state: state)
            })
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

    /// Notes how the connection is; a symbol whose data has ended stays so until its reset.
    func connection(_ connection: WatchState.Connection) {
        entries.withLock { entries in
            for index in entries.indices {
                if case .ended = entries[index].state.connection { continue }
                entries[index].state.connection = connection
            }
        }
    }

    /// A symbol's data has ended.
    func end(_ index: Int, why: String) { change(index) { $0.connection = .ended(why: why) } }

    /// Another engine's data begins: nothing of before holds.
    func reset(_ index: Int, _ instrument: Instrument?) {
        entries.withLock { entries in
            entries[index].reset(instrument)
            entries[index].state.connection = .live
        }
    }

    /// Takes closed bars in, ascending; those that are known already change nothing.
    func close(_ index: Int, _ bars: [Bar]) {
        entries.withLock { entries in
            entries[index].fold.add(bars)
            let newest = entries[index].state.bars.last?.start ?? Nanoseconds(.min)
            let fresh = bars.filter { $0.start > newest }
            entries[index].state.bars = (entries[index].state.bars + fresh).suffix(Self.barCount)
        }
    }

    /// Takes in where an instrument stands.
    func take(_ index: Int, _ reading: InstrumentReading, _ period: BarPeriod) {
        entries.withLock { entries in
            entries[index].state.feed = reading.state.feed
            entries[index].state.isSimulated = reading.state.isSimulated
            entries[index].state.quote = reading.state.quote
            let day = reading.openBars.first { $0.period == .day1 }
            let open = reading.openBars.first { $0.period == period }
            entries[index].state.session = day ?? entries[index].fold.session(with: open)
            if entries[index].state.last == nil {
                entries[index].state.last = reading.state.lastTick
            }
        }
    }

    /// Takes a frame of ticks in.
    func take(_ index: Int, _ frame: StreamFrame<Tick>) {
        entries.withLock { entries in
            for event in frame.events {
                switch event {
                case .gap(let gap): entries[index].state.missed &+= gap.count
                case .restarted(let restart):
                    entries[index].reset(restart.instrument?.instrument)
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

extension WatchStore.Entry {
    /// Forgets the market, and keeps what is about the connection.
    fileprivate mutating func reset(_ instrument: Instrument?) {
        var fresh = WatchState(instrument: instrument ?? state.instrument)
        fresh.missed = state.missed
        fresh.refused = state.refused
        fresh.connection = state.connection
        fresh.systems = SystemsState(state.systems.strategies)
        state = fresh
        fold = SessionFold()
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
