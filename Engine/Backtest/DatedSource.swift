public import Feed
public import Market
public import Records

/// Some dates of a source: everything outside them is left out.
///
/// The dates are those of the class's whole days: a share's by the New York calendar, a future's
/// from 18:00 of the evening before, a coin's in UTC.
public final class DatedSource: InputSource {
    private let source: any InputSource
    private let first: Nanoseconds
    private let end: Nanoseconds
    /// The first and the last good time that the source had, whether left out or not.
    public private(set) var seen: (first: Nanoseconds, last: Nanoseconds)?
    /// Inputs that were let through.
    public private(set) var kept = 0

    /// Lets through what lies between two dates, both included; `nil` is no bound.
    public init(
        _ source: any InputSource, from: SessionDate?, to: SessionDate?, _ kind: AssetClass
    ) {
        self.source = source
        first = from.map { Self.day($0, kind).start } ?? Nanoseconds(.min)
        end = to.map { Self.day($0, kind).end } ?? .never
    }

    private static func day(_ date: SessionDate, _ kind: AssetClass) -> SessionWindow {
        let mode: SessionMode =
            switch kind {
            case .share: .ny
            case .future: .globex
            case .crypto: .utc
            }
        // Noon of the date is in its day in every mode; on days without one the next is found.
        let noon =
            mode == .utc
            ? Nanoseconds((Int64(date.rawValue) * 86_400 + 43_200) * 1_000_000_000)
            : NewYorkTime.instant(date, second: 43_200)
        let schedule = SessionSchedule()
        switch schedule.lookup(noon, mode: mode) {
        case .inside(let window): return window
        case .outside:
            guard case .inside(let window) = schedule.lookup(noon, mode: .ny) else {
                preconditionFailure("every instant has a date in New York")
            }
            return window
        }
    }

    /// What the source reads, what is left out included.
    public var report: SourceReport { source.report }

    /// The wrapped source's.
    public var skew: Nanoseconds { source.skew }

    /// Fills the batch with what lies between the dates.
    public func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        while true {
            let count = try source.next(into: batch)
            if count == 0 { return 0 }
            var place = 0
            for index in 0..<count where lets(batch[index]) {
                batch[place] = batch[index]
                place += 1
            }
            kept += place
            if place > 0 { return place }
        }
    }

    private func lets(_ input: Input) -> Bool {
        // What has no time is not counted where dates are asked for.
        guard input.kind != .malformed else { return false }
        let before = seen ?? (input.time, input.time)
        seen = (min(before.first, input.time), max(before.last, input.time))
        return input.time >= first && input.time < end
    }
}
