import Measures
import Records
import Strategy

extension AuctionPlaybook {
    /// Moves the leg on; a leg that freezes gets its nodes.
    mutating func followLeg(_ reading: MinuteReading) -> LegEvent? {
        guard state.balance != nil else { return nil }
        let event = state.legs.close(
            state.history, atr: reading.atr, reading.state, settings.leg)
        if event == .frozen, let leg = state.legs.leg {
            let profile = scratch.read(
                state.history, leg.origin.index...leg.extreme.index, rowTicks: state.rowTicks,
                settings.legRule)
            state.legs.leg?.zones = EntryZones(
                profile, between: leg.origin.level, and: leg.extreme.level)
        }
        return event
    }

    /// Trend first, then reversion, each at most once a minute.
    mutating func lookForSetups(_ reading: MinuteReading, _ out: inout EvaluationWriter) {
        guard let balance = state.balance else { return }
        if settings.setup.takesTrend, state.legs.leg?.phase == .frozen {
            tryTrend(reading, balance, &out)
        }
        if settings.setup.takesReversion,
            state.legs.reclaim?.mayPullBack(state.history, settings.leg) == true
        {
            tryReversion(reading, balance, &out)
        }
    }

    private mutating func tryTrend(
        _ reading: MinuteReading, _ balance: BalanceRange, _ out: inout EvaluationWriter
    ) {
        let minute = state.history[state.history.last]
        let tolerance = settings.pullback.distance(close: minute.close, tickSize: tickSize)
        guard let direction = state.legs.leg?.direction,
            let touched = state.legs.leg?.zones.touched(
                by: minute, for: direction, tolerance: tolerance, tickSize: tickSize),
            !touched.isEmpty, let leg = state.legs.leg
        else { return }
        let facts = SetupFacts(
            setup: .trendModel, direction: direction, target: leg.extreme.price,
            isContextRight: leg.wasImbalance, isLegRight: leg.isImpulse, leg: leg,
            first: leg.origin, last: leg.extreme, insideCloses: 0, tolerance: tolerance,
            balance: balance)
        if let used = decide(facts, touched, minute, reading, &out) {
            state.legs.leg?.zones.use(used)
        }
    }

    private mutating func tryReversion(
        _ reading: MinuteReading, _ balance: BalanceRange, _ out: inout EvaluationWriter
    ) {
        let minute = state.history[state.history.last]
        let tolerance = settings.pullback.distance(close: minute.close, tickSize: tickSize)
        if let reclaim = state.legs.reclaim, !reclaim.areZonesCurrent {
            let profile = scratch.read(
                state.history, reclaim.failed.extreme.index...reclaim.turn.index,
                rowTicks: state.rowTicks, settings.legRule)
            state.legs.reclaim?.setZones(profile)
        }
        guard let direction = state.legs.reclaim?.direction,
            let touched = state.legs.reclaim?.zones.touched(
                by: minute, for: direction, tolerance: tolerance, tickSize: tickSize),
            !touched.isEmpty, let reclaim = state.legs.reclaim
        else { return }
        let facts = SetupFacts(
            setup: .meanReversion, direction: direction, target: balance.poc,
            isContextRight: reclaim.failed.wasBalanced,
            isLegRight: reclaim.breakoutBars <= settings.leg.maxBreakout, leg: reclaim.failed,
            first: reclaim.failed.extreme, last: reclaim.turn,
            insideCloses: reclaim.insideCloses, tolerance: tolerance, balance: balance)
        if let used = decide(facts, touched, minute, reading, &out) {
            state.legs.reclaim?.zones.use(used)
        }
    }

    /// Takes the first touched node that passes, or says what is wrong with the first touched.
    ///
    /// - Returns: The level that made a signal.
    private mutating func decide(
        _ facts: SetupFacts, _ touched: [Int64], _ minute: Minute, _ reading: MinuteReading,
        _ out: inout EvaluationWriter
    ) -> Int64? {
        let context = SetupContext(
            isContextRight: facts.isContextRight, isLegRight: facts.isLegRight,
            score: reading.flow.score, flow: reading.flow.direction,
            isCooled: state.desk.isCooled(
                facts.setup, facts.direction, at: minute.start, settings.manager),
            isFree: state.desk.followed == nil)
        var refused: (Proposal, SetupReason)?
        for level in touched {
            let proposal = Proposal(
                facts.setup, facts.direction, level: level, target: facts.target, minute,
                tickSize: tickSize, settings.setup)
            let reason = context.reason(proposal, settings.setup)
            if reason == .ok {
                let number = writeSetup(
                    proposal, .ok, facts, context, minute, reading, touched: touched.count, &out)
                state.desk.note(facts.setup, facts.direction, at: minute.start)
                if settings.manager.isTracking { open(proposal, number, &out) }
                intend(proposal, number, &out)
                return level
            }
            if refused == nil { refused = (proposal, reason) }
        }
        if let (proposal, reason) = refused {
            writeSetup(
                proposal, reason, facts, context, minute, reading, touched: touched.count, &out)
        }
        return nil
    }

    /// Follows a signal from here on, unless it can not be sized.
    private mutating func open(
        _ proposal: Proposal, _ number: UInt64, _ out: inout EvaluationWriter
    ) {
        var signal = FollowedSignal(proposal: proposal, number: number)
        writeSignal(signal, nil, &out)
        if let verdict = size(proposal) {
            switch verdict {
            case .sized(let size): signal.size = size
            case .refused(let refusal):
                signal.status = .rejected
                writeSignal(signal, refusal, &out)
                return
            }
        }
        state.desk.followed = signal
    }

    /// What a bar does to the signal that is followed.
    mutating func followSignal(_ bar: borrowing StudyBar, _ out: inout EvaluationWriter) {
        guard var signal = state.desk.followed else { return }
        if signal.status == .new {
            signal.status = .active
            writeSignal(signal, nil, &out)
        }
        signal.meet(bar)
        if signal.status == .active {
            state.desk.followed = signal
        } else {
            state.desk.followed = nil
            writeSignal(signal, nil, &out)
        }
    }
}

/// What a setup is tried with.
struct SetupFacts: Hashable, Sendable {
    var setup: Setup
    var direction: Direction
    var target: Double
    var isContextRight: Bool
    var isLegRight: Bool
    /// The leg joined, or the one that failed.
    var leg: ImpulseLeg
    /// Where the joined leg begins.
    var first: Turn
    /// Where it ends.
    var last: Turn
    var insideCloses: Int
    var tolerance: Double
    var balance: BalanceRange
}
