import Market
import Records
import Strategy

/// What the venue says of a portfolio at a pass.
struct PortfolioView: Hashable, Sendable {
    var time: Nanoseconds
    var occasion: Portfolio.Occasion
    /// The last price.
    var price: Price
    /// What is held, size units.
    var position: Int64
    /// The step of quantities, size units.
    var step: Int64
    /// What is held is worth, US dollars.
    var value: Double
    /// Money that is free, US dollars.
    var quote: Double
    /// What a step costs, US dollars.
    var stepValue: Double
    /// Own orders that are not done.
    var orders: [OpenOrder] = []
    /// How the last order of the current entry ended; `nil` while it has not.
    var entryEnd: OrderState?
    /// The venue answers.
    var isAnswering = true

    /// An own order that is not done.
    struct OpenOrder: Hashable, Sendable {
        var number: UInt64
        var isBuy: Bool
        var filled: Int64
        var created: Nanoseconds
    }

    /// The share of the position's value in value and free money; 0 of nothing.
    var share: Double { value + quote > 0 ? value / (value + quote) : 0 }

    /// What is held is too little to be a position.
    func isDust(_ rules: PortfolioRules) -> Bool {
        position <= 0 || value < max(stepValue, rules.dustShare * (value + quote))
    }

    /// New orders may be sent.
    var mayOrder: Bool { occasion != .order }

    /// An order was sent so shortly ago that its end may still come.
    func isUnderWay(_ rules: PortfolioRules) -> Bool {
        orders.contains { time - $0.created < rules.orderTimeout }
    }

    /// An order has no end for so long that it is to be asked about.
    func isOverdue(_ rules: PortfolioRules) -> Bool {
        orders.contains { time - $0.created >= rules.orderTimeout }
    }
}

extension OrderState {
    /// Somebody took it back, or its session ended.
    var isTakenBack: Bool { self == .cancelled || self == .expired }
}
