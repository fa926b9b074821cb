/// Facts about an instrument that replace what its symbol says.
public struct InstrumentOverrides: Hashable, Sendable {
    /// Tick size, decimal text in price: `0.25`.
    public var tickSize: String?
    /// What one tick of a quantity of one is worth in USD, decimal text: `12.50`.
    public var tickValue: String?
    /// The smallest tradable step, decimal text in shares, contracts or coins: `0.001`.
    public var lot: String?
    /// Decimals of the price unit, 0 to 9.
    public var priceDecimals: Int?
    /// Decimals of the size unit, 0 to 9.
    public var sizeDecimals: Int?
    /// What decides the defaults.
    public var assetClass: AssetClass?

    /// What is `nil` follows from the symbol.
    public init(
        tickSize: String? = nil, tickValue: String? = nil, lot: String? = nil,
        priceDecimals: Int? = nil, sizeDecimals: Int? = nil, assetClass: AssetClass? = nil
    ) {
        self.tickSize = tickSize
        self.tickValue = tickValue
        self.lot = lot
        self.priceDecimals = priceDecimals
        self.sizeDecimals = sizeDecimals
        self.assetClass = assetClass
    }
}

/// Why there is no instrument for a symbol.
public struct InstrumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The symbol as given.
    public var symbol: String
    /// The fact at fault, as the configuration names it: `tick_size`; `nil` for the symbol itself.
    public var field: String?
    /// What is wrong and what would be right.
    public var problem: String

    /// `SOL-USD: tick_size ...`.
    public var description: String {
        "\(symbol.isEmpty ? "(no symbol)" : symbol): \(field.map { "\($0) " } ?? "")\(problem)"
    }
}

/// Makes instruments from symbols: the table of futures, the rules of classes, and overrides.
public enum InstrumentCatalog {
    /// The instrument of a symbol.
    ///
    /// The class must follow from the symbol or be given; a tick size must be known or given: a
    /// guessed one would ruin every level.
    public static func instrument(
        symbol: String, overrides: InstrumentOverrides = InstrumentOverrides()
    ) throws(InstrumentError) -> Instrument {
        let plan = InstrumentPlan(symbol: symbol, overrides: overrides)
        try plan.checkSymbol()
        guard let assetClass = overrides.assetClass ?? assetClass(of: symbol) else {
            throw plan.error(
                "class", "does not follow from the symbol; set it to future, share or crypto")
        }
        return try plan.instrument(assetClass)
    }

    /// The instrument of a batch run, whose files depend on nothing but the tick size.
    ///
    /// Sizes have eight decimals in every class, because nothing says what the file holds. A
    /// symbol of no known class counts as a share when the tick size is given.
    public static func instrument(
        symbol: String, tickSize: String?
    ) throws(InstrumentError) -> Instrument {
        let known = assetClass(of: symbol)
        var overrides = InstrumentOverrides(tickSize: tickSize, sizeDecimals: 8)
        if known == nil, tickSize != nil { overrides.assetClass = .share }
        return try instrument(symbol: symbol, overrides: overrides)
    }

    /// The class a symbol shows: a futures root, 1 to 5 letters with an optional class letter, or
    /// a currency pair; `nil` when it shows none.
    public static func assetClass(of symbol: String) -> AssetClass? {
        let text = symbol.uppercased()
        if FuturesRoot.of(symbol: text) != nil { return .future }
        let parts = text.utf8.split(separator: 0x2e, omittingEmptySubsequences: false)
        let isWord = parts.allSatisfy { $0.allSatisfy { (0x41...0x5a).contains($0) } }
        if isWord, (1...5).contains(parts[0].count),
            parts.count == 1 || (parts.count == 2 && parts[1].count == 1)
        {
            return .share
        }
        if text.contains("-") || text.contains("/") { return .crypto }
        let quotes = ["USD", "USDT", "USDC", "EUR", "BTC", "ETH"]
        return text.utf8.count >= 6 && quotes.contains { text.hasSuffix($0) } ? .crypto : nil
    }

    /// Whether the pair is BTC or ETH against USD, USDT or USDC: quoted to the cent.
    static func isCentPair(_ symbol: String) -> Bool {
        let text = symbol.uppercased().filter { $0 != "-" && $0 != "/" }
        return ["BTC", "ETH"].contains { base in
            ["USD", "USDT", "USDC"].contains { text == base + $0 }
        }
    }
}
