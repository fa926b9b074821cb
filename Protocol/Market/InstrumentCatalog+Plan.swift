/// Fills in and checks the facts of one instrument.
struct InstrumentPlan {
    let symbol: String
    let overrides: InstrumentOverrides

    /// Symbols travel in files, logs and configuration sections.
    static let longestSymbol = 32
    /// In 1e-9 of a price; keeps every product below in range.
    static let largestTick: Int64 = 1_000_000_000_000_000
    static let forbidden = Set(",;\"'[]#|\\=".utf8)

    func error(_ field: String?, _ problem: String) -> InstrumentError {
        InstrumentError(symbol: symbol, field: field, problem: problem)
    }

    func checkSymbol() throws(InstrumentError) {
        let bytes = symbol.utf8
        guard (1...Self.longestSymbol).contains(bytes.count) else {
            throw error(nil, "a symbol has 1 to \(Self.longestSymbol) characters")
        }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !Self.forbidden.contains($0) }) else {
            throw error(
                nil,
                "a symbol is printable ASCII without blanks, quotes and any of , ; [ ] # | \\ =")
        }
    }

    func instrument(_ assetClass: AssetClass) throws(InstrumentError) -> Instrument {
        let prices = try priceScale(assetClass)
        return Instrument(
            symbol: symbol, assetClass: assetClass, prices: prices,
            sizes: try sizeScale(assetClass),
            tickValueNanos: try tickValueNanos(assetClass, prices))
    }

    func priceScale(_ assetClass: AssetClass) throws(InstrumentError) -> PriceScale {
        let decimals = overrides.priceDecimals ?? 9
        guard (0...9).contains(decimals) else {
            throw error("price_decimals", "is 0 to 9, got \(decimals)")
        }
        guard let text = overrides.tickSize ?? knownTickSize(assetClass) else {
            throw error("tick_size", "is unknown for this symbol and must be set")
        }
        let tick = try positive(
            "tick_size", text, decimals: decimals, finer: "set price_decimals higher, at most 9")
        guard tick <= Self.largestTick / DecimalText.power(9 - decimals) else {
            throw error("tick_size", "is at most 1000000, got \(text)")
        }
        return PriceScale(decimals: decimals, tick: tick)
    }

    func knownTickSize(_ assetClass: AssetClass) -> String? {
        switch assetClass {
        case .future: FuturesRoot.of(symbol: symbol)?.tickSize
        // A share that shares its name with a futures root needs its own.
        case .share: FuturesRoot.of(symbol: symbol) == nil ? "0.01" : nil
        case .crypto: InstrumentCatalog.isCentPair(symbol) ? "0.01" : nil
        }
    }

    func sizeScale(_ assetClass: AssetClass) throws(InstrumentError) -> SizeScale {
        let decimals = overrides.sizeDecimals ?? (assetClass == .crypto ? 8 : 0)
        guard (0...9).contains(decimals) else {
            throw error("size_decimals", "is 0 to 9, got \(decimals)")
        }
        guard let text = overrides.lot else {
            // One contract or share; 1e-8 coins, or the size unit when that is coarser.
            let lot = assetClass == .crypto ? max(0, decimals - 8) : decimals
            return SizeScale(decimals: decimals, lot: DecimalText.power(lot))
        }
        let lot = try positive(
            "lot", text, decimals: decimals, finer: "set size_decimals higher, at most 9")
        return SizeScale(decimals: decimals, lot: lot)
    }

    /// Given, or so that a point keeps its worth: 1 USD, or what the contract says.
    func tickValueNanos(
        _ assetClass: AssetClass, _ prices: PriceScale
    ) throws(InstrumentError) -> Int64 {
        if let text = overrides.tickValue {
            return try positive(
                "tick_value", text, decimals: 9, finer: "nine decimals are the most")
        }
        let tickNanos = prices.tick * DecimalText.power(9 - Int(prices.decimals))
        guard assetClass == .future else { return tickNanos }
        guard let root = FuturesRoot.of(symbol: symbol) else {
            throw error("tick_value", "is unknown for this future and must be set")
        }
        let tenthsOfPoint = try positive("tick_value", root.pointValue, decimals: 1, finer: "")
        let (value, overflow) = tickNanos.multipliedReportingOverflow(by: tenthsOfPoint)
        guard !overflow, value % 10 == 0 else {
            throw error("tick_value", "does not follow from the tick size and must be set")
        }
        return value / 10
    }

    func positive(
        _ field: String, _ text: String, decimals: Int, finer advice: String
    ) throws(InstrumentError) -> Int64 {
        let units: Int64
        do throws(DecimalFault) {
            units = try DecimalText.units(text, decimals: decimals)
        } catch .tooFine {
            throw error(field, "\(text) has more than \(decimals) decimals; \(advice)")
        } catch let fault {
            throw error(field, "\(text) \(fault)")
        }
        guard units > 0 else { throw error(field, "must be above zero, got \(text)") }
        return units
    }
}
