public import Market
import Records
public import Wire

/// Bars, footprints, profiles and VWAPs as JSON objects.
///
/// Instants end in `_ns` and count from 1970; prices are exact decimals; volumes are shares,
/// contracts or coins.
public enum RecordJSON {
    /// An instrument and its scales.
    public static func instrument(_ info: InstrumentInfo) -> JSONValue {
        .object([("id", .number(info.id.rawValue))] + members(info.instrument))
    }

    /// The members of an instrument, its number left out.
    package static func members(_ instrument: Instrument) -> [(String, JSONValue)] {
        [
            ("symbol", .string(instrument.symbol)),
            ("class", .string(instrument.assetClass.name)),
            ("tick_size", .number(instrument.prices.tickSize)),
            ("price_decimals", .number(instrument.prices.decimals)),
            ("size_decimals", .number(instrument.sizes.decimals)),
            ("lot", .number(instrument.sizes.real(Size(instrument.sizes.lot)))),
            ("tick_value_usd", .number(Double(instrument.tickValueNanos) / 1e9)),
        ]
    }

    /// A bar.
    public static func bar(_ bar: Bar, symbol: String, _ numbers: NumberText) -> JSONValue {
        .object(members(bar, symbol, numbers))
    }

    /// A footprint with its rows, ascending.
    public static func footprint(
        _ ladder: FootprintLadder, symbol: String, _ numbers: NumberText
    ) -> JSONValue {
        .object(members(ladder, symbol: symbol, numbers))
    }

    /// The members of a footprint.
    package static func members(
        _ ladder: FootprintLadder, symbol: String, _ numbers: NumberText
    ) -> [(String, JSONValue)] {
        let record = ladder.record
        let imbalances = ladder.imbalances
        return members(record.bar, symbol, numbers) + [
            ("developing", .bool(ladder.isOpen)), ("row_ticks", .number(record.rowTicks)),
            (
                "poc",
                ladder.poc.map { numbers.json(row: $0, rowTicks: record.rowTicks) } ?? .null
            ),
            ("buy_imbalances", .number(imbalances.buy)),
            ("sell_imbalances", .number(imbalances.sell)),
            ("rows", .list(ladder.rows.map { row($0, record.rowTicks, numbers) })),
        ]
    }

    /// A profile with its rows, ascending.
    public static func profile(
        _ profile: ProfileSnapshot, symbol: String, _ numbers: NumberText
    ) -> JSONValue {
        .object(members(profile, symbol: symbol, numbers))
    }

    /// The members of a profile.
    package static func members(
        _ profile: ProfileSnapshot, symbol: String, _ numbers: NumberText
    ) -> [(String, JSONValue)] {
        func price(_ row: Int64) -> JSONValue {
            numbers.json(row: row, rowTicks: profile.rowTicks)
        }
        let marks = profile.landmarks
        return [
            ("symbol", .string(symbol)), ("anchor", .string(profile.anchor.name)),
            ("session", .string(profile.date.description)), ("start_ns", .time(profile.start)),
            ("end_ns", .time(profile.end)), ("completed", .bool(profile.isCompleted)),
            ("from_ticks", .bool(profile.isFromTicks)), ("row_ticks", .number(profile.rowTicks)),
            ("poc", marks.poc.map(price) ?? .null), ("vah", marks.vah.map(price) ?? .null),
            ("val", marks.val.map(price) ?? .null),
            ("lvns", .list((marks.lvns ?? []).map(price))),
            ("hvns", .list((marks.hvns ?? []).map(price))),
            (
                "naked_pocs",
                .list(
                    (marks.nakedPOCs ?? []).map {
                        .object([
                            ("session", .string($0.session.description)), ("price", price($0.row)),
                        ])
                    })
            ),
            (
                "rows",
                .list(
                    profile.rows.map { row in
                        .object(cell(row, profile.rowTicks, numbers))
                    })
            ),
        ]
    }

    /// A VWAP with its deviation; the bands are `vwap` plus or minus that many `sigma`.
    public static func vwap(_ state: VWAPState, symbol: String, _ numbers: NumberText) -> JSONValue
    {
        .object(members(state, symbol: symbol, numbers))
    }

    /// The members of a VWAP.
    package static func members(
        _ state: VWAPState, symbol: String, _ numbers: NumberText
    ) -> [(String, JSONValue)] {
        [
            ("symbol", .string(symbol)), ("anchor", .string(state.anchor.name)),
            ("anchor_number", .number(state.anchorNumber)),
            ("session", .string(state.date.description)), ("event_time_ns", .time(state.time)),
            ("vwap", state.volume.rawValue > 0 ? .number(state.vwap) : .null),
            ("sigma", state.volume.rawValue > 0 ? .number(state.sigma) : .null),
            ("volume", numbers.json(state.volume)),
        ]
    }

    /// The members of a bar.
    package static func members(
        _ bar: Bar, _ symbol: String, _ numbers: NumberText
    ) -> [(String, JSONValue)] {
        [
            ("symbol", .string(symbol)), ("period", .string(bar.period.name)),
            ("start_ns", .time(bar.start)), ("end_ns", .time(bar.end)),
            ("session", .string(bar.session.description)), ("mode", .string(bar.mode.name)),
            ("open", numbers.json(bar.open)), ("high", numbers.json(bar.high)),
            ("low", numbers.json(bar.low)), ("close", numbers.json(bar.close)),
            ("volume", numbers.json(bar.volume)), ("buy_volume", numbers.json(bar.buyVolume)),
            ("sell_volume", numbers.json(bar.sellVolume)), ("delta", numbers.json(bar.delta)),
            ("max_delta", bar.isFromTicks ? numbers.json(bar.maxDelta) : .null),
            ("min_delta", bar.isFromTicks ? numbers.json(bar.minDelta) : .null),
            ("cumulative_delta", numbers.json(bar.cumulativeDelta)),
            ("trades", bar.isFromTicks ? .number(bar.trades) : .null),
            ("vwap", bar.vwap.map { .number($0) } ?? .null),
            ("quality", QualityText.json(bar.completeness, numbers)),
        ]
    }

    private static func row(
        _ row: FootprintLadder.Row, _ rowTicks: Int64, _ numbers: NumberText
    ) -> JSONValue {
        .object(
            cell(row.cell, rowTicks, numbers) + [
                ("buy_imbalance", .bool(row.cell.marks.contains(.buyImbalance))),
                ("sell_imbalance", .bool(row.cell.marks.contains(.sellImbalance))),
                ("buy_stack", .number(row.buyStack)), ("sell_stack", .number(row.sellStack)),
            ])
    }

    private static func cell(
        _ row: FootprintRow, _ rowTicks: Int64, _ numbers: NumberText
    ) -> [(String, JSONValue)] {
        [
            ("price", numbers.json(row: row.row, rowTicks: rowTicks)),
            ("bid", numbers.json(row.bid)), ("ask", numbers.json(row.ask)),
            ("neutral", numbers.json(row.neutral)), ("volume", numbers.json(row.volume)),
            ("delta", numbers.json(row.delta)),
        ]
    }
}
