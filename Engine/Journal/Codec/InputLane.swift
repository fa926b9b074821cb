import Bytes
import Market
import Records

/// What inputs of one instrument and kind share in a block: where their numbers start, how far the
/// last one came, and the unit that all steps are multiples of.
///
/// Steps wrap around, so every 64-bit value is reached from every other.
struct InputLane {
    /// How the fields of a kind follow from each other.
    enum Shape: UInt8 {
        /// Price and bid step from the one before, ask from the bid; sizes stand for themselves.
        case trade
        /// As a trade, and the price, which holds a size, stands for itself.
        case quote
        /// High, low and close step from the open.
        case bar
        /// Four doubles as bits, bytes reversed: round numbers have few bits at the top.
        case doubles
    }

    var instrument: UInt32
    var kind: UInt8
    var shape: Shape
    /// Sizes are never below zero and written without a sign.
    var hasPlainSizes = true
    var hasPrice = false
    var hasBid = false
    var hasID = false
    // The first values, and the last.
    var baseTime: Int64
    var basePrice: Int64 = 0
    var baseBid: Int64 = 0
    var baseID: UInt64 = 0
    var time: Int64
    var price: Int64 = 0
    var bid: Int64 = 0
    var id: UInt64 = 0
    // Units; 0 while all steps are 0.
    var timeUnit: UInt64 = 0
    var priceUnit: UInt64 = 0
    var sizeUnit: UInt64 = 0
    var quoteUnit: UInt64 = 0

    init(instrument: UInt32, kind: UInt8, time: Int64) {
        self.instrument = instrument
        self.kind = kind
        shape = Self.shape(of: kind)
        baseTime = time
        self.time = time
    }

    static func shape(of kind: UInt8) -> Shape {
        switch kind {
        case Input.Kind.quote.rawValue: .quote
        case Input.Kind.bar.rawValue: .bar
        case Input.Kind.barRest.rawValue: .doubles
        default: .trade
        }
    }

    @inline(__always)
    static func reversed(_ value: Int64) -> Int64 { value.byteSwapped }

    // MARK: Steps, which the writer takes

    @inline(__always)
    mutating func timeStep(_ value: Int64) -> Int64 {
        let step = value &- time
        time = value
        return step
    }

    @inline(__always)
    mutating func priceStep(_ value: Int64) -> Int64 {
        switch shape {
        case .trade, .bar:
            let step = value &- price
            price = value
            return step
        case .quote: return value
        case .doubles: return Self.reversed(value)
        }
    }

    /// The number that stands for a size; `price` is the input's own.
    @inline(__always)
    func sizeStep(_ value: Int64, price: Int64) -> Int64 {
        switch shape {
        case .trade, .quote: value
        case .bar: value &- price
        case .doubles: Self.reversed(value)
        }
    }

    @inline(__always)
    mutating func quoteSteps(
        bid value: Int64, ask: Int64, price: Int64
    ) -> (bid: Int64, ask: Int64) {
        switch shape {
        case .trade, .quote:
            let step = value &- bid
            bid = value
            return (step, ask &- value)
        case .bar: return (value &- price, ask &- price)
        case .doubles: return (Self.reversed(value), Self.reversed(ask))
        }
    }

    @inline(__always)
    mutating func idStep(_ value: UInt64) -> Int64 {
        let step = Int64(bitPattern: value &- id)
        id = value
        return step
    }

    // MARK: Units

    /// Lets a unit divide one more step.
    @inline(__always)
    static func fold(_ unit: inout UInt64, _ step: Int64) {
        if unit != 1, step != 0 { foldSlowly(&unit, step) }
    }

    @inline(never)
    private static func foldSlowly(_ unit: inout UInt64, _ step: Int64) {
        var (left, right) = (step.magnitude, unit)
        while right != 0 { (left, right) = (right, left % right) }
        unit = left
    }

    /// Ends the collecting of units, and goes back to the first values.
    mutating func finish() {
        func usable(_ unit: UInt64) -> UInt64 { unit == 0 || unit > 1 << 62 ? 1 : unit }
        timeUnit = usable(timeUnit)
        priceUnit = usable(priceUnit)
        sizeUnit = usable(sizeUnit)
        quoteUnit = usable(quoteUnit)
        (time, price, bid, id) = (baseTime, basePrice, baseBid, baseID)
    }
}

/// What runs of inputs share: a lane, flags, and which fields are there.
struct InputShape {
    var lane: Int
    var flags: UInt16
    var presence: UInt8

    /// The price is not 0.
    static let price: UInt8 = 1
    /// The size is not 0.
    static let size: UInt8 = 2
    /// Bid or ask is not `Int64.min`.
    static let quote: UInt8 = 4
    /// The trade id is not 0.
    static let id: UInt8 = 8

    @inline(__always)
    static func presence(_ input: UnsafePointer<Input>) -> UInt8 {
        (input.pointee.price != 0 ? price : 0) | (input.pointee.size != 0 ? size : 0)
            | (input.pointee.bid != Int64.min || input.pointee.ask != Int64.min ? quote : 0)
            | (input.pointee.tradeID != 0 ? id : 0)
    }
}
