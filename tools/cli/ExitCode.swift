/// What a program tells its caller when it ends.
@frozen
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// All was done.
    case ok = 0
    /// The work failed; a line on standard error says why.
    case failed = 1
    /// The command line was wrong; nothing was done.
    case usage = 2
    /// The engine could not be reached, or the connection broke.
    case connection = 3
    /// The engine understood and said no.
    case refused = 4
    /// A limit of time ran out first.
    case timedOut = 5
    /// Stopped by an interrupt from the keyboard.
    case interrupted = 130

    /// What the code means, as help shows it.
    public var meaning: String {
        switch self {
        case .ok: "done"
        case .failed: "failed, with the reason on standard error"
        case .usage: "wrong command line, nothing was done"
        case .connection: "the engine could not be reached, or the connection broke"
        case .refused: "the engine refused"
        case .timedOut: "a limit of time ran out"
        case .interrupted: "interrupted"
        }
    }
}

/// A command that failed: what to say, and how to end.
public struct CommandFailure: Error, Sendable, CustomStringConvertible {
    /// How the program ends.
    public var code: ExitCode
    /// One line: what, where, the limit and the value.
    public var description: String

    /// Puts a failure together.
    public init(_ description: String, code: ExitCode = .failed) {
        self.code = code
        self.description = description
    }
}

/// A command line that cannot be taken as it is.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, with the option, the value and what is allowed.
    public var description: String

    /// Puts an error together; line breaks and other control characters are made visible.
    public init(_ description: String) { self.description = VisibleText.of(description) }
}
