public import Chance
public import Market
public import Records

/// Single values: texts and names, instants and days, prices, sizes and volumes.
///
/// Where the wire says "none" by the smallest or the largest number, or by an empty text, there
/// is a function that leaves it out: what it gives comes back as it was.
extension SplitMix64 {
    /// Up to `limit` bytes of letters of one to four bytes.
    public mutating func text(_ limit: Int) -> String {
        let letters = ["a", "Z", "0", ".", "-", "/", " ", "\u{0}", "ß", "€", "日", "😀"]
        var text = ""
        for _ in 0..<below(24) {
            let letter = pick(letters)
            if text.utf8.count + letter.utf8.count > limit { break }
            text += letter
        }
        return text
    }

    /// A text of 1 to 64 bytes.
    mutating func name() -> String {
        let text = text(64)
        return text.isEmpty ? "s" : text
    }

    /// The name of a command.
    public mutating func commandID() -> CommandID {
        let letters = ["a", "Z", "0", "_", ".", ":", "-"]
        let text = (0..<1 + below(CommandID.limit)).map { _ in pick(letters) }.joined()
        guard let id = CommandID(text) else { preconditionFailure("'\(text)' is no id") }
        return id
    }

    /// Any instant.
    public mutating func instant() -> Nanoseconds { Nanoseconds(integer()) }

    /// The instant something begins at, never the smallest.
    mutating func beginning() -> Nanoseconds { Nanoseconds(max(integer(), .min + 1)) }

    /// The instant something ends at, never the largest.
    mutating func ending() -> Nanoseconds { Nanoseconds(min(integer(), .max - 1)) }

    /// The day of a session.
    mutating func date() -> SessionDate {
        SessionDate(rawValue: Int32(truncatingIfNeeded: integer()))
    }

    /// The number of an instrument.
    public mutating func instrument() -> InstrumentID { InstrumentID(u32()) }

    /// A price or none.
    public mutating func price() -> Price { once(in: 4) ? .none : Price(integer()) }

    /// A price that is not none.
    mutating func knownPrice() -> Price { Price(max(integer(), .min + 1)) }

    /// A price that may be left out.
    mutating func optionalPrice() -> Price? { once(in: 2) ? knownPrice() : nil }

    /// A size of either sign.
    public mutating func size() -> Size { Size(integer()) }

    /// A volume: small, in quarters, whole up to what a double holds exactly, or any.
    mutating func volume() -> Volume {
        switch below(4) {
        case 0: Volume(Double(below(1000)))
        case 1: Volume(Double(below(1000)) + 0.25)
        case 2: Volume(Double(integer() >> 11))
        default: Volume(finite())
        }
    }

    /// An amount of money.
    mutating func money() -> Money { Money(nanos: wide()) }
}
