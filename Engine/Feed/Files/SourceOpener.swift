public import Market

/// Opens a file as the source its content calls for.
public enum SourceOpener {
    /// What a file holds.
    public enum Content: String, Hashable, Sendable {
        case ticks
        case bars
        case dbn
        /// Second bars as JSON lines.
        case aggregates
    }

    /// How to read what the file itself does not tell.
    public struct Options: Sendable {
        /// The length of the bars of a CSV file.
        public var barPeriod = BarPeriod.minute1
        /// Sort the bars of a CSV file.
        public var sortsBars = false
        /// Which records of a DBN file; by default those of the instrument's symbol.
        public var dbnSelection: DBNSource.Selection?
        /// Calendar spreads of a DBN file too.
        public var takesSpreads = false
        /// The version of DBN fragments whose name does not end in `.v1`, `.v2` or `.v3`.
        public var dbnVersion: UInt8?
        /// Is given the status messages of an aggregate feed, on the thread that reads.
        public var onStatus: (@Sendable (String) -> Void)?

        /// One-minute bars in order, the instrument's own symbol, no spreads.
        public init() {}
    }

    /// Whose ticks are read, and what they are tagged with.
    public struct Target: Sendable {
        /// Whose scales the prices and sizes become units of.
        public var instrument: Instrument
        /// Its number.
        public var id: InstrumentID

        /// Puts a target together.
        public init(_ instrument: Instrument, _ id: InstrumentID) {
            self.instrument = instrument
            self.id = id
        }
    }

    /// A source and what it turned out to be.
    public struct Opened {
        /// What the file holds.
        public let content: Content
        /// Reads it.
        public let source: any InputSource

        /// Whether bars are what it holds, as far as that is known before they are read.
        public var holdsBars: Bool {
            switch content {
            case .ticks: false
            case .bars, .aggregates: true
            case .dbn: (source as? DBNSource)?.holdsBars ?? false
            }
        }
    }

    /// Opens a file; `-` is standard input.
    ///
    /// DBN is known by the name (`.dbn`, with `.frag` for fragments) or by how it begins;
    /// aggregates by the name (`.jsonl`, `.ndjson`, `.json`) or by beginning with a bracket;
    /// everything else is CSV, whose header decides between ticks and bars. Compression is known
    /// by how it begins.
    ///
    /// - Throws: When the file is missing, empty, or neither.
    public static func open(
        _ path: String, instrument: Instrument, id: InstrumentID, options: Options = Options()
    ) throws(FeedError) -> Opened {
        try open(ByteSource(path: path), instrument: instrument, id: id, options: options)
    }

    /// Opens a file that may hold several instruments, as DBN does.
    ///
    /// - Parameter targets: at least one; each by its symbol when there are several, so that no
    ///   selection of the options counts then.
    /// - Throws: As for one; and when there are several and the file is none that holds them.
    public static func open(
        _ path: String, targets: [Target], options: Options = Options()
    ) throws(FeedError) -> Opened {
        try open(ByteSource(path: path), targets: targets, options: options)
    }

    /// Opens bytes by the name they carry.
    public static func open(
        _ bytes: ByteSource, instrument: Instrument, id: InstrumentID, options: Options = Options()
    ) throws(FeedError) -> Opened {
        try open(bytes, targets: [Target(instrument, id)], options: options)
    }

    /// Opens bytes that may hold several instruments by the name they carry.
    public static func open(
        _ bytes: ByteSource, targets: [Target], options: Options = Options()
    ) throws(FeedError) -> Opened {
        precondition(!targets.isEmpty, "somebody's ticks are read")
        let name = FileName(bytes.name)
        let isDBN = try bytes.startsWith("DBN")
        if isDBN || name.extensions.contains("dbn") {
            return Opened(
                content: .dbn,
                source: try DBNSource(
                    bytes, routes: routes(targets, options),
                    fragmentVersion: try fragmentVersion(bytes, name, options)))
        }
        guard targets.count == 1 else {
            throw FeedError(
                source: bytes.name, place: .whole,
                expected: "DBN, which holds \(targets.count) symbols",
                found: "a file of one symbol alone")
        }
        return try openOne(bytes, name, targets[0].instrument, targets[0].id, options)
    }

    private static func routes(_ targets: [Target], _ options: Options) -> [DBNSource.Route] {
        targets.map { target in
            let named = DBNSource.Selection.symbol(target.instrument.symbol)
            return DBNSource.Route(
                targets.count == 1 ? options.dbnSelection ?? named : named,
                instrument: target.instrument, id: target.id, takesSpreads: options.takesSpreads)
        }
    }

    private static func openOne(
        _ bytes: ByteSource, _ name: FileName, _ instrument: Instrument, _ id: InstrumentID,
        _ options: Options
    ) throws(FeedError) -> Opened {
        let isArray = try bytes.startsWith("[")
        let isObject = try bytes.startsWith("{")
        if isArray || isObject || name.holdsJSON {
            return Opened(
                content: .aggregates,
                source: AggregatesSource(
                    bytes, instrument: instrument, id: id, onStatus: options.onStatus))
        }
        return try openCSV(LineReader(bytes), instrument, id, options)
    }

    private static func openCSV(
        _ lines: LineReader, _ instrument: Instrument, _ id: InstrumentID, _ options: Options
    ) throws(FeedError) -> Opened {
        let header = try CSVHeader(lines)
        if header.names.contains("open") || header.names.contains("close") {
            return Opened(
                content: .bars,
                source: try BarCSVSource(
                    lines, header, instrument: instrument, id: id, period: options.barPeriod,
                    sorts: options.sortsBars))
        }
        return Opened(
            content: .ticks,
            source: try TickCSVSource(lines, header, instrument: instrument, id: id))
    }

    private static func fragmentVersion(
        _ bytes: ByteSource, _ name: FileName, _ options: Options
    ) throws(FeedError) -> UInt8? {
        guard name.extensions.contains("frag") else { return nil }
        if let version = options.dbnVersion ?? name.dbnVersion { return version }
        throw FeedError(
            source: bytes.name, place: .whole,
            expected: "the version of a DBN fragment, given or as .v1, .v2 or .v3 in its name",
            found: "neither")
    }
}

/// The dotted endings of a file's name.
private struct FileName {
    let extensions: [String]

    init(_ path: String) {
        let name = path.split(separator: "/").last ?? ""
        extensions = name.lowercased().split(separator: ".").dropFirst().map(String.init)
    }

    /// Whether an ending says that the file is JSON.
    var holdsJSON: Bool { extensions.contains { ["jsonl", "ndjson", "json"].contains($0) } }

    /// 1 to 3 from an ending `.v1` to `.v3`.
    var dbnVersion: UInt8? {
        for ending in extensions where ending.count == 2 && ending.first == "v" {
            if let version = UInt8(ending.dropFirst()), (1...3).contains(version) {
                return version
            }
        }
        return nil
    }
}
