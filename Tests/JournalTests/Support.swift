import Chance
import Glibc
import Journal
import Market
import Records

extension SplitMix64 {
    /// Any 64-bit number, extremes and small ones more often.
    mutating func extreme() -> Int64 {
        switch below(8) {
        case 0: Int64.min
        case 1: Int64.max
        case 2: 0
        case 3: Int64(below(100)) - 50
        case 4: Int64(bitPattern: next()) >> Int64(below(63))
        case 5: (Int64(below(2000)) - 1000) * 10_000_000
        default: Int64(bitPattern: next())
        }
    }
}

/// What the tests write.
enum Sample {
    static let identity = JournalIdentity(
        epoch: 0x1234_5678_9abc_def0, build: "pitwire 1.0 test", rulesDigest: 0xfeed_beef_0bad_cafe,
        instruments: [
            Instrument(
                symbol: "ESZ6", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
                sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000),
            Instrument(
                symbol: "BTC-USD", assetClass: .crypto, prices: PriceScale(decimals: 2, tick: 1),
                sizes: SizeScale(decimals: 8, lot: 1), tickValueNanos: 10_000_000),
        ])

    /// The folder of real recorded data: `PITWIRE_DATA`, or `../shared/data` next to the package.
    static let dataFolder: String? = {
        let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
        return access(folder + "/README.md", R_OK) == 0 ? folder : nil
    }()

    /// Whether the long forms of the tests are to run.
    static let isLong = getenv("PITWIRE_LONG") != nil

    /// A market as engines see it: three instruments, all kinds of input.
    static func inputs(_ count: Int, seed: UInt64) -> [Input] {
        var random = SplitMix64(seed)
        var time: Int64 = 1_700_000_000_000_000_000
        var prices: [Int64] = [450_000, 3_700_000, 18_000]
        return (0..<count).map { index in
            time += Int64(random.below(50)) * 1_000_000
            let place = random.below(3)
            let id = InstrumentID(UInt32(place))
            prices[place] += Int64(random.below(5) - 2) * 25
            let price = Price(prices[place])
            switch random.below(20) {
            case 0:
                return .quote(
                    id,
                    Quote(
                        time: Nanoseconds(time), bid: price, ask: Price(prices[place] + 25),
                        bidSize: Size(Int64(random.below(90))), askSize: Size(7)))
            case 1: return Input(kind: .beat, instrument: id, time: Nanoseconds(time))
            default:
                return .tick(
                    id, time: Nanoseconds(time), price: price,
                    size: Size(Int64(1 + random.below(40))),
                    side: random.below(2) == 0 ? .buyer : .seller,
                    quote: place == 1 ? (price, Price(prices[1] + 1)) : nil,
                    tradeID: place == 2 ? UInt64(index * 3) : nil)
            }
        }
    }

    /// Inputs of every kind with any content.
    static func wildInputs(_ count: Int, seed: UInt64) -> [Input] {
        var random = SplitMix64(seed)
        let instruments = (0..<1 + random.below(6)).map { _ in
            InstrumentID(
                random.below(2) == 0
                    ? UInt32(random.below(4)) : .random(in: 0...UInt32.max, using: &random))
        }
        return (0..<count).map { _ in
            Input(
                kind: Input.Kind(rawValue: UInt8(random.below(kinds)))!,
                instrument: instruments[random.below(instruments.count)],
                time: Nanoseconds(random.extreme()), price: random.extreme(),
                size: random.extreme(),
                bid: random.below(2) == 0 ? Int64.min : random.extreme(),
                ask: random.below(2) == 0 ? Int64.min : random.extreme(),
                tradeID: UInt64(bitPattern: random.extreme()),
                side: Aggressor(rawValue: UInt8(random.below(3)))!,
                flags: Input.Flags(
                    rawValue: random.below(3) == 0
                        ? UInt16.random(in: 0...UInt16.max, using: &random) : 0))
        }
    }

    /// Kinds of input there are.
    static let kinds = (UInt8(0)...255).prefix { Input.Kind(rawValue: $0) != nil }.count

    /// Records of several slots whose causes rise, for inputs `causes`.
    static func records(_ causes: ClosedRange<UInt64>, seed: UInt64) -> [OutputSlot] {
        var random = SplitMix64(seed)
        var slots: [OutputSlot] = []
        for cause in causes where random.below(3) == 0 {
            let length = 1 + random.below(6)
            let kind = OutputKind.allCases[random.below(OutputKind.allCases.count)]
            slots.append(
                OutputSlot(
                    kind: kind, flags: UInt8(random.below(4)), slots: length,
                    instrument: InstrumentID(UInt32(random.below(3))),
                    time: Nanoseconds(Int64(cause) * 1_000_000), cause: cause,
                    a: Int64(random.below(1000)), b: random.extreme()))
            for row in 1..<length {
                slots.append(
                    OutputSlot(
                        words: Int64(row), Int64(bitPattern: Double(row * 3).bitPattern), 0, 4, 5,
                        random.extreme(), 7, Int64(random.below(9))))
            }
        }
        return slots
    }
}

/// Whether two lists agree in every byte.
func areSame<Item: BitwiseCopyable>(_ left: some Collection<Item>, _ right: some Collection<Item>)
    -> Bool
{
    let (left, right) = (Array(left), Array(right))
    return left.withUnsafeBytes { left in right.withUnsafeBytes { left.elementsEqual($0) } }
}

extension JournalWriter {
    mutating func append(_ inputs: [Input]) throws(JournalError) {
        let first = nextSequence
        try inputs.span.withUnsafeBufferPointer { batch throws(JournalError) in
            try append(inputs: batch, first: first)
        }
    }

    mutating func append(
        _ slots: [OutputSlot], through cause: UInt64? = nil
    ) throws(JournalError) {
        try slots.span.withUnsafeBufferPointer { batch throws(JournalError) in
            try append(outputs: batch, through: cause)
        }
    }
}

extension JournalReader {
    /// All inputs that blocks of a selection hold.
    func allInputs(_ selection: BlockSelection = BlockSelection()) throws(JournalError) -> [Input] {
        var all: [Input] = []
        var cursor = inputs(selection)
        while let run = try cursor.next() { all += run.inputs }
        return all
    }

    /// All slots that blocks of a selection hold.
    func allSlots(_ selection: BlockSelection = BlockSelection()) throws(JournalError)
        -> [OutputSlot]
    {
        var all: [OutputSlot] = []
        var cursor = outputs(selection)
        while let run = try cursor.next() { all += run.slots }
        return all
    }
}

/// The error that `body` throws, or `nil`.
func failure(_ body: () throws(JournalError) -> Void) -> JournalError? {
    do throws(JournalError) {
        try body()
        return nil
    } catch {
        return error
    }
}
