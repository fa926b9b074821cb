import Market

/// The fields of one line, cut at commas, spaces around them left out.
struct CSVRow: ~Copyable {
    /// More columns than this are refused in the header.
    static let mostColumns = 256

    private let bounds: UnsafeMutablePointer<(start: Int, end: Int)>
    private var line: UnsafeBufferPointer<UInt8>
    /// Fields of the line.
    private(set) var count = 0

    init() {
        bounds = .allocate(capacity: Self.mostColumns)
        line = UnsafeBufferPointer(start: nil, count: 0)
    }

    deinit { bounds.deallocate() }

    /// Cuts a line; fields beyond `mostColumns` are counted and not kept.
    ///
    /// Behind the line there are bytes that may be loaded, as in the buffer of a `LineReader`.
    mutating func cut(_ line: UnsafeBufferPointer<UInt8>) {
        self.line = line
        count = 0
        guard let first = line.baseAddress else { return keep(0, 0) }
        var (start, position) = (0, 0)
        let length = line.count
        while position < length {
            if first[position] == 0x2c {
                keep(start, position)
                start = position + 1
            }
            position += 1
        }
        keep(start, length)
    }

    @inline(__always)
    private mutating func keep(_ from: Int, _ to: Int) {
        var (start, end) = (from, to)
        while start < end, Self.isSpace(line[start]) { start += 1 }
        while end > start, Self.isSpace(line[end - 1]) { end -= 1 }
        if count < Self.mostColumns { bounds[count] = (start, end) }
        count += 1
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A field's bytes.
    subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index < min(count, Self.mostColumns), "field \(index) of \(count)")
        return UnsafeBufferPointer(rebasing: line[bounds[index].start..<bounds[index].end])
    }

    /// A field as text for a report: at most 40 bytes, nothing unprintable.
    func shown(_ index: Int) -> String { Self.shown(self[index]) }

    /// Bytes as text for a report: quoted, at most 40 of them, nothing unprintable.
    static func shown(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let text = bytes.prefix(40).map { byte in
            byte >= 0x20 && byte < 0x7f ? Character(UnicodeScalar(byte)) : "?"
        }
        return "\"" + String(text) + (bytes.count > 40 ? "...\"" : "\"")
    }
}

/// Which column holds what, from the header line.
struct CSVHeader {
    /// Names in file order, lower case.
    let names: [String]
    private let source: String
    private let line: Int

    /// Reads the header.
    ///
    /// - Throws: Without a header, with a name twice among those asked for later, or with more
    ///   than `CSVRow.mostColumns` columns.
    init(_ lines: LineReader) throws(FeedError) {
        source = lines.source.name
        guard var text = try lines.next() else {
            throw FeedError(
                source: source, place: .line(1), expected: "a header line",
                found: "an empty file")
        }
        line = lines.lineNumber
        // A byte order mark is how some spreadsheets begin a file.
        if text.starts(with: [0xef, 0xbb, 0xbf]) {
            text = UnsafeBufferPointer(rebasing: text[3...])
        }
        var row = CSVRow()
        row.cut(text)
        guard row.count <= CSVRow.mostColumns else {
            throw FeedError(
                source: source, place: .line(line),
                expected: "at most \(CSVRow.mostColumns) columns", found: "\(row.count)")
        }
        var names: [String] = []
        for index in 0..<row.count {
            names.append(String(decoding: row[index], as: UTF8.self).lowercased())
        }
        self.names = names
    }

    /// The column of that name; `nil` when there is none.
    func column(_ name: String) throws(FeedError) -> Int? {
        let places = names.indices.filter { names[$0] == name }
        if places.count > 1 {
            throw FeedError(
                source: source, place: .line(line), expected: "one column \(name)",
                found: "\(places.count) of them")
        }
        return places.first
    }

    /// The column of that name, or else of the other, which has to be there.
    func required(_ wanted: String, or other: String? = nil) throws(FeedError) -> Int {
        if let place = try column(wanted) { return place }
        if let other, let place = try column(other) { return place }
        let found = String(names.joined(separator: ",").prefix(120))
        throw FeedError(
            source: source, place: .line(line),
            expected: "a column \(wanted)" + (other.map { " or \($0)" } ?? ""),
            found: "the header \(found)")
    }
}
