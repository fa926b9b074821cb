import CSQLite

/// A prepared statement: values are added in the order of its parameters, then it runs.
///
/// Everything that comes from outside is bound, never part of the text.
final class Statement {
    private let handle: OpaquePointer
    private let connection: Connection
    private let subject: String
    private var place: Int32 = 0
    private var bindCode = SQLITE_OK

    /// SQLite copies what it is given; the macro itself is a cast and not imported.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ handle: OpaquePointer, of connection: Connection, _ subject: String) {
        self.handle = handle
        self.connection = connection
        self.subject = subject
    }

    deinit { sqlite3_finalize(handle) }

    private func note(_ code: Int32) { if code != SQLITE_OK { bindCode = code } }

    func add(_ value: Int64) {
        place += 1
        note(sqlite3_bind_int64(handle, place, value))
    }

    func add(_ value: some BinaryInteger) { add(Int64(truncatingIfNeeded: value)) }

    func add(_ value: Bool) { add(Int64(value ? 1 : 0)) }

    /// A double comes back with every bit: SQLite makes NaN NULL and -0 zero, so these are bound
    /// as their eight bytes.
    func add(_ value: Double) {
        guard value.isNaN || value == 0 && value.sign == .minus else {
            place += 1
            note(sqlite3_bind_double(handle, place, value))
            return
        }
        withUnsafeBytes(of: value.bitPattern.littleEndian) { add($0) }
    }

    func add(_ value: Double?) {
        if let value { add(value) } else { addNull() }
    }

    func add(_ value: Int64?) {
        if let value { add(value) } else { addNull() }
    }

    func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in add(text: UnsafeRawBufferPointer(bytes)) }
    }

    /// UTF-8 bytes as a text.
    func add(text bytes: UnsafeRawBufferPointer) {
        place += 1
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            note(sqlite3_bind_text(handle, place, "", 0, Self.copied))
            return
        }
        note(
            sqlite3_bind_text(
                handle, place, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
                Self.copied))
    }

    func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    /// A blob.
    func add(_ bytes: UnsafeRawBufferPointer) {
        place += 1
        note(
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, place, 0)
                : sqlite3_bind_blob(
                    handle, place, bytes.baseAddress, Int32(bytes.count), Self.copied))
    }

    func addNull() {
        place += 1
        note(sqlite3_bind_null(handle, place))
    }

    /// Steps to the next row; at the end it is ready for new values.
    func next() throws(StoreFault) -> Bool {
        place = 0
        guard bindCode == SQLITE_OK else {
            let code = bindCode
            bindCode = SQLITE_OK
            sqlite3_reset(handle)
            throw connection.fault(code, subject)
        }
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        // The words belong to the step and are gone after the next call.
        let fault = code == SQLITE_DONE ? nil : connection.fault(code, subject)
        sqlite3_reset(handle)
        if let fault { throw fault }
        return false
    }

    /// Runs it to its end; rows it may give are dropped.
    func run() throws(StoreFault) {
        while try next() {}
    }

    /// Leaves rows that were not read.
    func reset() {
        place = 0
        bindCode = SQLITE_OK
        sqlite3_reset(handle)
    }
}

/// The columns of the row that `next` stepped to, from 0.
extension Statement {
    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(row, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(row, column) == SQLITE_NULL }

    func double(_ column: Int32) -> Double {
        guard sqlite3_column_type(row, column) == SQLITE_BLOB else {
            return sqlite3_column_double(row, column)
        }
        return bytes(column) { bytes in
            guard bytes.count == 8 else { return 0 }
            return Double(
                bitPattern: UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)))
        }
    }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(row, column) else { return "" }
        let count = Int(sqlite3_column_bytes(row, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = sqlite3_column_blob(row, column)
        return body(
            UnsafeRawBufferPointer(
                start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(row, column))))
    }

    private var row: OpaquePointer { handle }
}
