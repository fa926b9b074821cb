public import Market

extension InstrumentID {
    /// No single instrument: a command or record about the engine as a whole.
    ///
    /// The largest number that a record's head holds; no engine has that many instruments.
    public static let all = InstrumentID(0xff_ffff)
}

/// What people and programs ask of a running engine. Each is about one instrument or, where it
/// may be, about all.
public enum Command: Hashable, Sendable {
    /// Tell once when the instrument trades at or beyond a price.
    case addAlert(AlertCondition, price: Price, note: String)
    /// Forget an alert.
    case removeAlert(AlertName)
    /// Stop trading, for a reason of the origin's.
    case halt(HaltOrigin, reason: String)
    /// End the halts of an origin, of all origins for `nil`.
    case resume(HaltOrigin?)
    /// Change a setting of the running engine; the value `default` takes it back.
    case set(key: String, value: String)
    /// Start a VWAP at an instant, with the next tick for `nil`.
    case addAnchor(from: Nanoseconds?)
    /// End a VWAP that a command started.
    case removeAnchor(UInt32)
    /// Buy or sell; the command's id is the order's.
    case submit(OrderTerms)
    /// Take an order back.
    case cancel(OrderName)
    /// Change what is open of an order.
    case replace(OrderName, OrderChange)
    /// Take back every order.
    case cancelAll
    /// Take back every order and close every position at the market.
    case flatten
    /// Begin to trade.
    case startSession
    /// Flatten, then trade no more.
    case stopSession
    /// Take back the orders of a wire session that ended; the engine's own.
    case cancelOf(session: UInt64)

    /// The number of a command's kind in inputs, records and on the wire.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case addAlert = 1
        case removeAlert = 2
        case halt = 3
        case resume = 4
        case set = 5
        case addAnchor = 6
        case removeAnchor = 7
        case submit = 8
        case cancel = 9
        case replace = 10
        case cancelAll = 11
        case flatten = 12
        case startSession = 13
        case stopSession = 14
        case cancelOf = 15

        /// The name used in output: `alert add`, `halt`.
        public var name: String {
            switch self {
            case .addAlert: "alert add"
            case .removeAlert: "alert remove"
            case .halt: "halt"
            case .resume: "resume"
            case .set: "set"
            case .addAnchor: "anchor add"
            case .removeAnchor: "anchor remove"
            case .submit: "submit"
            case .cancel: "cancel"
            case .replace: "replace"
            case .cancelAll: "cancel all"
            case .flatten: "flatten"
            case .startSession: "session start"
            case .stopSession: "session stop"
            case .cancelOf: "cancel of session"
            }
        }
    }

    /// What it asks, without its fields.
    public var kind: Kind {
        switch self {
        case .addAlert: .addAlert
        case .removeAlert: .removeAlert
        case .halt: .halt
        case .resume: .resume
        case .set: .set
        case .addAnchor: .addAnchor
        case .removeAnchor: .removeAnchor
        case .submit: .submit
        case .cancel: .cancel
        case .replace: .replace
        case .cancelAll: .cancelAll
        case .flatten: .flatten
        case .startSession: .startSession
        case .stopSession: .stopSession
        case .cancelOf: .cancelOf
        }
    }
}

/// When an alert fires.
@frozen
public enum AlertCondition: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// At the first trade at the price or above it.
    case atOrAbove = 0
    /// At the first trade at the price or below it.
    case atOrBelow = 1

    /// The name used in commands and output: `above`, `below`.
    public var name: String { self == .atOrAbove ? "above" : "below" }

    /// Whether a trade at `price` fires an alert at `limit`.
    public func holds(_ price: Price, _ limit: Price) -> Bool {
        self == .atOrAbove ? price >= limit : price <= limit
    }
}

/// How an alert is named: by the number the engine gave it, or by the id of the command that set
/// it.
public enum AlertName: Hashable, Sendable {
    case number(UInt64)
    case id(CommandID)
}

/// Who or what halted trading; each can be ended for itself.
@frozen
public enum HaltOrigin: UInt8, Sendable, CaseIterable, BitwiseCopyable, Codable {
    /// A person or a program, by a command.
    case person = 0
    /// The journal made no progress.
    case diskStall = 1
    /// The feed missed something.
    case feedGap = 2
    /// A limit was reached.
    case limit = 3
    /// The feed went and did not come back.
    case feedLost = 4

    /// The name used in output: `person`, `disk_stall`, `feed_gap`, `limit`, `feed_lost`.
    public var name: String {
        switch self {
        case .person: "person"
        case .diskStall: "disk_stall"
        case .feedGap: "feed_gap"
        case .limit: "limit"
        case .feedLost: "feed_lost"
        }
    }
}

/// How long the texts of a command may be.
public enum CommandLimits {
    /// Bytes of a note, a reason or a setting's value.
    public static let text = 128
    /// Bytes of a setting's key.
    public static let key = 64
    /// Bytes of a sender's name.
    public static let sender = 32
    /// Bytes of the text of a result.
    public static let answer = 256
}

extension Command {
    /// What no engine takes, in words with limit and value; `nil` for a command of the right
    /// shape.
    public var fault: String? {
        switch self {
        case .addAlert(_, let price, let note):
            if price.rawValue == Int64.min { return "an alert needs a price" }
            return Self.fault(of: note, "note", CommandLimits.text)
        case .halt(_, let reason): return Self.fault(of: reason, "reason", CommandLimits.text)
        case .set(let key, let value):
            if key.isEmpty { return "a setting needs a key" }
            return Self.fault(of: key, "key", CommandLimits.key)
                ?? Self.fault(of: value, "value", CommandLimits.text)
        case .addAnchor(let from):
            return from?.rawValue == Int64.min ? "an anchor needs an instant" : nil
        case .submit(let terms): return terms.fault
        case .removeAlert, .resume, .removeAnchor, .cancel, .replace, .cancelAll, .flatten,
            .startSession, .stopSession, .cancelOf:
            return nil
        }
    }

    private static func fault(of text: String, _ what: String, _ limit: Int) -> String? {
        if text.utf8.count > limit {
            return "a \(what) is \(limit) bytes at most, got \(text.utf8.count)"
        }
        // Texts end up in terminals and logs.
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value)
        }
        return isPlain ? nil : "a \(what) holds no control characters"
    }
}
