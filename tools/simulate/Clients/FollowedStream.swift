import ClientKit
import Market
import Records
import Wire

/// One stream of a subscriber: what came of it, checked record by record as it comes.
final class FollowedStream {
    let request: StreamRequest
    /// What its records must be; `nil` for views, whose records depend on when they were made.
    let name: StreamName?
    private unowned let world: World
    private let owner: String
    /// The sequence of the next record, `nil` before the grant.
    private(set) var next: UInt64?
    private var epoch: UInt64 = 0
    private var awaitsSnapshot = false
    private var snapshot: [(reader: UInt64, event: DeskEvent?)] = []
    private var ticks: [Tick] = []
    /// What the desk's events come to; `nil` until a snapshot says what stood before.
    private(set) var desk: DeskState?
    private(set) var profile = ProfileFold()
    private var changes: [ProfileChange] = []
    private(set) var records = 0
    private(set) var gaps = 0

    init(_ world: World, _ owner: String, _ request: StreamRequest, _ name: StreamName?) {
        self.world = world
        self.owner = owner
        self.request = request
        self.name = name
    }

    private var text: String {
        "\(owner): \(request.channel.name) \(request.symbol)"
    }

    private var present: UInt64? { world.liveEpoch }

    // MARK: What the session says

    func granted(_ message: Subscribed) {
        if next == nil {
            next = message.nextSequence
            epoch = message.epoch
        }
    }

    func gap(_ gap: StreamGap) {
        gaps += 1
        world.check(
            gap.reason != .unexplained, "\(text): \(gap.from)..<\(gap.to) missing unexplained")
        world.check(
            gap.from == next && gap.to > gap.from,
            "\(text): a gap of \(gap.from)..<\(gap.to) before record \(next ?? 0)")
        next = gap.to
        desk = nil
        _ = profile.apply(.gap(gap))
    }

    func restarted(_ restart: StreamRestart) {
        epoch = restart.epoch
        next = restart.nextSequence
        desk = nil
        snapshot = []
        changes = []
        _ = profile.apply(.restarted(restart))
    }

    func interrupted() {
        snapshot = []
        changes = []
    }

    func take(_ data: StreamData) {
        do throws(WireError) {
            if data.header.flags.contains(.snapshot) {
                try takeSnapshot(data)
            } else if data.header.type == .ticks {
                try takeTicks(data)
            } else {
                try takeRecords(data)
            }
        } catch {
            world.fail("\(text): \(error)")
        }
    }

    // MARK: Records

    private func takeTicks(_ data: StreamData) throws(WireError) {
        guard let instrument = data.instrument?.instrument else {
            return world.fail("\(text): ticks of no instrument")
        }
        ticks.removeAll(keepingCapacity: true)
        try PackedTicks.decode(
            data.payload, count: Int(data.header.count), prices: instrument.prices,
            sizes: instrument.sizes, base: data.header.publishTime, appendingTo: &ticks)
        for (index, tick) in ticks.enumerated() where index >= data.skip {
            advance(data.header.firstSequence + UInt64(index), RecordMark.of(tick))
        }
    }

    private func takeRecords(_ data: StreamData) throws(WireError) {
        var reader = RecordReader(data.payload)
        var index = 0
        while try reader.next() {
            defer { index += 1 }
            guard index >= data.skip else { continue }
            let sequence = data.header.firstSequence + UInt64(index)
            guard name != nil else {
                advance(sequence, nil)
                if request.channel == .profile { try fold(reader) }
                continue
            }
            guard let mark = try RecordMark.of(reader) else {
                return world.fail("\(text): a record of another kind")
            }
            advance(sequence, mark)
            if let event = try RecordMark.event(reader) { desk?.fold(event) }
        }
        world.check(
            index == Int(data.header.count), "\(text): \(index) of \(data.header.count) records")
    }

    /// A record must be the next one, and what the engine published at that place.
    private func advance(_ sequence: UInt64, _ mark: UInt64?) {
        records += 1
        world.check(
            sequence == next, "\(text): record \(sequence), \(next ?? 0) is the next")
        next = sequence + 1
        guard let name, let mark else { return }
        let entry = world.truth.entry(name, sequence, epoch: epoch, present: present)
        world.check(
            entry?.mark == mark, "\(text): record \(sequence) is not what was published")
    }

    // MARK: Snapshots

    private func takeSnapshot(_ data: StreamData) throws(WireError) {
        var reader = RecordReader(data.payload)
        while try reader.next() {
            if request.channel == .profile {
                if let change = try Self.change(reader) { changes.append(change) }
            } else if name != nil, let mark = try RecordMark.of(reader) {
                snapshot.append((mark, try RecordMark.event(reader)))
            }
        }
        guard data.header.flags.contains(.lastPart) else { return }
        let first = data.header.firstSequence
        world.check(
            first >= next ?? 0, "\(text): a snapshot before \(first), had up to \(next ?? 0)")
        next = first
        if request.channel == .profile { _ = profile.apply(.snapshot(changes)) }
        checkSnapshot(before: first)
        snapshot = []
        changes = []
    }

    private func checkSnapshot(before first: UInt64) {
        guard let name else { return }
        switch name.channel {
        case .events:
            var state = DeskState()
            for record in snapshot { if let event = record.event { state.fold(event) } }
            desk = state
            let truth = world.truth.deskState(
                name, before: first, epoch: epoch, present: present)
            world.check(state == truth, "\(text): a snapshot of another state before \(first)")
        case .bars, .footprint, .signals, .decisions:
            // The newest records, ending with the one before.
            for (index, record) in snapshot.enumerated() {
                let sequence = first - UInt64(snapshot.count - index)
                let entry = world.truth.entry(name, sequence, epoch: epoch, present: present)
                world.check(
                    entry?.mark == record.reader,
                    "\(text): a snapshot before \(first) has another record \(sequence)")
            }
        default: break
        }
    }

    private func fold(_ reader: RecordReader) throws(WireError) {
        if reader.kind == .roll {
            _ = profile.apply(.roll(try reader.read(RollRecord.self)))
        } else if let change = try Self.change(reader) {
            _ = profile.apply(.record(change))
        }
    }

    private static func change(_ reader: RecordReader) throws(WireError) -> ProfileChange? {
        switch reader.kind {
        case .profile: .whole(try reader.read(ProfileSnapshot.self))
        case .profileDelta: .delta(try reader.read(ProfileDelta.self))
        case .nakedPOC: .nakedPOC(try reader.read(NakedPOCRecord.self))
        default: nil
        }
    }

    // MARK: The end

    /// Everything that was published has come.
    var isCaughtUp: Bool {
        guard let next else { return false }
        guard let name else { return true }
        return epoch == present && next == world.truth.live.next(name)
    }

    var state: String {
        "\(request.channel.name) \(request.symbol) at \(next ?? 0) of "
            + "\(name.map { world.truth.live.next($0) } ?? 0)"
    }

    /// What is held must be what an undisturbed run holds.
    func checkHeld() {
        guard let name, name.channel == .events, let desk else { return }
        let next = world.truth.live.next(name)
        let truth = world.truth.deskState(
            name, before: next, epoch: epoch, present: present)
        world.check(desk == truth, "\(text): what stands is not what the events come to")
    }
}
