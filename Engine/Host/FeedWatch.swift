import Market
import Records

/// Sees when a live feed has gone and not come back, and says so once: a command that halts
/// trading of its instrument.
struct FeedWatch {
    /// A feed that is away for longer is lost.
    static let patience = Nanoseconds.seconds(30)
    /// Which session feeds an instrument, and since when it is away; zero while it is there.
    private var feeders: [InstrumentID: Feeder] = [:]

    private struct Feeder {
        var session: UInt64
        var away = Nanoseconds.zero
        var isTold = false
    }

    /// A session gave an instrument's ticks, live.
    mutating func fed(_ instrument: InstrumentID, by session: UInt64) {
        if let known = feeders[instrument], known.session == session, known.away == .zero {
            return
        }
        feeders[instrument] = Feeder(session: session)
    }

    /// A session ended.
    mutating func left(_ session: UInt64, now: Nanoseconds) {
        for (instrument, feeder) in feeders where feeder.session == session && feeder.away == .zero
        {
            feeders[instrument]?.away = now
        }
    }

    /// The command to be given now, if any: the lowest instrument's first.
    mutating func command(now: Nanoseconds) -> CommandInput? {
        let lost = feeders.filter {
            $0.value.away > .zero && !$0.value.isTold && now - $0.value.away > Self.patience
        }
        guard let instrument = lost.keys.min(),
            let id = CommandID("feed-lost-\(instrument.rawValue)-\(now.rawValue)")
        else { return nil }
        feeders[instrument]?.isTold = true
        return CommandInput(
            time: now, instrument: instrument, id: id, sender: .engine,
            command: .halt(.feedLost, reason: "feed_lost"))
    }

    /// The command found no room: it is to be given again.
    mutating func retry(_ command: CommandInput) {
        feeders[command.instrument]?.isTold = false
    }
}
