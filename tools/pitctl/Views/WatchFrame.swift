import CLI
public import Market
import Measures
import Records
import Wire

/// The live view as lines of text: a frame of a terminal, a pure function of what is known.
///
/// From the top: the price, the order flow of bar and session, the profile's and VWAP's levels; the
/// developing footprint as a ladder with the session's profile beside it on the same prices; the
/// last bars; how good the data is; how it comes in, and the keys. What the systems say has its
/// place beside the ladder, below it or in a line, as the terminal has room.
public struct WatchFrame: Sendable {
    /// The frame's size.
    public struct Size: Hashable, Sendable {
        /// Columns of a line.
        public var columns: Int
        /// Lines of the frame.
        public var lines: Int

        /// A size; at least 20 by 8 is kept to.
        public init(columns: Int, lines: Int) {
            self.columns = max(20, columns)
            self.lines = max(8, lines)
        }
    }

    let state: WatchState
    let numbers: NumberText
    let look: Look
    private(set) var size: Size
    /// The keys' line: `q quit`, and more when there are several symbols.
    let keys: String
    private let place: WatchSystems.Place

    /// A frame of a state.
    ///
    /// - Parameter isSwitched: the key of the systems was hit: they go, or they come where they
    ///   have no place of their own.
    public init(
        _ state: WatchState, size: Size, look: Look, keys: String = "q quit",
        isSwitched: Bool = false
    ) {
        self.state = state
        numbers = NumberText(state.instrument)
        self.look = look
        self.size = size
        place = WatchSystems.place(
            size, isEmpty: state.systems.isEmpty, isSwitched: isSwitched)
        self.keys = state.systems.isEmpty ? keys : "p systems  \(keys)"
    }

    private var systems: WatchSystems {
        WatchSystems(panels: SystemPanels(state.systems, state.instrument, look), look: look)
    }

    /// Closed bars the frame has room for.
    var barLines: Int {
        let wanted = size.lines >= 36 ? 6 : size.lines >= 22 ? 3 : size.lines >= 16 ? 2 : 0
        return min(wanted, state.bars.count)
    }

    /// Lines of the ladder.
    public var ladderLines: Int {
        let bars = barLines > 0 ? barLines + 1 : 0
        let systems = place == .glance ? 1 : place == .below ? WatchSystems.blockLines : 0
        return max(1, size.lines - 4 - 1 - bars - 2 - systems)
    }

    /// Exactly as many lines as the frame has, none longer than it is wide.
    ///
    /// - Parameter axis: the prices shown; moved when the price has left its middle.
    public func lines(_ axis: inout PriceAxis) -> [String] {
        if let level = anchorLevel {
            axis.follow(level, rowTicks: state.footprint?.rowTicks ?? 1, lines: ladderLines)
        }
        var lines = [priceLine, flowLine, profileLine, vwapLine]
        if place == .glance { lines.append(systems.glance(room: size.columns)) }
        lines += middle(axis, size.lines - lines.count - 2)
        return lines + [qualityLine, stateLine]
    }

    /// Ladder, bars and systems, exactly so many lines.
    private func middle(_ axis: PriceAxis, _ count: Int) -> [String] {
        if place == .alone { return systems.lines(count, room: size.columns) }
        var ladder = self
        if place == .beside { ladder.size.columns -= WatchSystems.columns + 3 }
        var lines = WatchLadder(ladder, axis).lines + ladder.barTable
        if place == .below {
            lines += systems.lines(WatchSystems.blockLines, room: size.columns)
        }
        lines += [String](repeating: "", count: max(0, count - lines.count))
        guard place == .beside else { return lines }
        let column = systems.lines(count, room: WatchSystems.columns)
        return zip(lines, column).map {
            WatchSystems.beside($0, $1, at: ladder.size.columns, look)
        }
    }

    /// The level the ladder is about: the last trade's, else the middle of what is known.
    private var anchorLevel: Level? {
        let prices = state.instrument.prices
        if let last = state.last { return last.level }
        if let bar = state.footprint?.bar ?? state.bars.last { return prices.level(of: bar.close) }
        return nil
    }

    var line: LineText { LineText(look, room: size.columns) }

    // MARK: Above the ladder

    private var priceLine: String {
        var line = line
        let change = state.session.flatMap { session in
            state.last.map { (session.open, $0.price) }
        }
        let moved = change.map { Double($0.1.rawValue - $0.0.rawValue) } ?? 0
        line.add(state.instrument.symbol, [.bold, .cyan])
        line.add("  ")
        line.add(state.last.map { numbers.price($0.price) } ?? "-", [.bold, .sign(moved)])
        if let change {
            let arrow = moved > 0 ? look.glyphs.up : moved < 0 ? look.glyphs.down : " "
            let open = state.instrument.prices.real(change.0)
            let share = moved / state.instrument.prices.unitsPerOne / open * 100
            let percent = open > 0 ? " (\(Figures.decimal(share, places: 2)) %)" : ""
            line.add(" \(arrow) \(numbers.change(change.0, change.1))\(percent)", .sign(moved))
        }
        line.addFitting([
            (state.isSimulated ? "SIMULATED" : "", [.yellow, .reverse]), (quoteText, []),
            (feedText, state.feed == .live ? .dim : .yellow), (timeText, .dim),
        ])
        return line.text
    }

    private var quoteText: String {
        guard let quote = state.quote else { return "" }
        return "bid \(numbers.price(quote.bid)) ask \(numbers.price(quote.ask))"
    }

    private var feedText: String { state.feed == .none ? "no feed" : "feed \(state.feed)" }

    private var timeText: String {
        guard let last = state.last else { return "" }
        return "\(look.clock.clock(last.time)) \(look.clock.zone(last.time))"
    }

    private var flowLine: String {
        var line = line
        let bar = state.footprint?.bar
        let cumulative = bar?.cumulativeDelta ?? state.session?.cumulativeDelta
        line.addFitting([
            (
                "delta \(bar.map { numbers.delta($0.delta) } ?? "-")",
                .sign(bar?.delta.rawValue ?? 0)
            ),
            (
                "CVD \(cumulative.map { numbers.delta($0) } ?? "-")",
                .sign(cumulative?.rawValue ?? 0)
            ),
            (state.session.map { "high \(numbers.price($0.high))" } ?? "", []),
            (state.session.map { "low \(numbers.price($0.low))" } ?? "", []),
            (state.session.map { "volume \(numbers.volume($0.volume))" } ?? "", []),
            (state.tickRate.map { "\(Figures.decimal($0, places: 0)) ticks/s" } ?? "", .dim),
        ])
        return line.text
    }

    private var profileLine: String {
        var line = line
        guard let profile = state.profile else {
            line.add("no profile yet", .dim)
            return line.text
        }
        func price(_ row: Int64?) -> String {
            row.map { numbers.price(row: $0, rowTicks: profile.rowTicks) } ?? "-"
        }
        let marks = profile.landmarks
        line.addFitting([
            ("POC \(price(marks.poc))", .yellow), ("VAH \(price(marks.vah))", []),
            ("VAL \(price(marks.val))", []),
            (
                marks.nakedPOCs.map { $0.isEmpty ? "" : "naked POCs \($0.count)" } ?? "", .dim
            ),
            ("bar POC \(barPOC)", .dim),
        ])
        return line.text
    }

    private var barPOC: String {
        guard let footprint = state.footprint,
            let poc = FootprintLadder(footprint, isOpen: true).poc
        else { return "-" }
        return numbers.price(row: poc, rowTicks: footprint.rowTicks)
    }

    private var vwapLine: String {
        var line = line
        guard let vwap = state.vwap, vwap.volume.rawValue > 0 else {
            line.add("no VWAP yet", .dim)
            return line.text
        }
        let sigma = look.glyphs.sigma
        line.addFitting(
            [("VWAP \(numbers.mean(vwap.vwap))", .cyan)]
                + [1.0, 2, 3].map { k in
                    let low = numbers.real(vwap.lower(k))
                    let high = numbers.real(vwap.upper(k))
                    return ("\(Int(k))\(sigma) \(low)-\(high)", .dim)
                })
        return line.text
    }

    // MARK: Below the ladder

    private var barTable: [String] {
        guard barLines > 0 else { return [] }
        return BarLines(numbers, look, room: size.columns).lines(state.bars.suffix(barLines))
    }

    private var qualityLine: String {
        var line = line
        let whole = (state.session ?? state.footprint?.bar)?.completeness ?? Completeness()
        line.addFitting([
            ("sides \(QualityText.sides(whole))", .dim),
            (QualityText.missing(whole), whole.isWhole ? .dim : .yellow),
            (
                state.missed > 0
                    ? "\(Figures.count(Int(clamping: state.missed))) records missed" : "",
                [.yellow, .bold]
            ),
            (
                state.refused.isEmpty
                    ? "" : "not offered: \(state.refused.joined(separator: ", "))", .yellow
            ),
        ])
        return line.text
    }

    private var stateLine: String {
        var line = line
        switch state.connection {
        case .connecting: line.add("connecting", .yellow)
        case .live: line.add("connected", .green)
        case .lost(let why): line.add("connection lost: \(why)", [.red, .bold])
        case .ended(let why): line.add("ended: \(why)", .yellow)
        }
        if state.connection == .live, let latency = state.latency, latency.rawValue >= 0 {
            line.add("  \(DurationText.of(latency)) behind the feed", .dim)
        }
        if line.width + keys.count + 2 <= size.columns {
            line.pad(to: size.columns - keys.count)
            line.add(keys, .dim)
        }
        return line.text
    }
}

/// Short spans with a fitting unit.
public enum DurationText {
    /// `850 ns`, `12.3 µs` as `12.3 us`, `4.1 ms`, `1.2 s`.
    public static func of(_ span: Nanoseconds) -> String {
        let value = Double(span.rawValue)
        switch value {
        case ..<1000: return "\(span.rawValue) ns"
        case ..<999_950: return "\(Figures.decimal(value / 1e3, places: 1)) us"
        case ..<999_950_000: return "\(Figures.decimal(value / 1e6, places: 1)) ms"
        default: return Figures.seconds(value / 1e9)
        }
    }
}
