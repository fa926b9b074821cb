import Glibc
import Market
import Records

/// What a store is made for: fixed while it runs.
struct StorePlan {
    let instruments: [Instrument]
    let names: EvaluationNames
    let rules: UInt64
    let settings: StoreSettings
}

/// A file that is open for writing, its tables those of this build.
struct StoreFile {
    /// `PITW`, in the file's header.
    static let applicationID: Int64 = 0x5049_5457

    let connection: Connection
    let rows: RecordWriter
    /// The output log's position as of the last transaction.
    let position: UInt64

    /// Opens or creates a file, looks whether it is sound, and brings its tables up to date.
    init(path: String, plan: StorePlan, now: Nanoseconds) throws(StoreFault) {
        try Self.create(path)
        let connection = try Connection(
            path: path, readOnly: false, busyLimit: plan.settings.busyLimit)
        let version = try Self.version(connection)
        try Self.prepare(connection, plan.settings)
        try Self.check(connection, plan.settings)
        do {
            let ids = try Self.update(connection, from: version, plan, now)
            rows = try RecordWriter(connection, instruments: ids, plan: plan)
            position = UInt64(
                bitPattern: try connection.number("SELECT position FROM cursor", as: "position"))
        } catch {
            // Tables that are not as their version says were changed by somebody else.
            var fault = error
            if fault.kind == .refused { fault.kind = .corrupt }
            throw fault
        }
        self.connection = connection
    }

    /// An empty file that only its owner may read; SQLite gives its own files the same mode.
    private static func create(_ path: String) throws(StoreFault) {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let number = errno
            throw StoreFault(
                number == ENOSPC || number == EDQUOT ? .full : .unavailable, path: path,
                subject: "create", reason: "\(String(cString: strerror(number))) (\(number))")
        }
        close(file)
    }

    /// The tables' version, 0 in an empty file; refuses files of others.
    private static func version(_ connection: Connection) throws(StoreFault) -> Int64 {
        let path = connection.path
        let application = try connection.number("PRAGMA application_id", as: "read header")
        let version = try connection.number("PRAGMA user_version", as: "read header")
        let tables = try connection.number("SELECT count(*) FROM sqlite_schema", as: "read tables")
        if application == 0, version == 0, tables == 0 {
            try checkEmpty(connection)
            return 0
        }
        guard application == applicationID else {
            throw StoreFault(
                .foreign, path: path, subject: "open",
                reason: "application id \(application) instead of \(applicationID)")
        }
        guard version <= Migration.current else {
            throw StoreFault(
                .newer, path: path, subject: "open",
                reason: "version \(version) of the tables, this build knows \(Migration.current)")
        }
        guard version >= 1 else {
            throw StoreFault(
                .corrupt, path: path, subject: "open",
                reason: "version \(version) of the tables, the least is 1")
        }
        return version
    }

    /// SQLite takes the first bytes of a cut file for an empty database.
    private static func checkEmpty(_ connection: Connection) throws(StoreFault) {
        var facts = stat()
        guard try connection.number("PRAGMA page_count", as: "size") == 0,
            stat(connection.path, &facts) == 0, facts.st_size > 0
        else { return }
        throw StoreFault(
            .corrupt, path: connection.path, subject: "open",
            reason: "\(facts.st_size) bytes, the least database has 512")
    }

    private static func prepare(
        _ connection: Connection, _ settings: StoreSettings
    ) throws(StoreFault) {
        let pragmas = [
            "journal_mode = WAL", "synchronous = NORMAL", "temp_store = MEMORY",
            "cell_size_check = ON", "trusted_schema = OFF", "journal_size_limit = 67108864",
            // 8 MiB: rows of many instruments go to as many places of a table.
            "cache_size = -8192",
        ]
        for pragma in pragmas {
            _ = try connection.texts("PRAGMA \(pragma)", as: pragma)
        }
        guard let limit = settings.sizeLimit else { return }
        let page = max(1, try connection.number("PRAGMA page_size", as: "page size"))
        _ = try connection.number(
            "PRAGMA max_page_count = \(max(1, limit / page))", as: "size limit")
    }

    /// Looks at every page, unless there are too many for a start.
    private static func check(
        _ connection: Connection, _ settings: StoreSettings
    ) throws(StoreFault) {
        let pages = try connection.number("PRAGMA page_count", as: "size")
        let page = try connection.number("PRAGMA page_size", as: "page size")
        guard pages * page <= settings.checkedBytes else { return }
        let found = try connection.texts("PRAGMA quick_check(1)", as: "check")
        guard found == ["ok"] else {
            throw StoreFault(
                .corrupt, path: connection.path, subject: "check",
                reason: found.first ?? "the check says nothing")
        }
    }

    /// Brings tables, words and views up to date, in one transaction.
    ///
    /// - Returns: The row of each instrument.
    private static func update(
        _ connection: Connection, from version: Int64, _ plan: StorePlan, _ now: Nanoseconds
    ) throws(StoreFault) -> [Int64] {
        try connection.run("BEGIN IMMEDIATE", as: "begin")
        do {
            try migrate(connection, from: version, to: Migration.current)
            try checkLog(connection, plan.settings.log)
            try Naming.setWords(connection)
            try Naming.setViews(connection)
            let ids = try Naming.setInstruments(connection, plan.instruments)
            try Naming.setRules(connection, plan.rules, now)
            try connection.run("COMMIT", as: "commit of the tables")
            return ids
        } catch {
            connection.rollBack()
            throw error
        }
    }

    /// Takes the steps that a file has not taken yet; inside a transaction.
    static func migrate(
        _ connection: Connection, from version: Int64, to last: Int64
    ) throws(StoreFault) {
        for migration in Migration.all
        where migration.version > version && migration.version <= last {
            let subject = "version \(migration.version) of the tables"
            for statement in migration.statements { try connection.run(statement, as: subject) }
            try connection.run("PRAGMA user_version = \(migration.version)", as: subject)
        }
        guard version == 0 else { return }
        try connection.run("PRAGMA application_id = \(applicationID)", as: "application id")
    }

    /// The log's identity, written at the first opening.
    private static func checkLog(_ connection: Connection, _ log: UInt64) throws(StoreFault) {
        let known = try connection.texts("SELECT value FROM meta WHERE key = 'log'", as: "log")
        if let text = known.first {
            guard text == "\(log)" else {
                throw StoreFault(
                    .otherLog, path: connection.path, subject: "open",
                    reason: "made from output log \(text) instead of \(log)")
            }
            return
        }
        try connection.run("INSERT INTO meta VALUES ('log', '\(log)')", as: "log")
    }
}

extension Connection {
    /// Gives up the open transaction, if there is one; what it says does not matter any more.
    func rollBack() {
        guard isInTransaction else { return }
        try? run("ROLLBACK", as: "roll back")
    }
}
