public import Market

/// The value of one key of a strategy.
public enum StrategyValue: Sendable, Hashable {
    case number(Double)
    case whole(Int)
    case flag(Bool)
    /// One of the words the key allows.
    case word(String)
    /// Some of the words the key allows, each at most once.
    case words([String])
    /// Some instants, ascending.
    case instants([Nanoseconds])
    /// Not set; the key's meaning says what follows.
    case off
}

/// What a key of a strategy takes.
public enum StrategyFormat: Sendable, Hashable {
    case number(ClosedRange<Double>)
    /// A number, or `off`.
    case numberOrOff(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case flag
    case word([String])
    case words([String])
    /// ISO 8601 instants separated by commas, `2024-11-13T13:30:00Z`, or `none`.
    case instants
}

/// One key of a strategy's configuration, with its default.
public struct StrategyKey: Sendable, Hashable {
    /// The key, lower case, words joined by `_`.
    public var name: String
    /// What it takes.
    public var format: StrategyFormat
    /// The default of batch runs; a class of instruments may have another.
    public var fallback: StrategyValue
    /// The unit, empty where there is none.
    public var unit: String
    /// What it does, one sentence.
    public var meaning: String

    /// Declares a key.
    public init(
        _ name: String, _ format: StrategyFormat, _ fallback: StrategyValue, unit: String = "",
        _ meaning: String
    ) {
        self.name = name
        self.format = format
        self.fallback = fallback
        self.unit = unit
        self.meaning = meaning
    }
}

/// The values of a strategy's keys for one instrument: checked, complete.
///
/// Reading a key that was not declared, or as another kind, traps: it is a fault of the strategy.
public struct StrategyOptions: Sendable, Hashable {
    private var values: [String: StrategyValue] = [:]

    /// The defaults of some keys.
    public init(_ keys: [StrategyKey]) {
        for key in keys { values[key.name] = key.fallback }
    }

    /// The value of a key; `set` is for whoever checked it.
    public subscript(name: String) -> StrategyValue {
        get {
            guard let value = values[name] else {
                preconditionFailure("no key \(name) was declared")
            }
            return value
        }
        set {
            precondition(values[name] != nil, "no key \(name) was declared")
            values[name] = newValue
        }
    }

    /// The number of a key.
    public func number(_ name: String) -> Double {
        guard case .number(let value) = self[name] else {
            preconditionFailure("key \(name) holds no number: \(self[name])")
        }
        return value
    }

    /// The number of a key, `nil` when it is off.
    public func numberOrOff(_ name: String) -> Double? {
        self[name] == .off ? nil : number(name)
    }

    /// The whole number of a key.
    public func whole(_ name: String) -> Int {
        guard case .whole(let value) = self[name] else {
            preconditionFailure("key \(name) holds no whole number: \(self[name])")
        }
        return value
    }

    /// Whether a key is set.
    public func flag(_ name: String) -> Bool {
        guard case .flag(let value) = self[name] else {
            preconditionFailure("key \(name) holds no flag: \(self[name])")
        }
        return value
    }

    /// The word of a key.
    public func word(_ name: String) -> String {
        guard case .word(let value) = self[name] else {
            preconditionFailure("key \(name) holds no word: \(self[name])")
        }
        return value
    }

    /// The instants of a key.
    public func instants(_ name: String) -> [Nanoseconds] {
        guard case .instants(let value) = self[name] else {
            preconditionFailure("key \(name) holds no instants: \(self[name])")
        }
        return value
    }

    /// The words of a key.
    public func words(_ name: String) -> [String] {
        guard case .words(let value) = self[name] else {
            preconditionFailure("key \(name) holds no words: \(self[name])")
        }
        return value
    }
}
