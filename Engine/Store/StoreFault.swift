/// Trouble with the store's file, as a value: the caller says it aloud and goes on.
public struct StoreFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, and so what comes next.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Another process holds the write lock; tried again later.
        case locked
        /// The disk, or the size the settings allow, is full; tried again later.
        case full
        /// The file can not be opened or created; tried again later.
        case unavailable
        /// Reading or writing failed; the file is opened anew later.
        case inputOutput
        /// The file was removed or replaced under the writer; a new one is fed from its position.
        case moved
        /// No database, or a damaged one; set aside, a new one is fed from its start.
        case corrupt
        /// A database of another program; set aside, a new one is fed from its start.
        case foreign
        /// A database of a newer build; set aside, a new one is fed from its start.
        case newer
        /// Made from another output log; set aside, a new one is fed from its start.
        case otherLog
        /// SQLite refuses what was asked of it.
        case refused
    }

    /// What kind of trouble it is.
    public var kind: Kind
    /// The database file.
    public var path: String
    /// What was being done.
    public var subject: String
    /// SQLite's extended result code, or the system's error number; 0 without one.
    public var code: Int32
    /// SQLite's own words, or the reason.
    public var reason: String
    /// Where the file was moved to, when it was set aside.
    public var setAside: String?

    /// Puts a fault together.
    public init(
        _ kind: Kind, path: String, subject: String, code: Int32 = 0, reason: String,
        setAside: String? = nil
    ) {
        self.kind = kind
        self.path = path
        self.subject = subject
        self.code = code
        self.reason = reason
        self.setAside = setAside
    }

    /// Whether the store begins anew, so that the caller feeds from `StoreWriter.next` again.
    public var beginsAnew: Bool {
        switch kind {
        case .moved, .corrupt, .foreign, .newer, .otherLog: true
        case .locked, .full, .unavailable, .inputOutput, .refused: false
        }
    }

    /// `store /data/pitwire.db: begin: database is locked (SQLite 5)`
    public var description: String {
        let number = code == 0 ? "" : " (SQLite \(code))"
        let moved = setAside.map { "; set aside as \($0)" } ?? ""
        return "store \(path): \(subject): \(reason)\(number)\(moved)"
    }
}
