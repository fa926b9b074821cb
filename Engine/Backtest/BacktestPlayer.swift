import Core
import Feed
import Market
import Records
import Trading

/// Gives a core a tape, and keeps what it decides.
///
/// The core, its feeds and their beats are those of a running engine at speed 0; only nobody
/// listens, so records are not kept, sealed or published.
struct BacktestPlayer: ~Copyable {
    /// So many slots are looked through at a time: they are still in the processor's own cache.
    private static let runSlots = 512

    private let setup: BacktestSetup
    private var core: Core
    private var out = OutputBuffer(capacity: 1 << 12)
    private var recorder: BacktestRecorder
    private var first: Nanoseconds?
    private let start: Money

    /// A core that was told to trade.
    init(_ setup: BacktestSetup) {
        self.setup = setup
        core = setup.core()
        recorder = BacktestRecorder(setup)
        start = core.trading.account.start
        let slots = BacktestSetup.start.inputs
        slots.withUnsafeBufferPointer { core.command($0, into: &out) }
        drain()
        recorder.begin()
    }

    /// Takes a part of the tape.
    mutating func play(_ inputs: UnsafeBufferPointer<Input>) {
        var place = 0
        while place < inputs.count {
            let input = inputs[place]
            if input.kind == .watermark {
                core.beat(input.time, of: Int(input.instrument.rawValue), into: &out)
                place += 1
            } else {
                var end = place + 1
                while end < inputs.count, inputs[end].instrument == input.instrument,
                    inputs[end].kind != .watermark
                { end += 1 }
                if first == nil {
                    first = inputs[place..<end].first(where: Self.isOfMarket)?.time.secondStart
                }
                core.take(
                    UnsafeBufferPointer(rebasing: inputs[place..<end]),
                    at: core.place(of: input.instrument), into: &out)
                place = end
            }
            if out.count >= Self.runSlots { drain() }
        }
        drain()
    }

    /// Of the market, with a time of its own.
    private static func isOfMarket(_ input: Input) -> Bool {
        switch input.kind {
        case .tick: input.size > 0
        case .bar, .quote: true
        default: false
        }
    }

    private mutating func drain() {
        recorder.take(out.slots)
        out.removeAll()
    }

    /// A position at the last price, which trading need not have seen.
    private func open(_ position: Position) -> OpenPosition {
        let last = core.lastPrice(at: core.place(of: position.instrument))
        let facts = setup.instruments[Int(position.instrument.rawValue)]
        return OpenPosition(
            position: position, last: last,
            unrealised: last.map { position.unrealised(at: $0, facts) } ?? .zero)
    }

    /// What it came to, after the tape's end.
    consuming func finish(_ files: [SourceReport]) -> BacktestResult {
        var result = BacktestResult()
        result.start = start
        result.balance = core.trading.account.balance
        result.trades = recorder.trades
        result.signals = recorder.signals
        result.orders = recorder.orders
        result.fills = recorder.fills
        result.sessions = recorder.sessions
        result.period = first.map { ($0, core.time) }
        result.counters = (0..<core.instrumentCount).map { core.counters(at: $0) }
        result.blocked = recorder.blocked
        result.open = core.trading.positions.map { open($0) }
        result.accuracy = recorder.accuracy
        result.files = files
        return result
    }
}
