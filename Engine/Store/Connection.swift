import CSQLite

/// One connection to a database file, for one thread at a time.
final class Connection {
    let handle: OpaquePointer
    let path: String

    /// Opens a file that exists.
    ///
    /// - Parameter busyLimit: the longest wait for a lock, milliseconds.
    init(path: String, readOnly: Bool, busyLimit: Int32) throws(StoreFault) {
        var opened: OpaquePointer?
        let flags =
            (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let fault = Self.fault(code, path, "open", Self.words(opened, code))
            sqlite3_close_v2(opened)
            throw fault
        }
        handle = opened
        self.path = path
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, busyLimit)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs one or more statements that give no rows.
    func run(_ sql: String, as subject: String) throws(StoreFault) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw fault(code, subject) }
    }

    /// A statement to be used again and again.
    func prepare(_ sql: String, as subject: String) throws(StoreFault) -> Statement {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw fault(code, subject) }
        return Statement(prepared, of: self, subject)
    }

    /// The first column of the first row, 0 without one.
    func number(_ sql: String, as subject: String) throws(StoreFault) -> Int64 {
        let statement = try prepare(sql, as: subject)
        return try statement.next() ? statement.int(0) : 0
    }

    /// The first column of all rows.
    func texts(_ sql: String, as subject: String) throws(StoreFault) -> [String] {
        let statement = try prepare(sql, as: subject)
        var found: [String] = []
        while try statement.next() { found.append(statement.text(0)) }
        return found
    }

    /// Whether the file was removed or replaced since it was opened.
    var hasMoved: Bool {
        var moved: Int32 = 0
        let code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        return code == SQLITE_OK && moved != 0
    }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// The fault of a result code, with SQLite's words about it.
    func fault(_ code: Int32, _ subject: String) -> StoreFault {
        Self.fault(code, path, subject, Self.words(handle, code))
    }

    private static func words(_ handle: OpaquePointer?, _ code: Int32) -> String {
        guard let handle, let text = sqlite3_errmsg(handle) else {
            return String(cString: sqlite3_errstr(code))
        }
        return String(cString: text)
    }

    private static func fault(
        _ code: Int32, _ path: String, _ subject: String, _ reason: String
    ) -> StoreFault {
        StoreFault(kind(code), path: path, subject: subject, code: code, reason: reason)
    }

    /// Whether a statement was refused for the values bound to it, not for anything lasting.
    static func isAboutContent(_ code: Int32) -> Bool {
        switch code & 0xff {
        case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH: true
        default: false
        }
    }

    /// What SQLite finds wrong with the file; empty when sound.
    func integrity() throws(StoreFault) -> [String] {
        let found = try texts("PRAGMA integrity_check", as: "check")
        return found == ["ok"] ? [] : found
    }

    /// SQLITE_READONLY_DBMOVED, a macro that is not imported: the file went away under the
    /// connection.
    private static let readOnlyMoved = SQLITE_READONLY | 4 << 8

    /// What a result code means for the caller.
    static func kind(_ code: Int32) -> StoreFault.Kind {
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .locked
        case SQLITE_FULL: .full
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .unavailable
        case SQLITE_READONLY:
            code == readOnlyMoved ? .moved : .unavailable
        case SQLITE_IOERR, SQLITE_NOMEM, SQLITE_INTERRUPT: .inputOutput
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        default: .refused
        }
    }
}
