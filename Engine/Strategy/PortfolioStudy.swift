public import Records

/// Where a portfolio stands.
@frozen
public enum PortfolioState: UInt8, Hashable, Sendable, CaseIterable, Codable {
    case readyToEnter = 0
    case readyToExit = 1
    case incompleteExit = 2
    case incompleteEntry = 3

    /// The name used in output: `ready_to_enter`.
    public var name: String {
        switch self {
        case .readyToEnter: "ready_to_enter"
        case .readyToExit: "ready_to_exit"
        case .incompleteExit: "incomplete_exit"
        case .incompleteEntry: "incomplete_entry"
        }
    }
}

/// What is said of a portfolio beside its state.
@frozen
public enum PortfolioNote: UInt8, Hashable, Sendable, CaseIterable, Codable {
    /// Its state is another one.
    case none = 0
    /// Insufficient divergences: the rest is held.
    case insufficientDivergences = 1
    /// Trading halted: too many failed requests.
    case haltedByErrors = 2
    /// Trading halted: bad prices.
    case haltedByPrices = 3
    /// Elevated errors, continuing with caution.
    case elevatedErrors = 4
    /// A request succeeded: the halt is over.
    case healed = 5
    /// The status of an order is unknown.
    case unknownStatus = 6
    /// Trades and balance differ: the balance counts.
    case balanceDiffers = 7
    /// An exit left something behind that is no entry.
    case pingPong = 8
    /// The rest is not bought: the position is complete as it is.
    case accepted = 9
    /// The exit signal is over, the rest stays.
    case exitDropped = 10
    /// The money does not pay for the smallest quantity.
    case tooSmall = 11

    /// The name used in output: `insufficient_divergences`.
    public var name: String {
        switch self {
        case .none: ""
        case .insufficientDivergences: "insufficient_divergences"
        case .haltedByErrors: "halted_by_errors"
        case .haltedByPrices: "halted_by_prices"
        case .elevatedErrors: "elevated_errors"
        case .healed: "healed"
        case .unknownStatus: "unknown_status"
        case .balanceDiffers: "balance_differs"
        case .pingPong: "ping_pong"
        case .accepted: "accepted"
        case .exitDropped: "exit_dropped"
        case .tooSmall: "too_small"
        }
    }
}

/// The rule of a strategy whose position is built in parts, written by trading: what the portfolio
/// stands at when that changes, or when there is something to say.
public enum PortfolioStudy {
    /// What its values mean.
    public static let rule = RuleSchema(
        name: "portfolio", meaning: "What the position stands at, as the venue has it.",
        reasons: PortfolioNote.allCases.map(\.name),
        values: [
            ValueSchema("state", .choice(PortfolioState.allCases.map(\.name))),
            ValueSchema("position", .volume, "What is held."),
            ValueSchema("position_from_trades", .volume, "The sum of the trades looked back on."),
            ValueSchema("average", .price, "Mean price of the buys of what is held."),
            ValueSchema("price", .price, "The last price."),
            ValueSchema("value", .number, "What the position is worth, US dollars."),
            ValueSchema("quote", .number, "Money that is free, US dollars."),
            ValueSchema("share", .share, "Of the position's value in both."),
            ValueSchema("open_orders", .count),
            ValueSchema("entry_time", .time, "When the entry arose that is current."),
            ValueSchema("entry_price", .price, "The price of that entry."),
            ValueSchema("target", .volume, "What it is to hold."),
            ValueSchema("exit_time", .time, "When the exit that is current is due."),
            ValueSchema("divergence_count", .count),
            ValueSchema("exit_divergences", .count, "With which the rest is sold."),
            ValueSchema("api_errors", .count, "Failed requests in a row."),
            ValueSchema("max_consecutive_api_errors", .count, "So many halt."),
        ],
        conditions: [
            ConditionSchema(
                "divergences {divergence_count} >= {exit_divergences}", "divergence_count",
                .atLeast, ["exit_divergences"]),
            ConditionSchema(
                "failed requests {api_errors} < {max_consecutive_api_errors}", "api_errors",
                .below, ["max_consecutive_api_errors"]),
        ],
        summary: "{state} {reason}: {position} worth {value}, {quote} free")
}
