import Bytes
import EventLoop
import Glibc
import Market
import Publisher
import StateCoding
import Synchronization
import Wire

/// Answers questions as of a moment by a process of this program's own.
///
/// A replay has memory of its own there and runs only while nobody else on the machine wants to:
/// what the engine's threads share, its address space above all, it never holds. When the engine
/// leaves it no time for so long, it runs as others do until it has answered. It is started by the
/// first question, and ended when none came for a while.
final class PastProcess: Sendable {
    private struct State {
        var child: ChildProcess?
        /// The one of its threads that answers, once it said so.
        var thread: Int32?
        var usedAt = Nanoseconds.zero
        /// None is started any more.
        var isEnded = false
        var starts: Int64 = 0
        var hurries: Int64 = 0
    }

    private let words: [String]
    private let task: [UInt8]
    private let keep: Nanoseconds
    private let state = Mutex(State())

    /// This program, also when its file was replaced meanwhile.
    private static let program = "/proc/self/exe"
    /// So long an answer may take with what others leave, ms.
    private static let calm: Int32 = 250
    /// A process that ended is started anew so often for a question.
    private static let attempts = 2

    /// - Parameters:
    ///   - words: the command that makes this program answer, by `PastServer`.
    ///   - keep: how long it waits for the next question.
    init(_ words: [String], _ task: PastTask, keep: Nanoseconds) {
        self.words = words
        self.keep = keep
        var writer = StateWriter()
        writer.put(task)
        self.task = writer.finish()
    }

    /// Answers a request that says as of when.
    func answer(_ request: Request, now: Nanoseconds) -> PastAnswer {
        var writer = ByteWriter()
        request.encode(into: &writer)
        var fault = ""
        for _ in 0..<Self.attempts {
            let child: ChildProcess
            do {
                guard let running = try running(now) else {
                    return PastAnswer(request, .overload, text: "the engine is ending")
                }
                child = running
            } catch {
                return PastAnswer(request, .unreadable, text: "questions about the past: \(error)")
            }
            if PipeMessage.send(writer.bytes, child.write), let bytes = receive(child) {
                do {
                    return try bytes.withUnsafeBytes { bytes in
                        var reader = ByteReader(bytes)
                        return try PastAnswer(request, from: &reader)
                    }
                } catch {
                    fault = "wrote what is no answer: \(error)"
                }
            } else {
                child.signal(SIGKILL)
                fault = "ended \(child.wait())"
            }
            state.withLock { $0.child = nil }
        }
        return PastAnswer(
            request, .unreadable, text: "the process that answers questions about the past \(fault)"
        )
    }

    /// Lets go of the process when nobody has asked for a while.
    func rest(now: Nanoseconds) {
        state.withLock { state in
            if now - state.usedAt > keep { state.child = nil }
        }
    }

    /// Ends it, whatever it is at; any thread.
    func end() {
        state.withLock { state in
            state.isEnded = true
            state.child?.signal(SIGKILL)
        }
    }

    /// What it did, by name.
    var readings: [(name: String, value: Int64)] {
        state.withLock { state in
            [("past.processes", state.starts), ("past.hurried", state.hurries)]
        }
    }

    /// The process, started when there is none; `nil` once none is wanted any more.
    private func running(_ now: Nanoseconds) throws -> ChildProcess? {
        let (child, isNew) = try state.withLock { state -> (ChildProcess?, Bool) in
            state.usedAt = now
            guard !state.isEnded else { return (nil, false) }
            if let child = state.child { return (child, false) }
            let child = try ChildProcess(
                path: Self.program, words: ["pitwire"] + words, environment: [],
                errors: .inherited)
            state.child = child
            state.thread = nil
            state.starts += 1
            return (child, true)
        }
        guard isNew, let child else { return child }
        let said = task.withUnsafeBytes { PipeMessage.send($0, child.write) } ? receive(child) : nil
        let greeting = try said?.withUnsafeBytes { bytes in
            var reader = ByteReader(bytes)
            return (try reader.read(Int32.self), try reader.readText(limit: bytes.count))
        }
        if greeting == nil { child.signal(SIGKILL) }
        let (thread, fault) = greeting ?? (0, "their process ended \(child.wait())")
        state.withLock { state in
            state.thread = thread
            if !fault.isEmpty { state.child = nil }
        }
        if !fault.isEmpty { throw HostError(fault) }
        return child
    }

    /// What it says next; `nil` when it has ended.
    private func receive(_ child: ChildProcess) -> [UInt8]? {
        if !child.hasOutput(within: Self.calm) {
            state.withLock { state in
                if let thread = state.thread { child.hurry(thread: thread) }
                state.hurries += 1
            }
        }
        return PipeMessage.receive(child.read)
    }
}
