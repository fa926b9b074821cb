import Market

/// The fields of every command, side by side: what inputs, records and the wire carry.
public struct CommandFields: Hashable, Sendable {
    /// No number.
    public static let noNumber = Int64.min
    /// No option.
    public static let noOption: UInt8 = 255

    /// The most words of a command.
    public static let wordLimit = 6

    /// A price, an instant, or the number of an alert, anchor, order or session.
    public var number: Int64
    /// An alert's condition or a halt's origin.
    public var option: UInt8
    /// A setting's key, or the id of an alert or order.
    public var key: String
    /// A note, a reason or a setting's value.
    public var text: String
    /// The terms of an order: side, type, force (a byte each), quantity, limit, stop, stop and
    /// target of its bracket; or of a change: quantity, limit, stop. The smallest value for none.
    public var words: CommandWords

    /// Puts fields together.
    public init(
        number: Int64 = noNumber, option: UInt8 = noOption, key: String = "", text: String = "",
        words: CommandWords = []
    ) {
        self.number = number
        self.option = option
        self.key = key
        self.text = text
        self.words = words
    }

    /// The fields of a command.
    public init(_ command: Command) {
        self.init()
        switch command {
        case .addAlert(let condition, let price, let note):
            (number, option, text) = (price.rawValue, condition.rawValue, note)
        case .removeAlert(.number(let alert)): number = Int64(bitPattern: alert)
        case .removeAlert(.id(let id)): key = id.text
        case .halt(let origin, let reason): (option, text) = (origin.rawValue, reason)
        case .resume(let origin): option = origin?.rawValue ?? Self.noOption
        case .set(let key, let value): (self.key, text) = (key, value)
        case .addAnchor(let from): number = from?.rawValue ?? Self.noNumber
        case .removeAnchor(let anchor): number = Int64(anchor)
        case .submit(let terms):
            key = terms.partner?.text ?? ""
            words = Self.words(of: terms)
        case .cancel(let order): (number, key) = Self.fields(of: order)
        case .replace(let order, let change):
            (number, key) = Self.fields(of: order)
            words.append(change.quantity?.rawValue ?? Self.noNumber)
            words.append(change.limit?.rawValue ?? Self.noNumber)
            words.append(change.stop?.rawValue ?? Self.noNumber)
        case .cancelOf(let session): number = Int64(bitPattern: session)
        case .cancelAll, .flatten, .startSession, .stopSession: break
        }
    }

    /// The command of a kind, or `nil` when a field it needs is missing or wrong.
    public func command(of kind: Command.Kind) -> Command? {
        switch kind {
        case .addAlert:
            guard let condition = AlertCondition(rawValue: option), number != Self.noNumber else {
                return nil
            }
            return .addAlert(condition, price: Price(number), note: text)
        case .removeAlert:
            if key.isEmpty { return .removeAlert(.number(UInt64(bitPattern: number))) }
            return CommandID(key).map { .removeAlert(.id($0)) }
        case .halt:
            return HaltOrigin(rawValue: option).map { .halt($0, reason: text) }
        case .resume:
            if option == Self.noOption { return .resume(nil) }
            return HaltOrigin(rawValue: option).map { .resume($0) }
        case .set: return .set(key: key, value: text)
        case .addAnchor:
            return .addAnchor(from: number == Self.noNumber ? nil : Nanoseconds(number))
        case .removeAnchor: return UInt32(exactly: number).map { .removeAnchor($0) }
        case .submit: return terms.map { .submit($0) }
        case .cancel: return order.map { .cancel($0) }
        case .replace:
            guard words.count == 3, let order else { return nil }
            return .replace(
                order,
                OrderChange(
                    quantity: words[0] == Self.noNumber ? nil : Size(words[0]),
                    limit: Price(words[1]).known, stop: Price(words[2]).known))
        case .cancelAll: return .cancelAll
        case .flatten: return .flatten
        case .startSession: return .startSession
        case .stopSession: return .stopSession
        case .cancelOf: return .cancelOf(session: UInt64(bitPattern: number))
        }
    }
}

/// Orders as fields.
extension CommandFields {
    private static func words(of terms: OrderTerms) -> CommandWords {
        let facts =
            Int64(terms.side.rawValue) | Int64(terms.type.rawValue) << 8
            | Int64(terms.force.rawValue) << 16
        var words = CommandWords()
        words.append(facts)
        words.append(terms.quantity.rawValue)
        words.append(terms.limit?.rawValue ?? noNumber)
        words.append(terms.stop?.rawValue ?? noNumber)
        words.append(terms.bracket?.stop.rawValue ?? noNumber)
        words.append(terms.bracket?.target.rawValue ?? noNumber)
        return words
    }

    private var terms: OrderTerms? {
        guard words.count == 6, words[0] & ~0xff_ffff == 0,
            let side = OrderSide(rawValue: SlotTexts.byte(words[0], 0)),
            let type = OrderType(rawValue: SlotTexts.byte(words[0], 1)),
            let force = TimeInForce(rawValue: SlotTexts.byte(words[0], 2)),
            (words[4] == Self.noNumber) == (words[5] == Self.noNumber)
        else { return nil }
        var terms = OrderTerms(
            side: side, type: type, quantity: Size(words[1]), limit: Price(words[2]).known,
            stop: Price(words[3]).known, force: force)
        if let stop = Price(words[4]).known, let target = Price(words[5]).known {
            terms.bracket = Bracket(stop: stop, target: target)
        }
        if !key.isEmpty {
            guard let partner = CommandID(key) else { return nil }
            terms.partner = partner
        }
        return terms
    }

    private static func fields(of name: OrderName) -> (Int64, String) {
        switch name {
        case .number(let number): (Int64(bitPattern: number), "")
        case .id(let id): (noNumber, id.text)
        }
    }

    private var order: OrderName? {
        if key.isEmpty { return .number(UInt64(bitPattern: number)) }
        return CommandID(key).map { .id($0) }
    }
}

extension String {
    /// The longest front of whole characters that takes at most `limit` UTF-8 bytes, control
    /// characters left out.
    package func plain(upTo limit: Int) -> String {
        // Most texts are of one byte a character and short enough.
        if utf8.count <= limit, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return self }
        var kept = ""
        var bytes = 0
        for character in self
        where character.unicodeScalars.allSatisfy({
            $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
        }) {
            bytes += character.utf8.count
            if bytes > limit { break }
            kept.append(character)
        }
        return kept
    }
}
