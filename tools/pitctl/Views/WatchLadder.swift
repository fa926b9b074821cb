import Market
import Measures
import Records
import Wire

/// The middle of the live view: price by price the developing footprint, the session's profile and
/// the levels that matter there.
struct WatchLadder {
    let frame: WatchFrame
    let axis: PriceAxis
    private let footprint: FootprintLadder?
    private let profile: ProfileColumn?
    private let levels: [Int64: [String]]

    init(_ frame: WatchFrame, _ axis: PriceAxis) {
        self.frame = frame
        self.axis = axis
        footprint = frame.state.footprint.map { FootprintLadder($0, isOpen: true) }
        profile = frame.state.profile.map { ProfileColumn($0) }
        levels = LevelNames(frame.state, frame.look, axis).rows
    }

    private var look: Look { frame.look }
    private var numbers: NumberText { frame.numbers }
    private var showsDelta: Bool { frame.size.columns >= 72 }
    private var showsVolume: Bool { frame.size.columns >= 100 }
    private var labelColumns: Int { min(26, max(9, frame.size.columns / 6)) }

    /// Titles, then as many lines as the axis has.
    var lines: [String] {
        let rows = axis.rows
        guard !rows.isEmpty else {
            var waiting = frame.line
            waiting.add("waiting for the first trade", .dim)
            return ["", waiting.text]
                + [String](repeating: "", count: max(0, frame.ladderLines - 1))
        }
        let price = rows.reduce(5) {
            max($0, numbers.price(row: $1, rowTicks: axis.rowTicks).count)
        }
        let cell = rows.reduce(4) { columns, row in
            guard let row = footprint?.row(row)?.cell else { return columns }
            return max(columns, numbers.compact(row.bid).count, numbers.compact(row.ask).count)
        }
        let volumes = rows.map { profile?.volume(row: $0, height: axis.rowTicks) ?? 0 }
        let largest = volumes.max() ?? 0
        var lines = [titles(price, cell)]
        for (row, volume) in zip(rows, volumes) {
            lines.append(line(row, price, cell, volume, largest))
        }
        return lines
    }

    private func titles(_ price: Int, _ cell: Int) -> String {
        var line = frame.line
        line.right("PRICE", price, .dim)
        line.add("    ")
        line.right("BID", cell, .dim)
        line.add(" x ", .dim)
        line.left("ASK", cell + 2, .dim)
        if showsDelta { line.right("DELTA", 8, .dim) }
        line.add(" \(look.glyphs.vertical) ", .dim)
        if showsVolume { line.left(" VOLUME", 8, .dim) }
        line.add(title, .dim)
        return line.text
    }

    private var title: String {
        let bar = frame.state.footprint.map { "\($0.bar.period.name) footprint, " } ?? ""
        let ticks = axis.rowTicks > 1 ? " (\(axis.rowTicks) ticks a row)" : ""
        return bar + (frame.state.profile.map { "\($0.anchor.name) profile" } ?? "no profile")
            + ticks
    }

    private func line(
        _ row: Int64, _ price: Int, _ cell: Int, _ volume: Double, _ largest: Double
    ) -> String {
        var line = frame.line
        let isHere = frame.state.last.map { axis.row(of: $0.level) == row } ?? false
        line.right(
            numbers.price(row: row, rowTicks: axis.rowTicks), price,
            isHere ? [.bold, .reverse] : [])
        line.add(isHere ? look.glyphs.here : " ", .bold)
        let found = footprint?.row(row)
        if let found {
            FootprintView.cells(found, numbers, columns: cell, into: &line)
        } else {
            line.pad(to: line.width + 2 * cell + 8)
        }
        if showsDelta {
            let delta = found?.cell.delta
            line.right(delta.map(numbers.compactDelta) ?? "", 8, .sign(delta?.rawValue ?? 0))
        }
        line.add(row == footprint?.poc ? look.glyphs.poc : " ", .yellow)
        line.add("\(look.glyphs.vertical) ", .dim)
        addProfile(row, volume, largest, &line)
        return line.text
    }

    private func addProfile(
        _ row: Int64, _ volume: Double, _ largest: Double, _ line: inout LineText
    ) {
        if showsVolume {
            line.right(volume > 0 ? numbers.compact(Volume(volume)) : "", 7, .dim)
            line.add(" ")
        }
        let labels = levels[row] ?? []
        let room = frame.size.columns - line.width - labelColumns - 1
        let isPOC = labels.contains("POC")
        let isInside = isInValueArea(row)
        let bar = look.glyphs.bar(
            largest > 0 ? volume / largest : 0, columns: room, isFaint: !isInside)
        line.left(bar, max(0, room), isPOC ? .yellow : isInside ? .cyan : .dim)
        guard !labels.isEmpty else { return }
        line.add(" ")
        line.add(labels.joined(separator: " "), isPOC ? [.yellow, .bold] : .yellow)
    }

    private func isInValueArea(_ row: Int64) -> Bool {
        guard let profile = frame.state.profile, let area = profile.landmarks.valueArea else {
            return true
        }
        let low = axis.row(of: Level(area.lowerBound &* profile.rowTicks))
        let high = axis.row(of: Level((area.upperBound &+ 1) &* profile.rowTicks &- 1))
        return row >= low && row <= high
    }
}

/// The names of the levels that matter, by the row of the axis they are in.
struct LevelNames {
    let axis: PriceAxis
    private(set) var rows: [Int64: [String]] = [:]

    init(_ state: WatchState, _ look: Look, _ axis: PriceAxis) {
        self.axis = axis
        if let profile = state.profile {
            let marks = profile.landmarks
            let named = [("POC", marks.poc), ("VAH", marks.vah), ("VAL", marks.val)]
            for case (let name, let row?) in named { add(name, Level(row &* profile.rowTicks)) }
        }
        if let vwap = state.vwap, vwap.volume.rawValue > 0 {
            add(vwap, state.instrument.prices.tickSize, look.glyphs.sigma)
        }
        // The longest name last: the first to be cut where there is little room.
        for naked in state.profile?.landmarks.nakedPOCs ?? [] {
            add("naked POC", Level(naked.row &* (state.profile?.rowTicks ?? 1)))
        }
    }

    private mutating func add(_ vwap: VWAPReading, _ tick: Double, _ sigma: String) {
        add("VWAP", vwap.vwap / tick)
        for k in [1.0, 2, 3] where vwap.sigma > 0 {
            add("+\(Int(k))\(sigma)", vwap.upper(k) / tick)
            add("-\(Int(k))\(sigma)", vwap.lower(k) / tick)
        }
    }

    private mutating func add(_ name: String, _ ticks: Double) {
        guard ticks.magnitude < 1e15 else { return }
        add(name, Level(Int64(ticks.rounded())))
    }

    private mutating func add(_ name: String, _ level: Level) {
        let row = axis.row(of: level)
        if rows[row]?.contains(name) != true { rows[row, default: []].append(name) }
    }
}
