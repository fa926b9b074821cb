import CLI
public import Market
public import Records
public import Wire

/// The engine at a glance: since when, which feeds, how good the data is.
public struct StatusView: Sendable {
    /// One instrument of the engine.
    public struct Line: Sendable {
        /// Symbol and scales.
        public var instrument: Instrument
        /// Where it stands; `nil` when the engine does not say.
        public var state: InstrumentState?
        /// What its intake took and dropped; `nil` when the engine does not say.
        public var counters: CountersRecord?

        /// Puts a line together.
        public init(
            instrument: Instrument, state: InstrumentState?, counters: CountersRecord?
        ) {
            self.instrument = instrument
            self.state = state
            self.counters = counters
        }

        /// Dropped for a fault of the tick or a full ring; not what merely lay out of session.
        var missing: Int64 {
            guard let counters else { return 0 }
            return counters.bad + counters.late + counters.outOfRange + counters.lost
        }
    }

    let address: String
    let welcome: Welcome
    let lines: [Line]
    let statistics: Statistics?
    let look: Look
    let columns: Int

    /// A view of what the engine said.
    ///
    /// - Parameter statistics: `nil` as of an earlier instant: rings and counters have no past.
    public init(
        address: String, welcome: Welcome, lines: [Line], statistics: Statistics?, _ look: Look,
        columns: Int
    ) {
        self.address = address
        self.welcome = welcome
        self.lines = lines
        self.statistics = statistics
        self.look = look
        self.columns = columns
    }

    private var isSimulated: Bool { lines.contains { $0.state?.isSimulated == true } }

    private var uptime: Double? {
        statistics.map { max(0, Double($0.time.rawValue - Int64(clamping: welcome.epoch)) / 1e9) }
    }

    /// The head, a table of the instruments, and the state of the data.
    public var text: String {
        var head = LineText(look, room: columns)
        head.addFitting([
            (welcome.engineName, [.bold, .cyan]), (welcome.engineVersion, []),
            ("at \(address)", []), (uptime.map { "up \(Figures.seconds($0))" } ?? "", []),
            (isSimulated ? "SIMULATED" : "", [.yellow, .reverse]),
        ])
        return head.text + "\n" + instruments + quality + rings
    }

    /// Every counter by itself needs a wide terminal; otherwise the drops are told as one sum.
    private var isWide: Bool { columns >= 120 }

    private var instruments: String {
        let counters: [Table.Column] =
            (isWide ? ["BAD", "DUPLICATE", "LATE", "RANGE", "LOST", "GAPS"] : ["DROPPED", "GAPS"])
            .map { .init($0, .right) }
        var table = Table(
            [
                .init("SYMBOL"), .init("FEED"), .init("LAST", .right), .init("TIME"),
                .init("CVD", .right), .init("TICKS", .right),
            ] + counters)
        for line in lines { table.add(cells(line)) }
        return lines.isEmpty
            ? "no instruments\n" : table.text(Style(isOn: look.isColored), columns: columns)
    }

    private func cells(_ line: Line) -> [String] {
        let numbers = NumberText(line.instrument)
        let state = line.state
        let feed = state.map { "\($0.feed)" } ?? "-"
        let time = state?.lastTick.map { tick in
            let clock = look.clock
            let text = isWide ? clock.dateTime(tick.time) : clock.clock(tick.time)
            return "\(text) \(clock.zone(tick.time))"
        }
        func count(_ value: Int64?) -> String { value.map { Figures.count(Int($0)) } ?? "-" }
        let counters = line.counters
        let drops =
            isWide
            ? [
                counters?.bad, counters?.duplicate, counters?.late, counters?.outOfRange,
                counters?.lost,
            ] : [counters.map { $0.duplicate + line.missing }]
        return [
            VisibleText.of(line.instrument.symbol),
            state?.isSimulated == true ? "\(feed), simulated" : feed,
            state?.lastTick.map { numbers.price($0.price) } ?? "-", time ?? "-",
            state.map { numbers.delta($0.cumulativeDelta) } ?? "-", count(counters?.accepted),
        ] + drops.map(count) + [count(counters?.feedGaps)]
    }

    private var quality: String {
        // Silence is no proof that nothing is missing.
        if lines.allSatisfy({ $0.counters == nil }) {
            return look.paint("data: the engine tells no counters yet", .dim) + "\n"
        }
        let missing = lines.reduce(0) { $0 + $1.missing }
        let gaps = lines.reduce(0) { $0 + ($1.counters?.feedGaps ?? 0) }
        if missing == 0, gaps == 0 { return look.paint("data: whole", .green) + "\n" }
        let text =
            "\(Figures.count(Int(missing))) \(missing == 1 ? "tick" : "ticks") dropped, "
            + "\(Figures.count(Int(gaps))) \(gaps == 1 ? "gap" : "gaps")"
        return look.paint("data: \(text)", [.yellow, .bold]) + "\n"
    }

    private var rings: String {
        guard let statistics else { return "" }
        let dropped = statistics.rings.reduce(0) { $0 + $1.dropped }
        let full = statistics.rings.reduce(0) { $0 + $1.waits }
        let text =
            "rings: \(statistics.rings.count), found full \(Figures.count(Int(clamping: full))) "
            + "times, dropped \(Figures.count(Int(clamping: dropped)))"
        return look.paint(text, dropped > 0 ? [.red, .bold] : .dim) + "\n"
    }

    /// All of it as one object.
    public var json: JSONValue {
        .object([
            ("engine", .string(welcome.engineName)), ("version", .string(welcome.engineVersion)),
            ("address", .string(address)), ("epoch_ns", .number(welcome.epoch)),
            ("time_ns", statistics.map { .time($0.time) } ?? .null),
            ("uptime_s", uptime.map { .number($0) } ?? .null),
            ("simulated", .bool(isSimulated)), ("instruments", .list(lines.map(json))),
            (
                "counters",
                statistics.map { .object($0.counters.map { ($0.name, .number($0.value)) }) }
                    ?? .null
            ),
        ])
    }

    private func json(_ line: Line) -> JSONValue {
        let numbers = NumberText(line.instrument)
        let state = line.state
        func count(_ value: Int64?) -> JSONValue { value.map { .number($0) } ?? .null }
        let counters = line.counters
        return .object([
            ("symbol", .string(line.instrument.symbol)),
            ("feed", state.map { .string("\($0.feed)") } ?? .null),
            ("simulated", state.map { .bool($0.isSimulated) } ?? .null),
            ("last", numbers.json(state?.lastTick?.price)),
            ("event_time_ns", state?.lastTick.map { .time($0.time) } ?? .null),
            ("cumulative_delta", state.map { numbers.json($0.cumulativeDelta) } ?? .null),
            ("accepted", count(counters?.accepted)), ("bad", count(counters?.bad)),
            ("duplicate", count(counters?.duplicate)), ("late", count(counters?.late)),
            ("out_of_range", count(counters?.outOfRange)), ("lost", count(counters?.lost)),
            ("feed_gaps", count(counters?.feedGaps)),
        ])
    }
}
