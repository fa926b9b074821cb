import Market
import Strategy

/// Failed requests in a row, and what they lead to: a warning first, a halt at the limit, whose end
/// is the first request that succeeds.
struct TechnicalRisk: Hashable, Sendable, Codable {
    /// Failed requests in a row.
    private(set) var errors = 0
    /// When a health request is due, while halted.
    private var nextHealth: Nanoseconds?

    /// Too many requests failed.
    func isHalted(_ rules: PortfolioRules) -> Bool { errors >= rules.maxErrors }

    /// A request failed.
    ///
    /// - Returns: What is to be said.
    mutating func failed(at time: Nanoseconds, _ rules: PortfolioRules) -> PortfolioNote? {
        let wasHalted = isHalted(rules)
        errors = min(errors + 1, rules.maxErrors)
        if isHalted(rules) {
            if !wasHalted { nextHealth = time + rules.healthInterval }
            return wasHalted ? nil : .haltedByErrors
        }
        return errors >= rules.cautionErrors ? .elevatedErrors : nil
    }

    /// A request succeeded: the count begins anew.
    mutating func succeeded(_ rules: PortfolioRules) -> PortfolioNote? {
        let wasHalted = isHalted(rules)
        errors = 0
        nextHealth = nil
        return wasHalted ? .healed : nil
    }

    /// A health request is to be sent now.
    mutating func isHealthDue(at time: Nanoseconds, _ rules: PortfolioRules) -> Bool {
        guard isHalted(rules), let next = nextHealth, time >= next else { return false }
        nextHealth = time + rules.healthInterval
        return true
    }
}
