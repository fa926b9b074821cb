public import Market
import Records

/// Asks a store's file, beside the one who writes it: its own connection, read only.
///
/// It belongs to one thread at a time, any thread. Each call sees the file as of one moment, waits
/// for locks no longer than `busyLimit`, and gives at most `rowLimit` rows. A file that was begun
/// anew is noticed and opened again.
public final class StoreReader {
    /// The most rows of an answer, whatever is asked for.
    public static let rowLimit: UInt32 = 1_000_000

    /// The database file.
    public let path: String
    private let busyLimit: Int32
    private var connection: Connection
    private var statements: [String: Statement] = [:]

    /// Opens a store that is there; it may be written at the same time.
    ///
    /// - Parameter busyLimit: the longest wait for a lock, milliseconds.
    public init(path: String, busyLimit: Int32 = 50) throws(StoreFault) {
        self.path = path
        self.busyLimit = busyLimit
        connection = try Self.open(path, busyLimit)
    }

    private static func open(_ path: String, _ busyLimit: Int32) throws(StoreFault) -> Connection {
        let opened = try Connection(path: path, readOnly: true, busyLimit: busyLimit)
        let version = try opened.number("PRAGMA user_version", as: "read header")
        let application = try opened.number("PRAGMA application_id", as: "read header")
        guard application == StoreFile.applicationID else {
            throw StoreFault(
                .foreign, path: path, subject: "open",
                reason: "application id \(application) instead of \(StoreFile.applicationID)")
        }
        guard version == Migration.current else {
            throw StoreFault(
                version > Migration.current ? .newer : .refused, path: path, subject: "open",
                reason: "version \(version) of the tables instead of \(Migration.current)")
        }
        return opened
    }

    /// A statement of the file as it is now; its text is made of constants alone.
    func statement(_ sql: String, as subject: String) throws(StoreFault) -> Statement {
        if connection.hasMoved {
            statements.removeAll()
            connection = try Self.open(path, busyLimit)
        }
        if let known = statements[sql] {
            known.reset()
            return known
        }
        if statements.count >= 64 { statements.removeAll() }
        let made = try connection.prepare(sql, as: subject)
        statements[sql] = made
        return made
    }

    /// All rows of a statement; it is ready again afterwards, also after a fault.
    func rows<Row>(
        of statement: Statement, _ row: (Statement) -> Row
    ) throws(StoreFault) -> [Row] {
        defer { statement.reset() }
        var found: [Row] = []
        while try statement.next() { found.append(row(statement)) }
        return found
    }

    static func limit(_ asked: UInt32) -> Int64 {
        Int64(asked == 0 ? rowLimit : min(asked, rowLimit))
    }

    /// The output log's position of what can be read.
    public func position() throws(StoreFault) -> UInt64 {
        let rows = try rows(of: statement("SELECT position FROM cursor", as: "position")) {
            UInt64(bitPattern: $0.int(0))
        }
        return rows.first ?? 0
    }

    /// The instruments of the configuration that wrote last, by their numbers; of a symbol whose
    /// facts changed the present ones.
    public func instruments() throws(StoreFault) -> [StoredInstrument] {
        let statement = try statement(
            """
            SELECT number, symbol, class, price_decimals, tick, size_decimals, lot,
            tick_value_nanos FROM instruments WHERE is_current = 1 ORDER BY number
            """, as: "instruments")
        return try rows(of: statement) { row in
            StoredInstrument(
                number: InstrumentID(UInt32(truncatingIfNeeded: row.int(0))),
                instrument: Instrument(
                    symbol: row.text(1),
                    assetClass: AssetClass(rawValue: UInt8(truncatingIfNeeded: row.int(2)))
                        ?? .share,
                    prices: PriceScale(
                        decimals: Int(min(max(row.int(3), 0), 9)), tick: max(1, row.int(4))),
                    sizes: SizeScale(
                        decimals: Int(min(max(row.int(5), 0), 9)), lot: max(1, row.int(6))),
                    tickValueNanos: row.int(7)))
        }
    }

    /// What SQLite finds wrong with the file, page by page and index by index; empty when sound.
    public func integrity() throws(StoreFault) -> [String] { try connection.integrity() }
}

/// An instrument with its number in the engine.
public struct StoredInstrument: Hashable, Sendable {
    /// Its place in the symbol list.
    public var number: InstrumentID
    /// Its facts.
    public var instrument: Instrument
}
