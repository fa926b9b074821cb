import Market
import Records

/// Which instruments are fed live over the wire, so that their clocks go on while they are silent.
///
/// Live means that the last tick's time was within a minute of the wall clock when it came in; a
/// client that sends in history moves its instruments' clocks by its own ticks only.
struct LiveFeeds {
    /// How far behind the wall clock a beat stays: a tick may be that long on its way.
    static let grace = Nanoseconds.milliseconds(500)
    static let nearness = Nanoseconds.seconds(60)
    private var live: [InstrumentID: Bool] = [:]

    /// Notes the last of some inputs that came in.
    ///
    /// - Returns: Whether it is live.
    mutating func note(_ input: Input, now: Nanoseconds) -> Bool {
        let distance = (now - input.time).rawValue.magnitude
        let isLive = distance < Self.nearness.rawValue.magnitude
        live[input.instrument] = isLive
        return isLive
    }

    /// One beat for each live instrument.
    func beats(now: Nanoseconds) -> [Input] {
        let time = (now - Self.grace).secondStart
        return live.filter(\.value).keys.sorted().map {
            Input(kind: .beat, instrument: $0, time: time)
        }
    }
}
