public import Market

/// Tells whether a bar lies where nothing is to be done: outside regular hours, at their edges,
/// around news.
public struct TradingHours: Sendable, Codable {
    let schedule: SessionSchedule
    let edge: Nanoseconds
    let news: [Nanoseconds]
    let newsMargin: Nanoseconds
    /// The regular hours that were found last.
    var open: SessionWindow?
    /// A span outside regular hours that was found last.
    var closed: BarSpan?

    /// Hours of a calendar.
    public init(_ settings: RegimeSettings, _ schedule: SessionSchedule) {
        self.schedule = schedule
        edge = settings.sessionEdge
        news = settings.news.sorted()
        newsMargin = settings.newsMargin
    }

    /// Why nothing is to be done about a bar, by its hours alone; `none` when something may be.
    ///
    /// Regular hours concern the modes that follow an exchange: `rth`, `ext` and `globex`.
    public mutating func reason(
        start: Nanoseconds, end: Nanoseconds, mode: SessionMode
    ) -> RegimeReason {
        switch mode {
        case .rth, .ext, .globex:
            guard let hours = regularHours(at: start) else { return .outsideRTH }
            if end <= hours.start + edge || hours.end - end < edge { return .sessionEdge }
        case .ny, .utc: break
        }
        return isNews(end) ? .news : .none
    }

    private mutating func regularHours(at time: Nanoseconds) -> SessionWindow? {
        if let open, open.contains(time) { return open }
        if let closed, time >= closed.start, time < closed.end { return nil }
        switch schedule.lookup(time, mode: .rth) {
        case .inside(let window):
            open = window
            return window
        case .outside(let until):
            closed = BarSpan(start: time, end: until)
            return nil
        }
    }

    /// The instant belongs to the margin of an event: after its start, not after its end.
    private func isNews(_ time: Nanoseconds) -> Bool {
        guard !news.isEmpty else { return false }
        // The first event whose margin is not over.
        var (low, high) = (0, news.count)
        while low < high {
            let middle = (low + high) / 2
            if news[middle] + newsMargin < time { low = middle + 1 } else { high = middle }
        }
        return low < news.count && news[low] - newsMargin < time
    }
}
