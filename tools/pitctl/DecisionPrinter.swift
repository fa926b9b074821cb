import CLI
import ClientKit
import Glibc
import PitctlViews
import Synchronization

/// Writes decisions as they come, each once: as a table, log lines, names, or JSON.
final class DecisionPrinter: Sendable {
    /// How decisions are written.
    enum Form: Sendable {
        case table
        case log
        case names
        case json
    }

    private struct State {
        var table: DecisionTable
        /// The highest number written, by symbol.
        var newest: [String: UInt64] = [:]
    }

    private let form: Form
    private let look: Look
    private let state: Mutex<State>

    init(_ content: DecisionTable.Content, _ form: Form, _ look: Look, isFollowed: Bool) {
        self.form = form
        self.look = look
        let room = Terminal.output.isTerminal ? Terminal.output.columns : .max
        state = Mutex(
            State(table: DecisionTable(content, look, room: room, isFollowed: isFollowed)))
    }

    /// Writes those that are newer than what was written of their symbol, oldest first.
    func write(_ decisions: [Decision]) throws {
        try state.withLock { state in
            let fresh = decisions.filter { decision in
                decision.evaluation.number > state.newest[decision.symbol] ?? 0
            }
            for decision in fresh { state.newest[decision.symbol] = decision.evaluation.number }
            let lines = lines(fresh.map { DecisionText($0, look) }, &state.table)
            guard !lines.isEmpty else { return }
            if case .table = form { Past.current?.say() } else { Past.current?.say(quietly: true) }
            guard Output.write(lines.map { $0 + "\n" }.joined()) else {
                if errno == EPIPE { throw ReaderGone() }
                throw CommandFailure("can not write: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Another engine's decisions begin, numbered from 1 again.
    func restart(_ symbol: String) { state.withLock { $0.newest[symbol] = nil } }

    private func lines(_ decisions: [DecisionText], _ table: inout DecisionTable) -> [String] {
        switch form {
        case .table: table.lines(decisions)
        case .log: decisions.map { VisibleText.of(DecisionLog.line($0)) }
        case .names: decisions.map { VisibleText.of($0.id) }
        case .json: decisions.map { DecisionJSON.decision($0).text }
        }
    }
}

/// Whoever read the output went away: no failure, but the end.
struct ReaderGone: Error {}

/// Signals or decisions from now on.
struct DecisionFollowing: Sendable {
    let client: PitwireClient
    let wish: DecisionWish
    let printer: DecisionPrinter
    let areSignals: Bool

    /// Writes what the engine keeps, then what comes, until the streams end.
    func run() async throws {
        var symbols = [String]()
        if let symbol = wish.symbol {
            symbols = [symbol]
        } else {
            symbols = try await client.symbols().map(\.instrument.symbol)
        }
        // Subscribed before the question: nothing falls between the two.
        var streams: [DecisionStream] = []
        for symbol in symbols {
            streams.append(
                areSignals
                    ? try await client.signals(of: symbol)
                    : try await client.decisions(of: symbol))
        }
        let kept = try await wish.kept(by: client)
        if kept.isEmpty, Terminal.error.isTerminal {
            Output.note("nothing yet; what comes is written as it comes, Ctrl-C ends\n")
        }
        try printer.write(kept)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (symbol, stream) in zip(symbols, streams) {
                    group.addTask { try await follow(stream, symbol) }
                }
                try await group.waitForAll()
            }
        } catch is ReaderGone {
            return
        }
    }

    private func follow(_ stream: DecisionStream, _ symbol: String) async throws {
        for await event in stream {
            switch event {
            case .record(let decision):
                if wish.takes(decision) { try printer.write([decision]) }
            case .gap(let gap):
                Output.note("\(symbol): \(gap.count) records missed, \(gap.reason)\n")
            case .restarted:
                Output.note("\(symbol): the engine was started anew\n")
                printer.restart(symbol)
            case .ended(.failed(let error)): throw error
            // What a stream begins with was asked for already.
            case .snapshot, .roll, .ended: break
            }
        }
    }
}
