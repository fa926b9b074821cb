public import Market
public import Records

/// Halts: a set of origins for each instrument, and one for all.
extension Desk {
    /// The feed of an instrument missed something; halts it where `halt.on_feed_gap` says so.
    public mutating func feedGap(
        of instrument: InstrumentID, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        guard value(of: "halt.on_feed_gap", for: instrument) == "yes",
            !halts.contains(where: { $0.instrument == instrument && $0.origin == .feedGap })
        else { return }
        begin(
            Halt(
                instrument: instrument, origin: .feedGap, since: time,
                by: CommandInput.Sender.engine.name, reason: "the feed missed something"),
            time, cause, &out)
    }

    /// A limit of the day was reached: all trading is halted, until the next session or by force.
    public mutating func haltForLimit(
        _ reason: String, at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) {
        guard !halts.contains(where: { $0.instrument == .all && $0.origin == .limit }) else {
            return
        }
        begin(
            Halt(
                instrument: .all, origin: .limit, since: time,
                by: CommandInput.Sender.engine.name, reason: reason), time, cause, &out)
    }

    /// A new session began: what a limit of the day halted goes on.
    ///
    /// - Returns: Whether something did.
    public mutating func endLimits(
        at time: Nanoseconds, cause: UInt64, into out: inout OutputBuffer
    ) -> Bool {
        let ended = halts.filter { $0.origin == .limit }
        halts.removeAll { $0.origin == .limit }
        for var halt in ended {
            halt.by = CommandInput.Sender.engine.name
            HaltRecord(time: time, cause: cause, isHalted: false, halt: halt).write(to: &out)
        }
        return !ended.isEmpty
    }

    private mutating func begin(
        _ halt: Halt, _ time: Nanoseconds, _ cause: UInt64, _ out: inout OutputBuffer
    ) {
        halts.append(halt)
        HaltRecord(time: time, cause: cause, isHalted: true, halt: halt).write(to: &out)
    }

    mutating func halt(
        _ origin: HaltOrigin, _ reason: String, _ input: CommandInput, _ cause: UInt64,
        _ out: inout OutputBuffer
    ) -> Done {
        if let key = Self.key(of: origin), value(of: key, for: input.instrument) != "yes" {
            return .refused(
                .notEnabled, "\(key) is no for \(name(of: input.instrument))")
        }
        let standing = halts.first { $0.instrument == input.instrument && $0.origin == origin }
        if let standing {
            return Done(
                text: "halted already since \(InstantText.utc(standing.since)) by \(standing.by)")
        }
        begin(
            Halt(
                instrument: input.instrument, origin: origin, since: input.time,
                by: input.sender.name, reason: reason), input.time, cause, &out)
        return Done()
    }

    /// The setting that says whether an origin halts.
    private static func key(of origin: HaltOrigin) -> String? {
        switch origin {
        case .diskStall: "halt.on_disk_stall"
        case .feedGap: "halt.on_feed_gap"
        case .feedLost: "halt.on_feed_lost"
        case .person, .limit: nil
        }
    }

    mutating func resume(
        _ origin: HaltOrigin?, _ input: CommandInput, _ cause: UInt64, _ out: inout OutputBuffer
    ) -> Done {
        let place = input.instrument
        func ends(_ halt: Halt) -> Bool {
            halt.instrument == place && (origin == nil || halt.origin == origin)
        }
        let ended = halts.filter(ends)
        if let refusal = refusal(of: origin, place, endsNothing: ended.isEmpty) { return refusal }
        halts.removeAll(where: ends)
        for var halt in ended {
            halt.by = input.sender.name
            HaltRecord(
                time: input.time, cause: cause, isHalted: false, isForced: origin == nil,
                halt: halt
            ).write(to: &out)
        }
        return Done(text: stillHalted(place))
    }

    /// A limit of the day ends with the day or by force, and by nothing else.
    private func refusal(
        of origin: HaltOrigin?, _ place: InstrumentID, endsNothing: Bool
    ) -> Done? {
        let limit = halts.first { $0.instrument == place && $0.origin == .limit }
        if let limit, let origin, origin == .limit || endsNothing {
            return .refused(
                .needsForce,
                "\(limit.reason) halted trading until the next session; only force resumes it")
        }
        return endsNothing ? .refused(.notHalted, nothingToResume(origin, place)) : nil
    }

    private func nothingToResume(_ origin: HaltOrigin?, _ place: InstrumentID) -> String {
        let what = origin.map { "\(name(of: place)) has no halt of \($0.name)" }
        let rest = stillHalted(place)
        return (what ?? "\(name(of: place)) has no halt of its own")
            + (rest.isEmpty ? "" : "; " + rest)
    }

    /// What still halts a place, in words; empty when nothing does.
    private func stillHalted(_ place: InstrumentID) -> String {
        var parts: [String] = []
        let own = halts.filter { $0.instrument == place }.map(\.origin.name)
        if !own.isEmpty {
            parts.append("\(name(of: place)) is halted by \(own.joined(separator: ", "))")
        }
        if place != .all {
            let all = halts.filter { $0.instrument == .all }.map(\.origin.name)
            if !all.isEmpty { parts.append("all are halted by \(all.joined(separator: ", "))") }
        }
        return parts.joined(separator: "; ")
    }
}
