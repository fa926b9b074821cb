import CLI
public import Market

/// An instrument's numbers as text: prices with its own decimals, volumes in shares, contracts
/// or coins.
public struct NumberText: Hashable, Sendable {
    /// How prices are counted.
    public let prices: PriceScale
    /// How sizes are counted.
    public let sizes: SizeScale
    /// Decimals of the tick size, the fewest that are shown.
    public let tickDecimals: Int

    /// The numbers of an instrument.
    public init(_ instrument: Instrument) {
        self.init(prices: instrument.prices, sizes: instrument.sizes)
    }

    /// Numbers of two scales.
    public init(prices: PriceScale, sizes: SizeScale) {
        self.prices = prices
        self.sizes = sizes
        var decimals = Int(prices.decimals)
        var tick = prices.tick
        while decimals > 0, tick % 10 == 0 {
            tick /= 10
            decimals -= 1
        }
        tickDecimals = decimals
    }

    /// `5131.25`: exact, with the decimals of the tick and more when the price has more.
    public func price(_ price: Price) -> String {
        guard price.exists else { return "-" }
        let exact = DecimalText.text(units: price.rawValue, decimals: Int(prices.decimals))
        guard let point = exact.firstIndex(of: ".") else {
            return tickDecimals == 0
                ? exact : exact + "." + String(repeating: "0", count: tickDecimals)
        }
        let have = exact.distance(from: point, to: exact.endIndex) - 1
        return exact + String(repeating: "0", count: max(0, tickDecimals - have))
    }

    /// The price of the lowest level of a row.
    public func price(row: Int64, rowTicks: Int64) -> String {
        price(prices.price(of: Level(row &* rowTicks)))
    }

    /// A mean price, with two decimals more than the tick has.
    public func mean(_ real: Double) -> String {
        Figures.decimal(real, places: min(9, tickDecimals + 2))
    }

    /// A real price with the decimals of the tick.
    public func real(_ real: Double) -> String { Figures.decimal(real, places: tickDecimals) }

    /// A difference of prices with its sign.
    public func change(_ from: Price, _ to: Price) -> String {
        let units = to.rawValue &- from.rawValue
        return (units > 0 ? "+" : "") + price(Price(units))
    }

    /// `1,234` or `0.52`: shares and contracts whole, coins with about four digits.
    public func volume(_ volume: Volume) -> String {
        let value = sizes.real(volume)
        guard value.magnitude < 1e15 else { return value.description }
        if sizes.decimals == 0 {
            return value.rounded() == value
                ? Figures.count(Int(value)) : Figures.decimal(value, places: 1)
        }
        let places =
            switch value.magnitude {
            case 1000...: 0
            case 100...: 1
            case 10...: 2
            case 1...: 3
            default: 4
            }
        if places == 0 { return Figures.count(Int(value.rounded())) }
        return value == 0 ? "0" : Figures.decimal(value, places: places)
    }

    /// A volume in at most six columns: `98765`, `123k`, `1.2M`.
    public func compact(_ volume: Volume) -> String {
        let value = sizes.real(volume)
        switch value.magnitude {
        case 1e15...: return "lots"
        case 1e9...: return Figures.decimal(value / 1e9, places: 1) + "G"
        case 1e6...: return Figures.decimal(value / 1e6, places: 1) + "M"
        case 1e5...: return Figures.decimal(value / 1e3, places: 0) + "k"
        default:
            if sizes.decimals == 0 { return String(Int(value.rounded())) }
            return self.volume(volume).filter { $0 != "," }
        }
    }

    /// A difference of volumes with its sign.
    public func delta(_ volume: Volume) -> String {
        (volume.rawValue > 0 ? "+" : "") + self.volume(volume)
    }

    /// A difference of volumes with its sign, in at most seven columns.
    public func compactDelta(_ volume: Volume) -> String {
        (volume.rawValue > 0 ? "+" : "") + compact(volume)
    }
}
