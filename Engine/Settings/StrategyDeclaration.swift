public import Market

/// A strategy as the configuration sees it: its name and its keys, and nothing of what it does.
public struct StrategyDeclaration: Sendable {
    /// The name, as in `[strategy NAME]`.
    public let name: String
    /// One sentence for people.
    public let meaning: String
    /// Whether it runs where nothing is configured.
    public let isOnByDefault: Bool
    /// Its keys, beside `on`, `trade` and `session`.
    public let keys: [StrategyKey]
    /// Values that a class of instruments starts from instead of the keys' own.
    public let classDefaults: @Sendable (AssetClass, TapeCoverage) -> [String: StrategyValue]
    /// The hours a class of instruments starts from.
    public let usualSession: @Sendable (AssetClass) -> SessionMode
    /// Keys for which some class starts from another value than the key's own.
    private let differing: Set<String>

    /// Declares a strategy. A declaration that contradicts itself traps: two keys of one name, a
    /// default that its key does not allow.
    public init(
        name: String, meaning: String, isOnByDefault: Bool, keys: [StrategyKey],
        classDefaults: @escaping @Sendable (AssetClass, TapeCoverage) -> [String: StrategyValue],
        usualSession: @escaping @Sendable (AssetClass) -> SessionMode
    ) {
        self.name = name
        self.meaning = meaning
        self.isOnByDefault = isOnByDefault
        self.keys = keys
        self.classDefaults = classDefaults
        self.usualSession = usualSession
        differing = Set(
            Tape.all.flatMap { tape in
                let values = classDefaults(tape.assetClass, tape.coverage)
                return keys.filter { values[$0.name] != nil && values[$0.name] != $0.fallback }
                    .map(\.name)
            })
        check()
    }

    /// The keys that every strategy has.
    static let common = ["on", "trade", "session"]

    private func check() {
        precondition(
            Self.isName(name), "\(name) is no strategy's name: lower case letters, digits and _")
        let names = Self.common + keys.map(\.name)
        for key in keys {
            precondition(Self.isName(key.name), "\(name) has a key named \(key.name)")
            precondition(
                names.count { $0 == key.name } == 1, "\(name) has two keys named \(key.name)")
            precondition(
                key.value(of: key.text(of: key.fallback)) == key.fallback,
                "\(name).\(key.name) does not allow its default \(key.fallback)")
        }
        for tape in Tape.all {
            for (name, value) in classDefaults(tape.assetClass, tape.coverage) {
                let key = keys.first { $0.name == name }
                precondition(
                    key?.value(of: key?.text(of: value) ?? "") == value,
                    "\(self.name).\(name) does not allow \(value), which \(tape.name) starts from")
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) }
    }
}

/// The instruments that defaults are told apart for.
struct Tape {
    var name: String
    var assetClass: AssetClass
    var coverage: TapeCoverage

    static let all = [
        Tape(name: "futures", assetClass: .future, coverage: .consolidated),
        Tape(name: "shares", assetClass: .share, coverage: .consolidated),
        Tape(name: "shares of one venue", assetClass: .share, coverage: .oneVenue),
        Tape(name: "crypto", assetClass: .crypto, coverage: .consolidated),
    ]
}

extension StrategyDeclaration {
    /// Whether some class starts from another value than the key's own.
    func differs(_ key: StrategyKey) -> Bool { differing.contains(key.name) }

    /// What `default` comes to, class by class: `futures 10, shares 500`.
    func classes(_ key: StrategyKey) -> String {
        Self.classes { tape in
            key.text(of: classDefaults(tape.assetClass, tape.coverage)[key.name] ?? key.fallback)
        }
    }

    /// The hours that `default` comes to, class by class.
    var sessionClasses: String { Self.classes { usualSession($0.assetClass).name } }

    private static func classes(_ text: (Tape) -> String) -> String {
        let texts = Tape.all.map { (name: $0.name, text: text($0)) }
        if Set(texts.map(\.text)).count == 1 { return "\(texts[0].text) for all" }
        return texts.filter { $0.name != "shares of one venue" || $0.text != texts[1].text }
            .map { "\($0.name) \($0.text)" }.joined(separator: ", ")
    }
}
