import Market
import Records
import Strategy

/// What the playbook wants to be traded: a signal, from the next trade to its stop or target, or
/// to the end of its session.
extension AuctionPlaybook {
    /// What the risk calculator says of a proposal; `nil` where no account was given.
    func size(_ proposal: Proposal) -> SizingVerdict? {
        settings.manager.account.map { account in
            RiskCalculator(
                balance: account, riskPercent: settings.manager.riskPercent,
                allowsAnyPercent: settings.manager.isAnyRiskAllowed, instrument: instrument
            ).size(entry: proposal.entry, stop: proposal.stop, target: proposal.target)
        }
    }

    /// Wants a signal's trade, unless its risk leaves no quantity; without an account, one share,
    /// contract or coin.
    func intend(_ proposal: Proposal, _ decision: UInt64, _ out: inout EvaluationWriter) {
        guard out.takesIntents else { return }
        let size: EntrySize
        switch self.size(proposal) {
        case .refused: return
        case .sized(let trade): size = .units(trade.size)
        case nil: size = .whole(1)
        }
        let plan = EntryPlan(
            size: size, price: price(proposal.entry), stop: price(proposal.stop),
            target: price(proposal.target))
        out.intend(
            TradeIntent(
                decision: decision, rule: UInt8(Rule.setup),
                key: UInt16(proposal.setup.rawValue), direction: proposal.direction,
                action: .enter(plan)))
    }

    /// The price of a level: entry, stop and target are on ticks but for their last bits.
    private func price(_ real: Double) -> Price {
        instrument.facts.prices.price(of: instrument.level(of: real))
    }
}
