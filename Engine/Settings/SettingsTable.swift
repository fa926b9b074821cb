import Market

/// One line of the table of settings, as people read it.
public struct SettingRow: Sendable, Hashable {
    /// The section, `engine`; `symbol` stands for every `[symbol NAME]`.
    public var section: String
    /// The key.
    public var name: String
    /// The kind of value.
    public var type: String
    /// The default as it would be written.
    public var fallback: String
    /// The unit, empty where there is none.
    public var unit: String
    /// What is allowed.
    public var range: String
    /// What it does, one sentence.
    public var meaning: String
    /// What `default` comes to for each class of instruments; empty where it is the same for all.
    public var classes = ""

    /// Kind and range in one, to follow "must be".
    public var allowed: String { joined(type: type, range: range) }
}

/// Where a value is stored.
typealias SettingPath<Root, Value> = WritableKeyPath<Root, Value> & Sendable

/// One key: its row, and the way of its text into the settings and back.
struct SettingKey<Root: Sendable>: Sendable {
    var row: SettingRow
    /// Stores the value of a text, or tells what is allowed.
    var read: @Sendable (String, inout Root) -> String?
    /// The text of the value.
    var show: @Sendable (Root) -> String

    init<Value>(
        _ section: String, _ name: String, _ path: any SettingPath<Root, Value>,
        _ format: SettingFormat<Value>, unit: String = "", of usual: Root, _ meaning: String
    ) {
        row = SettingRow(
            section: section, name: name, type: format.type,
            fallback: format.show(usual[keyPath: path]), unit: unit, range: format.range,
            meaning: meaning)
        read = { text, root in
            guard let value = format.parse(text) else { return "must be \(format.allowed)" }
            root[keyPath: path] = value
            return nil
        }
        show = { format.show($0[keyPath: path]) }
    }

    init(
        _ row: SettingRow, read: @escaping @Sendable (String, inout Root) -> String?,
        show: @escaping @Sendable (Root) -> String
    ) {
        self.row = row
        self.read = read
        self.show = show
    }
}

/// The one table of settings: parsing, checking, `config show`, `config explain` and the reference
/// page all follow it. The strategies' part of it is made from their declarations.
public enum SettingsTable {
    /// What every section of the engine itself is about, in the order of the page.
    public static let sections: [(name: String, meaning: String)] = [
        ("engine", "Threads, and how they wait for each other."),
        ("listen", "Where clients connect."),
        ("tokens", "Where the login tokens are; the tokens themselves are never in this file."),
        ("journal", "What the engine never forgets, and where it keeps it."),
        ("trading", "The account, its bounds, and the paper venue; there is no broker."),
        ("rings", "Room between threads; full rings are counted and shown."),
        ("intake", "Which ticks the core refuses, and how it finds a side."),
        ("bars", "Time bars."),
        ("footprint", "Footprints and their imbalances."),
        ("profile", "Volume profiles: value area and nodes."),
        ("vwap", "VWAPs with their bands."),
        ("wire", "Client sessions and their limits."),
        ("simulate", "The simulated feed."),
        ("symbol", "One section per instrument, `[symbol SPY]`: what differs for it."),
    ]

    /// Every key of the engine itself, in the order of the page.
    public static let rows: [SettingRow] = engine.map(\.row) + symbol.map(\.row)

    static let usual = EngineSettings()

    static func key<Value>(
        _ section: String, _ name: String,
        _ path: any SettingPath<EngineSettings, Value>, _ format: SettingFormat<Value>,
        unit: String = "", _ meaning: String
    ) -> SettingKey<EngineSettings> {
        SettingKey(section, name, path, format, unit: unit, of: usual, meaning)
    }

    static let engine: [SettingKey<EngineSettings>] =
        threads + journal + trading + limits + measures + sessions

    static let threads: [SettingKey<EngineSettings>] = [
        key(
            "engine", "threads", \.engine.threads, .choice(ThreadLayout.allCases) { $0.rawValue },
            "One thread per duty (feed, core, publish), or all duties on one."),
        key(
            "engine", "wait", \.engine.wait, .choice(WaitChoice.allCases) { $0.rawValue },
            "How a thread waits for another: burn a processor, give it away, or sleep."),
        key(
            "listen", "host", \.listen.host, .address,
            "Address clients connect to; anything but a loopback address opens the engine to others."
        ),
        key(
            "listen", "port", \.listen.port, .whole(0...65_535),
            "TCP port clients connect to; 0 takes any free one."),
        key(
            "tokens", "file", \.tokens.file, .path,
            "File of login tokens, readable by its owner only; the environment wins over it."),
    ]

    static let limits: [SettingKey<EngineSettings>] = [
        key(
            "rings", "symbol", \.rings.symbol, .powerOfTwo(64...16_777_216),
            unit: "slots of 64 bytes",
            "Ticks that may wait between a feed and the core, per symbol."),
        key(
            "rings", "total", \.rings.total, .powerOfTwo(64...16_777_216),
            unit: "slots of 64 bytes",
            "The same for all symbols together: with many, each one's ring is smaller, but has 64 "
                + "slots at least."),
        key(
            "rings", "output", \.rings.output, .powerOfTwo(1024...16_777_216),
            unit: "slots of 64 bytes", "Records that may wait between the core and the publisher."),
        key(
            "rings", "order", \.rings.order, .powerOfTwo(64...16_777_216),
            unit: "slots of 16 bytes",
            "Room of the ring that keeps the arrival order across the symbols of a feed."),
        key(
            "intake", "span", \.intake.span, .whole(1000...1_000_000_000), unit: "levels",
            "Ticks further than this from the session's first price are refused and counted."),
        key(
            "intake", "trade_id_window", \.intake.tradeIDWindow, .whole(1...16_777_216),
            unit: "trades", "Trade ids remembered per instrument to find duplicates."),
        key(
            "intake", "infer_sides", \.intake.infersSides, .flag,
            "Whether a side the venue does not give is inferred by quote rule and tick rule."),
    ]
}
