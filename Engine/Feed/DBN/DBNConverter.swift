import Market
import Records

/// Why a record is no good.
struct DBNFault: Error {
    var expected: String
    var found: String
}

/// Turns records into inputs of one instrument.
struct DBNConverter {
    let id: InstrumentID
    private let priceDecimals: Int
    /// DBN price units in one of the instrument's.
    private let priceUnit: Int64
    private let sizeUnits: Int64

    init(_ instrument: Instrument, _ id: InstrumentID) {
        self.id = id
        priceDecimals = Int(instrument.prices.decimals)
        priceUnit = Int64(ExactDecimal.powers[9 - priceDecimals])
        sizeUnits = Int64(ExactDecimal.powers[Int(instrument.sizes.decimals)])
    }

    /// A trade; with the book of the record as its quote when both sides are there.
    func trade(_ record: DBNRawRecord, withQuote: Bool) throws(DBNFault) -> Input {
        let bytes = record.bytes
        let size: UInt32 = bytes.integer(24)
        guard size != DBNUndefined.size else {
            throw DBNFault(expected: "a trade size", found: "none")
        }
        var input = Input(
            kind: .tick, instrument: id, time: try time(record),
            price: try price(bytes.integer(16)), size: Int64(size) * sizeUnits,
            side: record.aggressor, flags: record.isEndOfEvent ? .endOfEvent : [])
        if withQuote {
            let (bid, ask): (Int64, Int64) = (bytes.integer(48), bytes.integer(56))
            if bid != DBNUndefined.price, ask != DBNUndefined.price {
                input.bid = try price(bid)
                input.ask = try price(ask)
                input.flags.insert(.hasQuote)
            }
        }
        return input
    }

    /// The best bid and offer of a record; a side that is not there has no price.
    func quote(_ record: DBNRawRecord) throws(DBNFault) -> Input {
        let level = DBNLevel(record.bytes, 48)
        return .quote(
            id,
            Quote(
                time: try time(record), bid: try priceOrNone(level.bid),
                ask: try priceOrNone(level.ask), bidSize: size(level.bidSize),
                askSize: size(level.askSize)))
    }

    /// A bar, whose high and low hold its open and close.
    func bar(_ record: DBNRawRecord, _ period: BarPeriod) throws(DBNFault) -> BarInput {
        let bar = DBNBar(record.bytes)
        guard bar.high >= max(bar.open, bar.close), bar.low <= min(bar.open, bar.close) else {
            throw DBNFault(
                expected: "a high and a low around open and close",
                found: "\(bar.open) \(bar.high) \(bar.low) \(bar.close)")
        }
        return BarInput(
            start: try time(record), period: period, open: Price(try price(bar.open)),
            high: Price(try price(bar.high)), low: Price(try price(bar.low)),
            close: Price(try price(bar.close)),
            volume: Volume(Double(bar.volume) * Double(sizeUnits)))
    }

    private func time(_ record: DBNRawRecord) throws(DBNFault) -> Nanoseconds {
        guard let time = Int64(exactly: record.eventTime) else {
            throw DBNFault(
                expected: "an event time",
                found: record.eventTime == DBNUndefined.time ? "none" : "\(record.eventTime)")
        }
        return Nanoseconds(time)
    }

    private func price(_ value: Int64) throws(DBNFault) -> Int64 {
        guard value != DBNUndefined.price, value != Int64.min else {
            throw DBNFault(expected: "a price", found: "none")
        }
        let (units, rest) = value.quotientAndRemainder(dividingBy: priceUnit)
        guard rest == 0 else {
            throw DBNFault(
                expected: "a price with at most \(priceDecimals) decimals", found: "\(value)e-9")
        }
        return units
    }

    private func priceOrNone(_ value: Int64) throws(DBNFault) -> Price {
        value == DBNUndefined.price ? .none : Price(try price(value))
    }

    private func size(_ value: UInt32) -> Size {
        Size(value == DBNUndefined.size ? 0 : Int64(value) * sizeUnits)
    }
}

extension DBNRawRecord {
    /// Of a record in the layout of trades: whether it is one.
    var isTrade: Bool { bytes.integer(28, as: UInt8.self) == UInt8(ascii: "T") }

    /// Of a trade: who crossed the spread.
    var aggressor: Aggressor {
        switch bytes.integer(29, as: UInt8.self) {
        case UInt8(ascii: "B"): .buyer
        case UInt8(ascii: "A"): .seller
        default: .none
        }
    }

    /// The last record of its event for the instrument.
    var isEndOfEvent: Bool { bytes.integer(30, as: UInt8.self) & 0x80 != 0 }
}

extension DBNKind {
    /// The period of a bar; `nil` where the kind does not tell.
    var barPeriod: BarPeriod? {
        switch self {
        case .bar1s: .second1
        case .bar1m: .minute1
        case .bar1h: .hour1
        case .bar1d, .barEndOfDay: .day1
        default: nil
        }
    }
}
