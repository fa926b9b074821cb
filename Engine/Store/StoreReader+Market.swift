public import Market
public import Records

/// Bars, footprints and completed profiles.
extension StoreReader {
    /// The present row of a symbol's instrument.
    static let instrumentOf = """
        (SELECT id FROM instruments WHERE symbol = ? ORDER BY is_current DESC, id DESC LIMIT 1)
        """

    private static let barColumns = """
        i.number, b.period, b.start, b.mode, b."end", b.session, b.open, b.high, b.low, b.close,
        b.volume, b.buy_volume, b.sell_volume, b.max_delta, b.min_delta, b.cumulative_delta,
        b.trades, b.vwap, b.from_ticks, b.late, b.lost, b.out_of_range, b.feed_gaps,
        b.exchange_volume, b.quote_volume, b.tick_volume, b.simulated_volume, b.unknown_volume,
        b.cause
        """

    /// Closed bars that start from `from` and before `to`, the newest `limit` of them (0 for as
    /// many as there are), ascending, exactly as they were recorded.
    ///
    /// - Parameter mode: one session mode; `nil` for all.
    public func bars(
        symbol: String, period: BarPeriod, mode: SessionMode? = nil, from: Nanoseconds? = nil,
        to: Nanoseconds? = nil, limit: UInt32 = 0
    ) throws(StoreFault) -> [BarRecord] {
        let row = try statement(
            """
            SELECT \(Self.barColumns) FROM bars b JOIN instruments i ON i.id = b.instrument
            WHERE b.instrument = \(Self.instrumentOf) AND b.period = ? AND b.start >= ?
            AND b.start < ?\(mode == nil ? "" : " AND b.mode = ?")
            ORDER BY b.start DESC, b.mode DESC LIMIT ?
            """, as: "bars")
        row.add(symbol)
        row.add(period.rawValue)
        row.add(from?.rawValue ?? Int64.min)
        row.add(to?.rawValue ?? Int64.max)
        if let mode { row.add(mode.rawValue) }
        row.add(Self.limit(limit))
        return try rows(of: row) { Self.bar($0) }.reversed()
    }

    private static func bar(_ row: Statement) -> BarRecord {
        var whole = Completeness()
        whole.late = UInt32(truncatingIfNeeded: row.int(19))
        whole.lost = UInt32(truncatingIfNeeded: row.int(20))
        whole.outOfRange = UInt32(truncatingIfNeeded: row.int(21))
        whole.feedGaps = UInt32(truncatingIfNeeded: row.int(22))
        whole.exchangeVolume = Volume(row.double(23))
        whole.quoteVolume = Volume(row.double(24))
        whole.tickVolume = Volume(row.double(25))
        whole.simulatedVolume = Volume(row.double(26))
        whole.unknownVolume = Volume(row.double(27))
        let bar = Bar(
            start: Nanoseconds(row.int(2)), end: Nanoseconds(row.int(4)),
            session: SessionDate(rawValue: Int32(truncatingIfNeeded: row.int(5))),
            mode: row.mode(3), period: row.period(1), isFromTicks: row.int(18) != 0,
            open: Price(row.int(6)), high: Price(row.int(7)), low: Price(row.int(8)),
            close: Price(row.int(9)), volume: Volume(row.double(10)),
            buyVolume: Volume(row.double(11)), sellVolume: Volume(row.double(12)),
            maxDelta: Volume(row.double(13)), minDelta: Volume(row.double(14)),
            cumulativeDelta: Volume(row.double(15)), trades: row.int(16),
            vwap: row.isNull(17) ? nil : row.double(17), completeness: whole)
        return BarRecord(
            instrument: row.instrument(0), bar: bar, cause: UInt64(bitPattern: row.int(28)))
    }

    /// The footprint of the bar that starts at `start`, where footprints are kept.
    public func footprint(
        symbol: String, period: BarPeriod, mode: SessionMode, start: Nanoseconds
    ) throws(StoreFault) -> FootprintRecord? {
        let row = try statement(
            """
            SELECT \(Self.barColumns), f.row_ticks, f.poc, f.buy_imbalances, f.sell_imbalances,
            f.imbalance_ratio, f.imbalance_minimum, f.ignores_zeros, f.rows, f.cause
            FROM footprints f JOIN instruments i ON i.id = f.instrument
            JOIN bars b USING (instrument, period, start, mode)
            WHERE f.instrument = \(Self.instrumentOf) AND f.period = ? AND f.start = ?
            AND f.mode = ?
            """, as: "footprint")
        row.add(symbol)
        row.add(period.rawValue)
        row.add(start.rawValue)
        row.add(mode.rawValue)
        return try rows(of: row) { row in
            let bar = Self.bar(row)
            return FootprintRecord(
                instrument: bar.instrument, bar: bar.bar, rowTicks: row.int(29),
                poc: row.int(30), buyImbalances: Int(row.int(31)),
                sellImbalances: Int(row.int(32)),
                rule: ImbalanceRule(
                    ratio: row.double(33), minimumVolume: Volume(row.double(34)),
                    ignoresZeros: row.int(35) != 0),
                rows: row.bytes(36) { PackedRows.rows($0) },
                cause: UInt64(bitPattern: row.int(37)))
        }.first
    }

    /// Completed profiles of periods from `from` to `to`, the newest `limit` of them (0 for as
    /// many as there are), ascending.
    public func sessions(
        symbol: String, anchor: Anchor = .daily, from: SessionDate? = nil, to: SessionDate? = nil,
        limit: UInt32 = 0
    ) throws(StoreFault) -> [StoredSession] {
        let row = try statement(
            """
            SELECT i.number, t.anchor, t.date, t.start, t."end", t.row_ticks, t.poc, t.vah, t.val,
            t.low, t.high, t.volume, t.buy_volume, t.sell_volume, t.from_ticks, t.cause,
            t.rows
            FROM sessions t JOIN instruments i ON i.id = t.instrument
            WHERE t.instrument = \(Self.instrumentOf) AND t.anchor = ? AND t.date >= ?
            AND t.date <= ? ORDER BY t.date DESC LIMIT ?
            """, as: "sessions")
        row.add(symbol)
        row.add(anchor.rawValue)
        row.add(from?.rawValue ?? Int32.min)
        row.add(to?.rawValue ?? Int32.max)
        row.add(Self.limit(limit))
        return try rows(of: row) { StoredSession($0) }.reversed()
    }
}

/// Columns that are values of the market's types.
extension Statement {
    func instrument(_ column: Int32) -> InstrumentID {
        InstrumentID(UInt32(truncatingIfNeeded: int(column)))
    }

    func period(_ column: Int32) -> BarPeriod {
        BarPeriod(rawValue: UInt8(truncatingIfNeeded: int(column))) ?? .minute1
    }

    func mode(_ column: Int32) -> SessionMode {
        SessionMode(rawValue: UInt8(truncatingIfNeeded: int(column))) ?? .utc
    }
}
