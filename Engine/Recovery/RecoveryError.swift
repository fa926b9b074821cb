import Core
import Journal
import StateCoding

/// Why a journal could not be replayed: what, where, and what to do about it.
public struct RecoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line for people.
    public var description: String

    /// Says it in words.
    public init(_ description: String) { self.description = description }

    init(_ error: JournalError) { description = "\(error)" }
    init(_ error: CoreError) { description = "the journal does not fit this engine: \(error)" }
    init(_ error: StateError, in file: String) { description = "\(file): \(error)" }
}
