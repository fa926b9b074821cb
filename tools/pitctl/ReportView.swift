import CLI
import ClientKit
import Glibc
import PitctlViews

/// Shows reports of orders or of fills from a number on, a page of the engine's after the other,
/// and then, when it follows, each as it comes.
struct ReportView {
    private let arguments: Arguments
    private let first: UInt64
    private let isWanted: (TradingEvent) -> Bool

    /// The reports of a kind that `isWanted` takes.
    init(_ arguments: Arguments, from first: Int, _ isWanted: @escaping (TradingEvent) -> Bool) {
        self.arguments = arguments
        self.first = UInt64(first)
        self.isWanted = isWanted
    }

    /// Shows them.
    ///
    /// - Parameter follow: the stream that says when there are more.
    func run<Record>(
        follow: (PitwireClient) async throws -> EventStream<Record>
    ) async throws -> ExitCode {
        let isFollowing = arguments[DecisionFlags.follow]
        return try await Engine.with(arguments, reconnects: isFollowing) { client in
            do {
                // The stream is there before the first page: nothing falls in between.
                let changes = isFollowing ? try await follow(client) : nil
                var next = try await self.show(client, from: first)
                guard let changes else {
                    try say(next)
                    return .ok
                }
                for await change in changes {
                    switch change {
                    case .record, .snapshot, .gap: next = try await show(client, from: next)
                    case .restarted: Output.note("the engine was started anew\n")
                    case .ended(.failed(let error)): throw error
                    case .roll, .ended: break
                    }
                }
            } catch is ReaderGone {}
            return .ok
        }
    }

    /// Shows all from a number on.
    ///
    /// - Returns: The number to go on from.
    private func show(_ client: PitwireClient, from number: UInt64) async throws -> UInt64 {
        var next = number
        while true {
            let reading = try await client.reports(from: next, asOf: Past.asOf)
            if let gap = reading.gap, !reading.records.isEmpty {
                Output.note(
                    "reports \(gap.lowerBound) to \(gap.upperBound - 1) are kept nowhere\n")
            }
            guard !reading.records.isEmpty else { return next }
            try write(reading)
            next = reading.next
        }
    }

    private func write(_ reading: ReportReading) throws {
        let text = DeskText(Array(reading.instruments.values))
        let symbol = arguments[CommandFlags.optionalSymbol]
        let lines = reading.records.filter { event in
            isWanted(event)
                && symbol.map { text.instruments[event.instrument]?.instrument.symbol == $0 }
                    ?? true
        }.map {
            arguments[Flags.json] ? TradingJSON.event($0, text).text : text.line($0)
        }
        Past.current?.say()
        guard lines.isEmpty || Output.write(lines.map { $0 + "\n" }.joined()) else {
            if errno == EPIPE { throw ReaderGone() }
            throw CommandFailure("can not write: \(String(cString: strerror(errno)))")
        }
    }

    private func say(_ next: UInt64) throws {
        let line = "the next report is \(next)\n"
        if arguments[Flags.json] { Output.note(line) } else { _ = try Answer.write(line) }
    }
}
