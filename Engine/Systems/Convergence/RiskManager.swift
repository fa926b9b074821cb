public import Market
import Measures
import Settings

/// What counts as a technical failure.
public struct RiskLimits: Hashable, Sendable, Codable {
    /// A lower price is bad data; `nil` for any price.
    public var minPrice: Double? = 0.10
    /// A larger change in percent is impossible while the last price is young.
    public var maxSpikePercent = 100.0
    /// How old the last valid price may be for that.
    public var spikeAge = Nanoseconds.seconds(60)
    /// Bad prices in a row that halt.
    public var badPrices = 3
    /// Failed requests in a row that halt.
    public var maxErrors = 50
    /// Failed requests in a row from which on it is said.
    public var cautionErrors = 10
    /// Time between health requests while halted.
    public var healthInterval = Nanoseconds.seconds(60)

    /// The usual limits.
    public init() {}

    /// The values of the keys; a pair quoted in coins may have its own lowest price.
    init(_ options: StrategyOptions, _ instrument: Instrument) {
        minPrice = options.numberOrOff("min_price")
        if let ticks = options.numberOrOff("min_price_ticks"), !instrument.isQuotedInMoney {
            minPrice = ticks * instrument.prices.tickSize
        }
        maxSpikePercent = options.number("max_spike_pct")
        spikeAge = .seconds(Int64(options.whole("spike_seconds")))
        badPrices = options.whole("bad_price_limit")
        maxErrors = options.whole("max_consecutive_api_errors")
        cautionErrors = options.whole("caution_api_errors")
        healthInterval = .seconds(Int64(options.whole("health_seconds")))
    }
}

extension Instrument {
    /// Not a pair, or quoted in USD, USDT, USDC or EUR.
    var isQuotedInMoney: Bool {
        guard assetClass == .crypto else { return true }
        let name = symbol.uppercased()
        return ["USD", "USDT", "USDC", "EUR"].contains { name.hasSuffix($0) }
    }
}

/// Why trading is halted.
public enum TradingHalt: Hashable, Sendable {
    /// That many requests in a row failed.
    case apiErrors(Int)
    /// Several prices in a row were bad.
    case badPriceData

    /// The reason for people: `API errors: 50`.
    public var text: String {
        switch self {
        case .apiErrors(let count): "API errors: \(count)"
        case .badPriceData: "Bad price data"
        }
    }
}

/// What a price is.
public enum PriceSanity: Hashable, Sendable {
    case valid
    /// Not a number, or below the lowest price.
    case belowMinimum
    /// It changed by that many percent in no time.
    case impossibleSpike(percent: Double)

    /// The reason for people; empty for a valid price.
    public var text: String {
        switch self {
        case .valid: return ""
        case .belowMinimum: return "Price below minimum"
        case .impossibleSpike(let percent):
            let tenths = (percent * 10).rounded()
            let digits = DecimalText.text(tenths / 10)
            return "Impossible spike: \(digits)%"
        }
    }
}

/// What a failed request leads to.
public enum RequestFailure: Hashable, Sendable {
    /// Too few in a row to speak of.
    case counted(Int)
    /// Said, and no more: `Elevated errors - continuing with caution`.
    case elevated(Int)
    /// Trading is halted.
    case halted(Int)
}

/// Stops trading on technical failures only: failed requests and impossible prices. It knows no
/// loss and no position.
public struct RiskManager: Hashable, Sendable, Codable {
    /// What counts as a failure.
    public let limits: RiskLimits
    /// Failed requests in a row.
    public private(set) var errors = 0
    /// Bad prices in a row.
    public private(set) var badPrices = 0
    /// The last valid price, real price.
    public private(set) var lastPrice: Double?
    /// When that was.
    public private(set) var lastPriceTime = Nanoseconds.zero
    private var lastHealthRequest: Nanoseconds?

    /// A manager that has seen nothing.
    public init(_ limits: RiskLimits = RiskLimits()) { self.limits = limits }

    /// Why trading is halted; `nil` when it is not.
    public var halt: TradingHalt? {
        if errors >= limits.maxErrors { return .apiErrors(limits.maxErrors) }
        return badPrices >= limits.badPrices ? .badPriceData : nil
    }

    /// Checks a price; a valid one becomes the last valid price and ends a halt for bad ones.
    @inline(__always)
    public mutating func checkPriceSanity(_ price: Double, at time: Nanoseconds) -> PriceSanity {
        let sanity = sanity(of: price, at: time)
        if sanity == .valid {
            (lastPrice, lastPriceTime, badPrices) = (price, time, 0)
        } else {
            badPrices = min(badPrices + 1, limits.badPrices)
        }
        return sanity
    }

    /// What a price is. Nothing changes; mutating, because another call would copy the manager.
    @inline(__always)
    private mutating func sanity(of price: Double, at time: Nanoseconds) -> PriceSanity {
        guard price.isFinite else { return .belowMinimum }
        if let least = limits.minPrice, Comparison.exceeds(least, price) { return .belowMinimum }
        guard let lastPrice, lastPrice != 0, time - lastPriceTime <= limits.spikeAge else {
            return .valid
        }
        let change = abs(price - lastPrice) / abs(lastPrice) * 100
        let percent = min(change, .greatestFiniteMagnitude)
        return Comparison.exceeds(percent, limits.maxSpikePercent)
            ? .impossibleSpike(percent: percent) : .valid
    }

    /// A request succeeded: the count begins anew, and a halt for errors is over.
    ///
    /// - Returns: A halt for errors ended.
    @discardableResult
    public mutating func requestSucceeded() -> Bool {
        let wasHalted = errors >= limits.maxErrors
        errors = 0
        lastHealthRequest = nil
        return wasHalted
    }

    /// A request failed.
    public mutating func requestFailed() -> RequestFailure {
        errors = min(errors + 1, limits.maxErrors)
        if errors >= limits.maxErrors { return .halted(errors) }
        return errors >= limits.cautionErrors ? .elevated(errors) : .counted(errors)
    }

    /// Whether to send a health request now: while halted for errors, once an interval, first an
    /// interval after it is first asked.
    public mutating func isHealthRequestDue(at now: Nanoseconds) -> Bool {
        guard errors >= limits.maxErrors else { return false }
        guard let last = lastHealthRequest else {
            lastHealthRequest = now
            return false
        }
        guard now - last >= limits.healthInterval else { return false }
        lastHealthRequest = now
        return true
    }
}
