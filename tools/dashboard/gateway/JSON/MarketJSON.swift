package import ClientKit
package import PitctlViews

/// Bars, footprints, profiles and VWAPs of one instrument, as pages read them.
package struct MarketJSON: Sendable {
    /// The instrument with its scales.
    package let instrument: Instrument
    let numbers: NumberText

    /// Values of an instrument.
    package init(_ instrument: Instrument) {
        self.instrument = instrument
        numbers = NumberText(instrument)
    }

    /// The symbol and its scales.
    package var symbol: JSONValue { .page(RecordJSON.members(instrument)) }

    /// A bar.
    package func bar(_ bar: Bar) -> JSONValue {
        .page(RecordJSON.members(bar, instrument.symbol, numbers))
    }

    /// A footprint with its rows, from the lowest price up.
    package func footprint(_ record: FootprintRecord, isOpen: Bool) -> JSONValue {
        .page(
            RecordJSON.members(
                FootprintLadder(record, isOpen: isOpen), symbol: instrument.symbol, numbers))
    }

    /// A bar in the shape of a footprint, where the engine keeps no rows of its period.
    package func rowless(_ bar: Bar) -> JSONValue {
        .page(
            RecordJSON.members(bar, instrument.symbol, numbers) + [
                ("developing", .bool(false)), ("row_ticks", .null), ("poc", .null),
                ("buy_imbalances", .number(0)), ("sell_imbalances", .number(0)),
                ("rows", .list([])),
            ])
    }

    /// A profile with its rows, from the lowest price up.
    package func profile(_ profile: ProfileSnapshot) -> JSONValue {
        .page(RecordJSON.members(profile, symbol: instrument.symbol, numbers))
    }

    /// A VWAP with its deviation.
    package func vwap(_ state: VWAPState) -> JSONValue {
        .page(RecordJSON.members(state, symbol: instrument.symbol, numbers))
    }

    /// The last price, its size, and who crossed the spread.
    package func tick(_ tick: Tick) -> JSONValue {
        .object([
            ("symbol", .string(instrument.symbol)), ("price", numbers.json(tick.price)),
            ("size", size(tick.size.rawValue)), ("side", .string(Self.side(tick.aggressor))),
        ])
    }

    /// `buy`, `sell`, or `none` where nobody says.
    static func side(_ aggressor: Aggressor) -> String {
        switch aggressor {
        case .buyer: "buy"
        case .seller: "sell"
        case .none: "none"
        }
    }

    /// A price; `null` for none.
    package func price(_ price: Price?) -> JSONValue { numbers.json(price) }

    /// A mean of prices in price units; `null` for none.
    package func mean(_ units: Double?) -> JSONValue {
        .maybe(units.map { $0 / instrument.prices.unitsPerOne })
    }

    /// Size units as shares, contracts or coins.
    package func size(_ units: Int64) -> JSONValue {
        numbers.json(Volume(Double(units)))
    }
}
