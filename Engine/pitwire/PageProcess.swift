import CLI
import EventLoop
import Glibc
import Synchronization

/// `pitdash` as a process of this engine's: it is started once, what it says is passed on, and it
/// ends with the engine, however that ends. That it ended by itself is said; trading goes on.
final class PageProcess: Sendable {
    private let child: ChildProcess
    private let voice: Voice
    /// Passes on what it says.
    private let listener: DutyThread

    /// How long it may take to end, ns.
    private static let patience: Int64 = 5_000_000_000
    /// How it says that it serves.
    private static let ready = "pitdash: http://"

    /// Starts it and waits until it serves.
    ///
    /// - Parameter engine: where clients connect.
    init(_ plan: PagePlan, engine: String) throws {
        let words = [
            plan.program, "--listen", "127.0.0.1:\(plan.port)", "--engine", engine,
            "--until-closed",
        ]
        do {
            child = try ChildProcess(
                path: plan.program, words: words, environment: plan.environment, errors: .output)
        } catch {
            throw CommandFailure("--page-port \(plan.port): \(error)")
        }
        let child = child
        voice = Voice(child)
        let voice = voice
        var serves = false
        while !serves, let line = voice.line() {
            Output.note(line)
            serves = line.hasPrefix(Self.ready)
        }
        guard serves else {
            throw CommandFailure("--page-port \(plan.port): pitdash did not start")
        }
        listener = DutyThread("page") {
            while let line = voice.line() { Output.note(line) }
            let end = child.wait()
            guard !voice.isOver else { return }
            Output.note("page: pitdash ended \(end); the engine goes on without it\n")
        }
    }

    /// Ends it, gently first.
    func end() {
        voice.end()
        child.closeInput()
        child.signal(SIGTERM)
        if child.wait(atMost: Self.patience) == nil { child.signal(SIGKILL) }
        listener.join()
    }
}

/// What a program says, line by line.
private final class Voice: @unchecked Sendable {
    private let child: ChildProcess
    /// Read and not given yet; of one thread at a time.
    private var rest: [UInt8] = []
    private var part = [UInt8](repeating: 0, count: 4096)
    private let over = Atomic(false)

    /// The longest line, bytes; what is longer comes in parts.
    private static let limit = 64 * 1024

    init(_ child: ChildProcess) { self.child = child }

    /// It is ended from here, and that is not worth a word.
    var isOver: Bool { over.load(ordering: .acquiring) }

    func end() { over.store(true, ordering: .releasing) }

    /// The next line with its end; `nil` when there are no more.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) { return take(end + 1) }
            if rest.count >= Self.limit { return take(rest.count) }
            let count = part.withUnsafeMutableBytes { child.read(into: $0) }
            if count == 0 { return rest.isEmpty ? nil : take(rest.count) + "\n" }
            rest += part[..<count]
        }
    }

    private func take(_ count: Int) -> String {
        defer { rest.removeFirst(count) }
        return String(decoding: rest[..<count], as: UTF8.self)
    }
}
