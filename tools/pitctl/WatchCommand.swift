import CLI
import ClientKit
import PitctlViews
import Synchronization

/// `pitctl watch`: one or several markets, live.
let watchCommand = Command(
    name: "watch", summary: "Watch a market live: footprint, profile, VWAP, delta",
    discussion: """
        Redraws at most ten times a second, only what changed. What the systems say
        stands beside the ladder from 124 columns on, below it from 42 lines on, else in
        a line. Keys: q or Ctrl-C ends; p shows the systems in full, or hides them; with
        several symbols Tab, arrows and 1 to 9 switch; Ctrl-L draws anew. Without a
        terminal, or with --plain or --json, a line a second is written instead.
        """,
    options: Flags.with(
        WatchFlags.period.declaration, WatchFlags.barPeriod.declaration,
        WatchFlags.plain.declaration, WatchFlags.seconds.declaration),
    positionals: [WatchFlags.symbols.declaration],
    examples: [
        Command.Example("pitctl watch ES", "the developing five minutes beside the day's profile"),
        Command.Example("pitctl watch ES NQ --period 1m", "two symbols; Tab switches"),
        Command.Example("pitctl watch ES --plain --seconds 10", "ten lines, then a summary"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments, reconnects: true) { client in
            var instruments: [Instrument] = []
            for symbol in arguments[WatchFlags.symbols]
            where !instruments.contains(where: { $0.symbol == symbol }) {
                instruments.append(try await client.facts(of: symbol))
            }
            let strategies = try await client.strategies()
            let watch = Watch(arguments, client, WatchStore(instruments, strategies))
            return try await watch.run()
        }
    })

enum WatchFlags {
    static let symbols = Positional<[String]>(
        rest: "SYMBOL", Flags.symbolForm, least: 1, help: "As `pitctl symbols` lists them.")
    static let period = Option(
        "period", Flags.periodForm, default: BarPeriod.minute5, help: "Length of the footprint.")
    static let barPeriod = Option(
        "bars", Flags.periodForm, default: BarPeriod.minute1, help: "Length of the closed bars.")
    static let plain = Option(flag: "plain", help: "Write a line a second instead of drawing.")
    static let seconds = Option<Double?>(
        "seconds", .number("N", in: 0.1...1e7, allowed: "a number of seconds from 0.1 on"),
        help: "End by itself after so long, with a summary.")
}

/// A watch under way: streams fill the store, this draws.
private struct Watch {
    let arguments: Arguments
    let store: WatchStore
    let streams: WatchStreams
    let look: Look
    let start = MonotonicClock().now()

    init(_ arguments: Arguments, _ client: PitwireClient, _ store: WatchStore) {
        self.arguments = arguments
        self.store = store
        look = Look(arguments)
        streams = WatchStreams(
            client: client, store: store, period: arguments[WatchFlags.period],
            barPeriod: arguments[WatchFlags.barPeriod], look: look)
    }

    private var isDrawn: Bool {
        !arguments[WatchFlags.plain] && !arguments[Flags.json] && Terminal.output.canRewriteLine
    }

    /// Draws until the end of time, the data, the terminal or the user's patience.
    func run() async throws -> ExitCode {
        StopSignal.watch()
        let failure = StreamFailure()
        let filling = Task { [streams] in
            do { try await streams.run() } catch { failure.note(error) }
        }
        if isDrawn {
            try await draw(failure)
        } else {
            try await write(failure)
        }
        filling.cancel()
        if let error = failure.error { throw error }
        return try summarize()
    }

    private var isOver: Bool {
        if StopSignal.hasCome { return true }
        guard let seconds = arguments[WatchFlags.seconds] else { return false }
        return Double(MonotonicClock().now() - start) / 1e9 >= seconds
    }

    private func draw(_ failure: StreamFailure) async throws {
        let screen = TerminalScreen()
        defer { screen.leave() }
        var axes = [PriceAxis](repeating: PriceAxis(), count: store.symbols.count)
        var shown = 0
        var isSwitched = false
        let keys = store.symbols.count > 1 ? "tab next  q quit" : "q quit"
        while !isOver, failure.error == nil {
            for key in screen.keys() {
                switch key {
                case .quit: return
                case .next: shown = (shown + 1) % axes.count
                case .previous: shown = (shown + axes.count - 1) % axes.count
                case .symbol(let number): if number < axes.count { shown = number }
                case .panels: isSwitched.toggle()
                case .redraw: screen.redraw()
                }
            }
            let state = store.read(shown, at: MonotonicClock().now()).state
            let isThere = screen.show { size in
                WatchFrame(state, size: size, look: look, keys: keys, isSwitched: isSwitched)
                    .lines(&axes[shown])
            }
            guard isThere else { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private func write(_ failure: StreamFailure) async throws {
        var next = start
        while !isOver, failure.error == nil {
            try await Task.sleep(for: .milliseconds(50))
            let now = MonotonicClock().now()
            guard now - next >= 1_000_000_000 else { continue }
            next += 1_000_000_000
            var ended = 0
            for index in store.symbols.indices {
                let state = store.read(index, at: now).state
                let line = WatchLine(state, look)
                let text = arguments[Flags.json] ? line.json.text : line.text
                guard Output.write(text + "\n") else { return }
                if case .ended = state.connection { ended += 1 }
            }
            if ended == store.symbols.count { return }
        }
    }

    /// What was seen; beside the records when those are for a program.
    private func summarize() throws -> ExitCode {
        let seconds = Double(MonotonicClock().now() - start) / 1e9
        var text = ""
        for index in store.symbols.indices {
            let entry = store.read(index, at: MonotonicClock().now())
            let numbers = NumberText(entry.state.instrument)
            let last = entry.state.last.map { numbers.price($0.price) } ?? "-"
            text +=
                "watched \(entry.state.instrument.symbol) for \(Figures.seconds(seconds)): "
                + "\(Figures.count(entry.ticks)) ticks, "
                + "\(Figures.count(Int(clamping: entry.state.missed))) missed, last \(last)\n"
        }
        if arguments[Flags.json] {
            Output.note(text)
            return .ok
        }
        return try Answer.write(text)
    }
}

/// Why the streams ended, when it was not the user's wish.
private final class StreamFailure: Sendable {
    private let first = Mutex<(any Error)?>(nil)

    var error: (any Error)? { first.withLock { $0 } }

    func note(_ error: any Error) {
        if error is CancellationError { return }
        if let known = error as? ClientError, known.code == .cancelled { return }
        first.withLock { if $0 == nil { $0 = error } }
    }
}
