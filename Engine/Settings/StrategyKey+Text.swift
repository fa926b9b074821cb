import Market

/// The way of a value from its text and back, as the configuration file writes it.
extension StrategyKey {
    /// The value of a text, `nil` when the key does not allow it.
    public func value(of text: String) -> StrategyValue? { format.setting.parse(text) }

    /// The text of a value that the key allows.
    public func text(of value: StrategyValue) -> String { format.setting.show(value) }

    /// What is allowed, to follow "must be": `a whole number, 1 to 100`.
    public var allowed: String { format.setting.allowed }
}

extension StrategyFormat {
    /// The same as a setting's format.
    var setting: SettingFormat<StrategyValue> {
        switch self {
        case .number(let range): SettingFormat.number(range).map(StrategyValue.number, \.asNumber)
        case .numberOrOff(let range):
            SettingFormat.number(range).or("off").map(
                { $0.map(StrategyValue.number) ?? .off }, { $0 == .off ? .some(nil) : $0.asNumber })
        case .whole(let range): SettingFormat.whole(range).map(StrategyValue.whole, \.asWhole)
        case .flag: SettingFormat.flag.map(StrategyValue.flag, \.asFlag)
        case .word(let words): Self.choice(words).map(StrategyValue.word, \.asWord)
        case .words(let words):
            Self.choice(words)
                .list("a list of", emptyWord: "none") { Set($0).count == $0.count }
                .map(StrategyValue.words, \.asWords)
        case .instants:
            SettingFormat.instant
                .list("a list of instants", emptyWord: "none") { instants in
                    zip(instants, instants.dropFirst()).allSatisfy { $0 < $1 }
                }
                .map(StrategyValue.instants, \.asInstants)
        }
    }

    private static func choice(_ words: [String]) -> SettingFormat<String> {
        .choice(words) { $0 }
    }
}

extension StrategyValue {
    fileprivate var asNumber: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    fileprivate var asWhole: Int? {
        if case .whole(let value) = self { value } else { nil }
    }

    fileprivate var asFlag: Bool? {
        if case .flag(let value) = self { value } else { nil }
    }

    fileprivate var asWord: String? {
        if case .word(let value) = self { value } else { nil }
    }

    fileprivate var asWords: [String]? {
        if case .words(let value) = self { value } else { nil }
    }

    fileprivate var asInstants: [Nanoseconds]? {
        if case .instants(let value) = self { value } else { nil }
    }
}
