public import Market
public import Records

/// Reads ticks from CSV as it comes in: `ts_ns` (or `timestamp`), `price`, `size`, `side` and,
/// when there, `bid`, `ask`, `id`; columns in any order and case, unknown ones ignored.
///
/// Bytes may be cut anywhere. A row that cannot be read is counted and told with its line number.
public struct TickRows {
    /// A row that is no tick.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// Its line in the file, from 1.
        public var line: Int
        /// What is wrong.
        public var problem: String

        /// `line 12: price "abc" is not a decimal number`
        public var description: String { "line \(line): \(problem)" }
    }

    /// The file is none of ticks: its first line lacks a column.
    public struct HeaderError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is missing, and what is needed.
        public var description: String
    }

    /// Faults that are kept.
    public static let faultLimit = 20
    /// The longest line, in bytes.
    static let lineLimit = 65_536

    /// Lines read.
    public private(set) var lines = 0
    /// Rows that became ticks.
    public private(set) var good = 0
    /// Rows that did not.
    public private(set) var bad = 0
    /// The first of them.
    public private(set) var faults: [Fault] = []

    private let instrument: Instrument
    private let id: InstrumentID
    private var columns: TickColumns?
    private var rest: [UInt8] = []
    /// The fields of the row at hand; kept for its room.
    private var fields: [UnsafeRawBufferPointer] = []

    /// A reader of an instrument's ticks.
    ///
    /// - Parameter id: the number its inputs carry.
    public init(instrument: Instrument, id: InstrumentID) {
        self.instrument = instrument
        self.id = id
    }

    /// Reads what came, up to the last whole line.
    public mutating func read(
        _ bytes: UnsafeRawBufferPointer, into inputs: inout [Input]
    ) throws(HeaderError) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0a) {
            if rest.isEmpty {
                try readLine(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &inputs)
            } else {
                rest.append(contentsOf: bytes[start..<end])
                try readRest(into: &inputs)
            }
            start = end + 1
        }
        // What is too long is cut: the row is bad either way.
        let room = max(0, Self.lineLimit - rest.count)
        rest.append(contentsOf: bytes[start...].prefix(room))
    }

    /// Reads the last line, when nothing ends it.
    public mutating func finish(into inputs: inout [Input]) throws(HeaderError) {
        if !rest.isEmpty { try readRest(into: &inputs) }
    }

    private mutating func readRest(into inputs: inout [Input]) throws(HeaderError) {
        let line = rest
        rest.removeAll(keepingCapacity: true)
        var failure: HeaderError?
        line.withUnsafeBytes { bytes in
            do throws(HeaderError) { try readLine(bytes, into: &inputs) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func readLine(
        _ line: UnsafeRawBufferPointer, into inputs: inout [Input]
    ) throws(HeaderError) {
        lines += 1
        var line = line
        if line.last == 0x0d { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
        guard let columns else {
            self.columns = try TickColumns(line)
            return
        }
        guard !line.isEmpty else { return }
        cut(line)
        do throws(RowProblem) {
            inputs.append(try columns.tick(fields, instrument, id))
            good += 1
        } catch {
            bad += 1
            if faults.count < Self.faultLimit {
                faults.append(Fault(line: lines, problem: error.text))
            }
        }
    }
}

extension TickRows {
    private mutating func cut(_ line: UnsafeRawBufferPointer) {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        for (index, byte) in line.enumerated() where byte == 0x2c {
            fields.append(UnsafeRawBufferPointer(rebasing: line[start..<index]))
            start = index + 1
        }
        fields.append(UnsafeRawBufferPointer(rebasing: line[start...]))
    }
}

/// Why a row is no tick.
struct RowProblem: Error {
    var text: String
}

/// Which field of a row is which.
struct TickColumns {
    private let count: Int
    private let time: Int
    private let price: Int
    private let size: Int
    private let side: Int
    private let bid: Int?
    private let ask: Int?
    private let id: Int?

    init(_ header: UnsafeRawBufferPointer) throws(TickRows.HeaderError) {
        var text = String(decoding: header, as: UTF8.self)
        // A byte order mark, as spreadsheets write it.
        if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.lowercased().filter { $0 != " " }
        }
        func find(_ wanted: String...) throws(TickRows.HeaderError) -> Int {
            for name in wanted {
                if let index = names.firstIndex(of: name) { return index }
            }
            throw TickRows.HeaderError(
                description: "line 1: no column \(wanted[0]); needed are ts_ns, price, size, side")
        }
        count = names.count
        time = try find("ts_ns", "timestamp")
        price = try find("price")
        size = try find("size")
        side = try find("side")
        bid = names.firstIndex(of: "bid")
        ask = names.firstIndex(of: "ask")
        id = names.firstIndex(of: "id")
    }

    func tick(
        _ fields: [UnsafeRawBufferPointer], _ instrument: Instrument, _ number: InstrumentID
    ) throws(RowProblem) -> Input {
        guard fields.count == count else {
            let found = fields.count == 1 ? "1 field" : "\(fields.count) fields"
            throw RowProblem(text: "\(found), the header has \(count)")
        }
        func text(_ column: Int) -> String { String(decoding: fields[column], as: UTF8.self) }
        func units(_ column: Int, _ decimals: UInt8, _ what: String) throws(RowProblem) -> Int64 {
            do throws(DecimalFault) {
                return try DecimalText.units(fields[column], decimals: Int(decimals))
            } catch {
                throw RowProblem(text: "\(what) \"\(text(column))\" \(error)")
            }
        }
        guard let instant = InstantText.parse(fields[time]) else {
            throw RowProblem(text: "time \"\(text(time))\" is no time")
        }
        let (prices, sizes) = (instrument.prices.decimals, instrument.sizes.decimals)
        let price = try units(price, prices, "price")
        let size = try units(size, sizes, "size")
        guard size > 0 else { throw RowProblem(text: "size \"\(text(self.size))\" is not above 0") }
        var quote: (bid: Price, ask: Price)?
        if let bid, let ask, !fields[bid].isEmpty, !fields[ask].isEmpty {
            quote = (
                Price(try units(bid, prices, "bid")), Price(try units(ask, prices, "ask"))
            )
        }
        let tradeID = id.flatMap { fields[$0].isEmpty ? nil : Self.tradeID(fields[$0]) }
        return .tick(
            number, time: instant, price: Price(price), size: Size(size),
            side: Self.side(fields[side]), quote: quote, tradeID: tradeID)
    }

    /// Everything that is no known word is a side unknown.
    static func side(_ field: UnsafeRawBufferPointer) -> Aggressor {
        // The usual file has a letter.
        if field.count == 1 {
            switch field[0] {
            case UInt8(ascii: "B"), UInt8(ascii: "b"), UInt8(ascii: "1"): return .buyer
            case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "A"), UInt8(ascii: "a"):
                return .seller
            default: return .none
            }
        }
        switch String(decoding: field, as: UTF8.self).lowercased() {
        case "buy": return .buyer
        case "sell", "-1": return .seller
        default: return .none
        }
    }

    /// A number without leading zeros is its own id; another text is known by its FNV-1a hash, as
    /// the engine's own reader does it.
    static func tradeID(_ field: UnsafeRawBufferPointer) -> UInt64 {
        let text = String(decoding: field, as: UTF8.self)
        if let number = UInt64(text), String(number) == text { return number }
        return field.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
