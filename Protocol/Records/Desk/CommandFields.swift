import Market

/// The fields of every command, side by side: what inputs, records and the wire carry.
public struct CommandFields: Hashable, Sendable {
    /// No number.
    public static let noNumber = Int64.min
    /// No option.
    public static let noOption: UInt8 = 255

    /// A price, an instant, or the number of an alert or anchor.
    public var number: Int64
    /// An alert's condition or a halt's origin.
    public var option: UInt8
    /// A setting's key, or the id of an alert.
    public var key: String
    /// A note, a reason or a setting's value.
    public var text: String

    /// Puts fields together.
    public init(
        number: Int64 = noNumber, option: UInt8 = noOption, key: String = "", text: String = ""
    ) {
        self.number = number
        self.option = option
        self.key = key
        self.text = text
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
        }
    }
}

extension String {
    /// The longest front of whole characters that takes at most `limit` UTF-8 bytes, control
    /// characters left out.
    package func plain(upTo limit: Int) -> String {
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
