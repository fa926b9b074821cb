public import Market
public import Measures

/// A market view's values at one moment, for those who show or store them.
public struct MarketReading: Hashable, Sendable {
    /// The last tick.
    public var lastTick: Tick?
    /// The last quote.
    public var quote: Quote?
    /// The session date of the bars.
    public var session: SessionDate?
    /// Delta of the session.
    public var cumulativeDelta: Volume
    /// The developing bar.
    public var bar: DevelopingBar?
    /// Rows of the developing footprint, ascending, with imbalances and point of control.
    public var footprint: [FootprintRow]
    /// Prices of the developing daily profile's point of control and value area: of the lowest
    /// tick of their rows.
    public var poc: Price?
    /// The value area's high.
    public var vah: Price?
    /// The value area's low.
    public var val: Price?
    /// VWAP, deviation and volume of the day.
    public var vwap: VWAPReading?
    /// What of the session is complete.
    public var whole: MarketView.Parts
    /// Ticks that are missing.
    public var missed: UInt64
}

extension MarketView {
    /// The last traded price.
    public var price: Price? { lastTick?.price }

    /// VWAP, deviation and volume of the day; bands by `upper` and `lower`.
    public var vwap: VWAPReading? { vwapSums.reading(instrument.prices) }

    /// The price of the lowest tick of the profile row with the largest volume.
    public var poc: Price? { profile.poc.map { profilePrice(ofRow: $0) } }

    /// The value area's high and low, each the price of the lowest tick of its row.
    public var valueArea: (vah: Price, val: Price)? {
        guard let poc = profile.poc,
            let area = profile.valueArea(poc: poc, settings.profileRule)
        else { return nil }
        return (profilePrice(ofRow: area.high), profilePrice(ofRow: area.low))
    }

    /// Rows of the developing footprint, ascending, with imbalances and point of control.
    public var footprintRows: [FootprintRow] {
        let poc = footprint.poc
        return footprint.rows.map { row in
            var row = row
            row.marks = footprint.marks(at: row.row, settings.imbalance)
            if row.row == poc { row.marks.insert(.poc) }
            return row
        }
    }

    /// Rows of the developing daily profile, ascending.
    public var profileRows: [FootprintRow] { profile.rows }

    /// The developing profile's low- and high-volume nodes, as rows.
    public var nodes: Nodes { profile.nodes(settings.profileRule) }

    /// The price of the lowest tick of a profile row.
    public func profilePrice(ofRow row: Int64) -> Price {
        instrument.prices.price(of: Level(row &* profileRowHeight))
    }

    /// The price of the lowest tick of a footprint row.
    public func footprintPrice(ofRow row: Int64) -> Price {
        instrument.prices.price(of: Level(row &* footprintRowHeight))
    }

    /// All values now.
    public var reading: MarketReading {
        let area = valueArea
        return MarketReading(
            lastTick: lastTick, quote: quote, session: session, cumulativeDelta: cumulativeDelta,
            bar: bar, footprint: footprintRows, poc: poc, vah: area?.vah, val: area?.val,
            vwap: vwap, whole: whole, missed: missed)
    }
}
