import Market
import Records
import Strategy

extension AuctionPlaybook {
    func price(_ row: Int64?, _ rowTicks: Int64) -> Double? {
        row.map { Double($0 * rowTicks) * tickSize }
    }

    func writeStudy(
        _ reading: MinuteReading, _ run: SideRun, _ out: inout EvaluationWriter
    ) {
        out.write(rule: Rule.market, .study) { values in
            addColumns(reading, &values)
            addFlow(reading, run, &values)
            addLegs(&values)
            values.add(reading.profile?.lvns.count ?? 0)
            values.add(reading.profileBars)
            values.add(reading.atr)
            values.add(settings.balanceDistance)
            values.add(settings.momentumLimit)
            values.add(settings.alert.distance)
            values.add(settings.flow.volumeRatio)
            values.add(reading.flow.cvdLimit)
            values.add(settings.flow.pressure)
        }
    }

    private func addColumns(_ reading: MinuteReading, _ values: inout ValueList) {
        let rowTicks = reading.profile?.rowTicks ?? 1
        values.add(state.history[state.history.last].close)
        values.add(price(reading.profile?.poc, rowTicks))
        values.add(price(reading.profile?.vah, rowTicks))
        values.add(price(reading.profile?.val, rowTicks))
        values.add(reading.position.distance)
        values.add(reading.position.isInValue.map { $0 ? 1.0 : 0.0 })
        values.add(reading.position.momentum)
        values.add(reading.state.rawValue)
        values.add(reading.nearest?.price)
        values.add(reading.nearest?.distance)
        values.add(reading.nearest?.isWithin(settings.alert.distance) ?? false)
        values.add(reading.flow.buyPressure)
        values.add(reading.flow.volumeRatio)
        values.add(reading.flow.cvdMomentum)
        values.add(reading.flow.score)
        values.add(reading.flow.literalScore)
        values.add(side(reading.flow.direction))
        values.add(reading.clock.session.rawValue)
    }

    private func addFlow(
        _ reading: MinuteReading, _ run: SideRun, _ values: inout ValueList
    ) {
        values.add(Int(run.length))
        values.add(run.side == .buyer ? 0 : run.side == .seller ? 1 : 2)
        values.add(reading.flow.volume)
        values.add(reading.flow.cvd)
        values.add(reading.flow.average)
        values.add(reading.flow.cvdChange)
        values.add(reading.flow.isAccelerating)
        values.add(reading.flow.isSpike)
        values.add(reading.clock.isHoliday)
        values.add(reading.clock.minutesToNext)
        values.add(reading.clock.recommended?.rawValue ?? Setup.allCases.count)
    }

    private func addLegs(_ values: inout ValueList) {
        let leg = state.legs.leg
        values.add(leg.map { $0.phase == .active ? 1 : 2 } ?? 0)
        values.add(side(leg?.direction ?? .none))
        values.add(leg?.origin.price)
        values.add(leg?.extreme.price)
        values.add(state.legs.reclaim?.insideCloses ?? 0)
        values.add(state.balance?.high)
        values.add(state.balance?.low)
        values.add(state.balance?.poc)
    }

    /// The place in `sides` and `legSides`.
    private func side(_ direction: Direction) -> Int {
        switch direction {
        case .long: 0
        case .short: 1
        case .none: 2
        }
    }

    func writeAlert(
        _ reading: MinuteReading, _ nearest: NearestLVN, _ out: inout EvaluationWriter
    ) {
        out.write(rule: Rule.alert, .alert) { values in
            values.add(state.history[state.history.last].close)
            values.add(nearest.price)
            values.add(nearest.distance)
            values.add(0)
            values.add(nearest.side > 0 ? 0 : nearest.side < 0 ? 1 : 2)
            values.add(Int(nearest.row))
            values.add(settings.alert.distance)
            values.add(settings.alert.rearm)
        }
    }

    /// Writes what happened to the leg that is alive, or to the one the minute ended.
    ///
    /// - Parameter market: the state now, `nil` at the end of a session.
    func writeLeg(
        _ event: LegEvent, _ market: MarketState?, _ out: inout EvaluationWriter
    ) {
        guard let leg = state.legs.leg ?? state.legs.gone, state.history.count > 0 else { return }
        let minute = state.history[state.history.last]
        let reason =
            switch event {
            case .started, .frozen, .restarted: 0
            case .failed: 1
            case .ended: market == nil ? 3 : 2
            }
        out.write(rule: Rule.leg, .event, reason: reason, leg.direction) { values in
            values.add(event.rawValue)
            values.add(side(leg.direction))
            values.add(leg.origin.price)
            values.add(leg.extreme.price)
            values.add(leg.length)
            values.add(leg.atr)
            values.add(leg.retracement(minute))
            values.add(leg.isImpulse)
            // The nodes of a leg that is no impulse are no entries.
            let levels = leg.isImpulse ? leg.zones.levels : []
            values.add(levels.count)
            for place in 0..<8 {
                values.add(place < levels.count ? Double(levels[place]) * tickSize : nil)
            }
            values.add(leg.wasImbalance)
            values.add(leg.wasBalanced)
            values.add(state.history.last - leg.breakout)
            values.add(minute.close)
            values.add(state.balance?.high)
            values.add(state.balance?.low)
            values.add(settings.leg.retrace)
            values.add(settings.leg.atrFactor)
        }
    }

    @discardableResult
    func writeSetup(
        _ proposal: Proposal, _ reason: SetupReason, _ facts: SetupFacts,
        _ context: SetupContext, _ minute: Minute, _ reading: MinuteReading, touched: Int,
        _ out: inout EvaluationWriter
    ) -> UInt64 {
        let stateFits = reading.state.isImbalance == (facts.setup == .trendModel)
        let recommends = reading.clock.recommended == facts.setup
        return out.write(
            rule: Rule.setup, key: facts.setup.rawValue, reason == .ok ? .approved : .rejected,
            reason: reason.rawValue, facts.direction
        ) { values in
            values.add(facts.direction == .long ? 0 : 1)
            values.add(proposal.entry)
            values.add(proposal.stop)
            values.add(proposal.target)
            values.add(
                signalConfidence(
                    score: context.score, stateFits: stateFits, sessionRecommends: recommends))
            values.add(proposal.ratio)
            values.add(proposal.lvn)
            values.add(facts.setup.sentence(facts.direction))
            values.add(proposal.risk)
            values.add(proposal.reward)
            addSetupFlow(reading, facts, &values)
            values.add(reading.state.rawValue)
            values.add(stateFits)
            values.add(reading.clock.session.rawValue)
            values.add(recommends)
            values.add(facts.isContextRight)
            values.add(facts.isLegRight)
            values.add(facts.tolerance)
            values.add(minute.high)
            values.add(minute.low)
            addSetupLeg(facts, &values)
            values.add(touched)
            values.add(
                state.desk.minutesSince(facts.setup, facts.direction, at: minute.start))
            values.add(context.isCooled)
            values.add(context.isFree)
            values.add(settings.setup.minimumScore)
            values.add(settings.setup.minimumReward)
            values.add(Double(settings.manager.cooldown) / 60_000_000_000)
            values.add(settings.setup.stopTicks)
        }
    }

    private func addSetupFlow(
        _ reading: MinuteReading, _ facts: SetupFacts, _ values: inout ValueList
    ) {
        values.add(reading.flow.score)
        values.add(reading.flow.literalScore)
        values.add(side(reading.flow.direction))
        values.add(reading.flow.direction == facts.direction)
        values.add(reading.flow.volumeRatio)
        values.add(reading.flow.cvdMomentum)
        values.add(reading.flow.buyPressure)
    }

    private func addSetupLeg(_ facts: SetupFacts, _ values: inout ValueList) {
        values.add(facts.balance.high)
        values.add(facts.balance.low)
        values.add(facts.balance.poc)
        values.add(side(facts.leg.direction))
        values.add(facts.first.price)
        values.add(facts.last.price)
        values.add(facts.leg.atr)
        values.add(state.history.last - facts.leg.breakout)
        values.add(facts.insideCloses)
    }

    func writeSignal(
        _ signal: FollowedSignal, _ refusal: SizingRefusal?, _ out: inout EvaluationWriter
    ) {
        let proposal = signal.proposal
        out.write(
            rule: Rule.signal, key: proposal.setup.rawValue, .event,
            reason: refusal.map(place) ?? 0, proposal.direction
        ) { values in
            values.add(signal.status.rawValue)
            values.add(Int(signal.number))
            values.add(proposal.direction == .long ? 0 : 1)
            values.add(proposal.entry)
            values.add(proposal.stop)
            values.add(proposal.target)
            values.add(signal.exit)
            values.add(signal.result)
            values.add(signal.result.map { $0 / proposal.risk })
            values.add(signal.bars)
            values.add(signal.size?.quantity)
            values.add(signal.size?.riskAmount)
            values.add(signal.size?.actualRisk)
        }
    }

    /// The place of a refusal in the reasons of the rule.
    private func place(_ refusal: SizingRefusal) -> Int {
        switch refusal {
        case .notFinite: 1
        case .percentOutside: 2
        case .noStopDistance: 3
        case .noSize: 4
        case .sizeTooLarge: 5
        }
    }
}
