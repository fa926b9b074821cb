import BenchKit
import Core
import Glibc
import Market
import Pipeline
import Records
import Trading

/// A tick while a position with a bracket is open, beside one while nothing is: its cost, and how
/// often it asks the heap.
///
/// The heap is counted where `count_mallocs.so` was loaded before the program. Ticks of one second
/// close nothing, so that what they ask for is the tick's own; the peers' ticks close bars,
/// footprints and VWAPs of all default measures, too.
enum PositionBench {
    static func report(ticks: Int, rounds: Int) {
        let second = (0..<ticks).map { place in
            // Up and down some ticks round the entry: what they trade at, nobody waits for.
            Input.tick(
                InstrumentID(0), time: Nanoseconds(begin + Int64(place * 900_000_000 / ticks)),
                price: Price((20_000 + Int64(place % 7) - 3) * 25),
                size: Size(Int64(1 + place % 9)), side: place % 2 == 0 ? .buyer : .seller)
        }
        let peers = PeerTicks.make(ticks)
        for (name, inputs) in [("one second", second), ("peers", peers)] {
            var costs: [[Double]] = [[], []]
            for _ in 0..<rounds {
                for (place, isOpen) in [false, true].enumerated() {
                    let run = run(inputs, isOpen: isOpen)
                    costs[place].append(run.nanoseconds / Double(run.ticks))
                    if costs[place].count == 1, let asked = run.asked {
                        Measured.line(
                            "position", "\(name), \(isOpen ? "bracket" : "flat")",
                            "heap requests of \(run.ticks) ticks", "count", Double(asked))
                    }
                }
            }
            for (place, state) in ["flat", "bracket"].enumerated() {
                Measured.report(
                    bench: "position", work: "\(name), \(state)", unit: "ns/tick", isRate: false,
                    costs[place])
            }
        }
    }

    private static let begin: Int64 = 1_731_508_200_000_000_000

    /// A core that saw a quarter of the ticks, then the rest of them, measured.
    @inline(never)
    private static func run(
        _ inputs: [Input], isOpen: Bool
    ) -> (nanoseconds: Double, ticks: Int, asked: Int?) {
        var core = core()
        var out = OutputBuffer(capacity: 1 << 16)
        let warm = inputs.count / 4
        if isOpen { send(.startSession, &core, &out) }
        inputs.withUnsafeBufferPointer { inputs in
            take(UnsafeBufferPointer(rebasing: inputs[..<64]), &core, &out)
            if isOpen { send(.submit(terms), &core, &out) }
            take(UnsafeBufferPointer(rebasing: inputs[64..<warm]), &core, &out)
        }
        precondition(core.trading.positions.count == (isOpen ? 1 : 0), "what is open is not so")
        precondition(core.trading.orders.count == (isOpen ? 2 : 0), "a leg is missing")
        let (asked, start) = (Heap.requests, Measured.processorSeconds())
        inputs.withUnsafeBufferPointer {
            take(UnsafeBufferPointer(rebasing: $0[warm...]), &core, &out)
        }
        let seconds = Measured.processorSeconds() - start
        let more = Heap.requests.map { $0 - (asked ?? 0) }
        precondition(core.trading.orders.count == (isOpen ? 2 : 0), "a tick touched a leg")
        return (seconds * 1e9, inputs.count - warm, more)
    }

    /// In runs of 64, records let go four thousand slots at a time.
    private static func take(
        _ inputs: UnsafeBufferPointer<Input>, _ core: inout Core, _ out: inout OutputBuffer
    ) {
        for first in stride(from: 0, to: inputs.count, by: 64) {
            let run = inputs[first..<min(first + 64, inputs.count)]
            core.take(UnsafeBufferPointer(rebasing: run), at: 0, into: &out)
            if out.count >= 4096 { out.removeAll() }
        }
    }

    private static func core() -> Core {
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        var trading = TradingSettings()
        trading.mode = .utc
        // Legs that far away are refused otherwise.
        trading.orders.bandBasisPoints = 9000
        trading.limits.profitTarget = Money(nanos: 1_000_000_000_000_000)
        trading.limits.lossLimit = Money(nanos: -1_000_000_000_000_000)
        return Core(
            instruments: [
                CoreInstrument(
                    instrument: InstrumentID(0), symbol: "ES", scale: PeerTicks.scale,
                    sizes: SizeScale(decimals: 0, lot: 1), settings: settings)
            ], producers: [[0]], trading: trading)
    }

    /// One contract at the market, its stop and target where the ticks do not come.
    private static var terms: OrderTerms {
        OrderTerms(
            side: .buy, type: .market, quantity: Size(1), force: .untilCancelled,
            bracket: Bracket(stop: Price(10_000 * 25), target: Price(30_000 * 25)))
    }

    private static func send(_ command: Command, _ core: inout Core, _ out: inout OutputBuffer) {
        let isSession = command == .startSession
        guard let id = CommandID(isSession ? "start" : "entry") else { return }
        let input = CommandInput(
            time: Nanoseconds(begin), instrument: isSession ? .all : InstrumentID(0), id: id,
            sender: .engine, command: command)
        input.inputs.withUnsafeBufferPointer { core.command($0, into: &out) }
        out.removeAll()
    }
}

/// The heap, as far as `count_mallocs.so` counts it.
private enum Heap {
    /// How often it was asked so far; `nil` where nobody counts.
    static var requests: Int? { count.map { Int($0()) } }

    private static let count: (@convention(c) () -> CLong)? = {
        guard let symbol = dlsym(nil, "count_mallocs") else { return nil }
        return unsafeBitCast(symbol, to: (@convention(c) () -> CLong).self)
    }()
}
