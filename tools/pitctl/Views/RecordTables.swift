import CLI
import Market
public import Wire

/// Instruments and VWAPs as tables.
public enum RecordTables {
    /// The engine's instruments.
    public static func instruments(
        _ instruments: [InstrumentInfo], _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("SYMBOL"), .init("CLASS"), .init("TICK", .right), .init("TICK VALUE", .right),
            .init("LOT", .right), .init("ID", .right),
        ])
        for info in instruments {
            let instrument = info.instrument
            let value = Double(instrument.tickValueNanos) / 1e9
            table.add([
                VisibleText.of(instrument.symbol), instrument.assetClass.name,
                DecimalText.text(
                    units: instrument.prices.tick, decimals: Int(instrument.prices.decimals)),
                "$" + DecimalText.text(value),
                DecimalText.text(
                    units: instrument.sizes.lot, decimals: Int(instrument.sizes.decimals)),
                "\(info.id.rawValue)",
            ])
        }
        return table.text(Style(isOn: look.isColored), columns: columns)
    }

    /// VWAPs with the bands of one to three deviations.
    public static func vwaps(
        _ states: [VWAPState], symbol: String, _ numbers: NumberText, _ look: Look, columns: Int
    ) -> String {
        let sigma = look.glyphs.sigma
        // The widest bands and the dates go where there is no room for them.
        let isWide = columns >= 110
        let bands = isWide ? [1.0, 2, 3] : [1.0, 2]
        var table = Table(
            [.init("ANCHOR")] + (isWide ? [.init("SINCE")] : [])
                + [.init("VWAP", .right), .init(look.glyphs.sigma, .right)]
                + bands.map { .init("\(Int($0))\(sigma)", .right) } + [.init("VOLUME", .right)]
                + (isWide ? [.init("AT")] : []))
        for state in states where state.volume.rawValue > 0 {
            let number = state.anchorNumber > 0 ? " \(state.anchorNumber)" : ""
            let time = "\(look.clock.clock(state.time)) \(look.clock.zone(state.time))"
            table.add(
                [state.anchor.name + number] + (isWide ? [state.date.description] : [])
                    + [numbers.mean(state.vwap), numbers.mean(state.sigma)]
                    + bands.map { k in
                        let low = numbers.real(state.vwap - k * state.sigma)
                        return "\(low)-\(numbers.real(state.vwap + k * state.sigma))"
                    } + [numbers.volume(state.volume)] + (isWide ? [time] : []))
        }
        let title = look.paint("\(VisibleText.of(symbol)) VWAP", .bold)
        return title + "\n"
            + (table.rows.isEmpty
                ? "no VWAP yet\n" : table.text(Style(isOn: look.isColored), columns: columns))
    }
}
