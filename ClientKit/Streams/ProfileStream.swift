import Market
public import Records
public import Wire

extension ProfileSnapshot {
    /// Brings the profile up to date with its changed rows; another date begins an empty one.
    ///
    /// Rows carry their whole volume, so applying a delta twice changes nothing.
    public mutating func fold(_ delta: ProfileDelta) {
        if delta.date != date {
            date = delta.date
            start = delta.end
            rows.removeAll(keepingCapacity: true)
            landmarks = ProfileLandmarks(nakedPOCs: landmarks.nakedPOCs)
            isCompleted = false
        }
        cause = delta.cause
        end = max(end, delta.end)
        if let poc = delta.landmarks.poc { landmarks.poc = poc }
        if let area = delta.landmarks.valueArea { landmarks.valueArea = area }
        if let lvns = delta.landmarks.lvns { landmarks.lvns = lvns }
        if let hvns = delta.landmarks.hvns { landmarks.hvns = hvns }
        if let naked = delta.landmarks.nakedPOCs { landmarks.nakedPOCs = naked }
        merge(delta.rows)
    }

    /// Adds a naked POC, or takes a touched one away.
    mutating func fold(_ naked: NakedPOCRecord) {
        var known = landmarks.nakedPOCs ?? []
        known.removeAll { $0.session == naked.session }
        if !naked.isTouched {
            known.append(ProfileLandmarks.NakedPOC(session: naked.session, row: naked.row))
        }
        landmarks.nakedPOCs = known
    }

    /// Replaces or adds rows; both lists ascend.
    private mutating func merge(_ changed: [FootprintRow]) {
        var index = rows.startIndex
        for row in changed {
            index = rows.firstIndex(notBefore: row.row, from: index)
            if index < rows.endIndex, rows[index].row == row.row {
                rows[index] = row
            } else {
                rows.insert(row, at: index)
            }
        }
    }
}

extension [FootprintRow] {
    /// The first place at or behind `start` whose row is not below `row`; rows ascend.
    func firstIndex(notBefore row: Int64, from start: Int = 0) -> Int {
        var (low, high) = (start, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A record of the profile channel as it comes: a whole profile, or the rows that changed.
public enum ProfileChange: Hashable, Sendable {
    /// A whole profile: developing, or completed.
    case whole(ProfileSnapshot)
    /// Changed rows.
    case delta(ProfileDelta)
    /// A completed session's POC became naked, or was touched.
    case nakedPOC(NakedPOCRecord)
}

/// A profile kept up to date: each record is the whole profile as of now.
public struct ProfileStream: AsyncSequence, Sendable {
    /// What a loop gets.
    public typealias Element = StreamEvent<ProfileSnapshot>
    /// A loop never throws.
    public typealias Failure = Never

    /// The changes as they come, for readers who fold them themselves.
    public let changes: EventStream<ProfileChange>

    /// The instrument with its number and scales.
    public var instrument: InstrumentInfo? { changes.instrument }

    init(_ changes: EventStream<ProfileChange>) { self.changes = changes }

    /// What `for await` reads by.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(changes: changes.makeAsyncIterator())
    }

    /// Folds the changes.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var changes: EventStream<ProfileChange>.AsyncIterator
        private var fold = ProfileFold()

        init(changes: EventStream<ProfileChange>.AsyncIterator) { self.changes = changes }

        /// The next state of the profile, or event; `nil` behind the last one or when the task
        /// is cancelled.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async -> StreamEvent<ProfileSnapshot>? {
            while let change = await changes.next(isolation: actor) {
                if let event = fold.apply(change) { return event }
            }
            return nil
        }
    }
}

/// A profile from its changes: a snapshot, then deltas.
public struct ProfileFold: Sendable {
    /// The developing profile; `nil` before the first snapshot and after a restart.
    public private(set) var profile: ProfileSnapshot?
    /// Changes were missed: some rows may be behind until the next snapshot.
    public private(set) var isBehind = false

    /// Nothing yet.
    public init() {}

    /// Takes a change in.
    ///
    /// - Returns: What a reader of whole profiles sees: the profile, or the event itself; `nil`
    ///   for a delta that has nothing to go on.
    public mutating func apply(
        _ change: StreamEvent<ProfileChange>
    ) -> StreamEvent<ProfileSnapshot>? {
        switch change {
        case .record(let change): return take(change).map { .record($0) }
        case .snapshot(let parts):
            profile = nil
            isBehind = false
            for part in parts { _ = take(part) }
            return profile.map { .snapshot([$0]) } ?? .snapshot([])
        case .roll(let roll):
            begin(roll)
            return .roll(roll)
        case .gap(let gap):
            isBehind = true
            return .gap(gap)
        case .restarted(let restart):
            profile = nil
            return .restarted(restart)
        case .ended(let reason): return .ended(reason)
        }
    }

    /// A completed profile passes by; the developing one stays in hand.
    private mutating func take(_ change: ProfileChange) -> ProfileSnapshot? {
        switch change {
        case .whole(let whole):
            if !whole.isCompleted || profile == nil { profile = whole }
            return whole
        case .delta(let delta):
            profile?.fold(delta)
            return profile
        case .nakedPOC(let naked):
            profile?.fold(naked)
            return profile
        }
    }

    /// A period began: its profile is empty, and keeps its rows' height until told otherwise.
    private mutating func begin(_ roll: RollRecord) {
        guard roll.measure == .profiles, var fresh = profile, roll.anchor == fresh.anchor else {
            return
        }
        fresh.date = roll.window.date
        fresh.start = roll.time
        fresh.end = roll.time
        fresh.rows = []
        fresh.isCompleted = false
        fresh.landmarks = ProfileLandmarks(nakedPOCs: fresh.landmarks.nakedPOCs)
        profile = fresh
    }
}
