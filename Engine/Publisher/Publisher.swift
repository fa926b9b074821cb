import Bytes
public import Market
import Measures
import Memory
public import Records
import Wire

/// Takes the core's records, keeps a replica, and serves clients: sessions, streams, snapshots,
/// resume, slow readers, queries, feeds.
///
/// Pure logic on one thread: bytes and time come in as values, frames leave through the shell.
/// What waits is encoded once per stream and shared by all its subscribers.
public final class Publisher {
    let settings: PublisherSettings
    unowned let shell: any PublisherShell
    var lines: [InstrumentLine] = []
    private let trays: TickTrays
    /// For each symbol the place of its line.
    private(set) var places: [String: Int] = [:]
    var streams: [StreamKey: Stream] = [:]
    var sessions: [SessionID: Session] = [:]
    var encoder = FrameEncoder()
    var counts = PublisherCounts()
    /// Streams with subscribers, or that had some a while ago.
    var kept: [Stream] = []
    /// Lines with something to send, and sessions with something to write.
    var touchedLines: [InstrumentLine] = []
    var touchedSessions: [Session] = []
    private(set) var engineStatus: Stream?
    /// What the core's desk says.
    var desk: DeskLine
    /// What the account does.
    var trading: TradingLine
    /// Sessions that are gone, whose orders are to go too.
    var farewells: [Farewell] = []
    var farewellCount: UInt64 = 0
    var knowsOrphans = false
    /// The last input of which something may be in a store that memory never had: of an engine
    /// that was brought back, 0 otherwise.
    public var olderThrough: UInt64 = 0
    /// When `beat` was last called.
    var lastBeat = Nanoseconds.zero
    /// When a client last subscribed to something.
    public internal(set) var lastSubscribed = Nanoseconds.zero

    /// A publisher of some instruments, numbered by their places.
    public init(
        settings: PublisherSettings, instruments: [InstrumentSetup], shell: any PublisherShell
    ) {
        settings.check()
        self.settings = settings
        self.shell = shell
        trays = TickTrays(count: instruments.count)
        let events = StreamKey(channel: .events, place: -1, parameters: StreamParameters())
        desk = DeskLine(events: Stream(events, StreamID(1)), waits: settings.waitsForJournal)
        streams[events] = desk.events
        trading = TradingLine(reportsKept: settings.reportsKept, streams: [:])
        for (place, setup) in instruments.enumerated() {
            lines.append(InstrumentLine(place, setup, settings, trays[place]) { make($0) })
            places[setup.instrument.symbol] = place
        }
        engineStatus = make(StreamKey(channel: .status, place: -1, parameters: StreamParameters()))
        var account: [Channel: Stream] = [:]
        for channel in Self.accountChannels {
            account[channel] = make(
                StreamKey(channel: channel, place: -1, parameters: StreamParameters()))
        }
        trading = TradingLine(reportsKept: settings.reportsKept, streams: account)
    }

    /// Sessions that have subscribed to something.
    public var subscriberCount: Int { sessions.values.count { !$0.subscriptions.isEmpty } }

    /// Streams that sessions have subscribed to, each session's counted.
    public var subscriptionCount: Int {
        sessions.values.reduce(0) { $0 + $1.subscriptions.count }
    }

    /// Whether what waits for some session has come near a bound: a feed that can wait should.
    public var isBackedUp: Bool {
        sessions.values.contains { session in
            session.queuedBytes > settings.clientQueue / 2
                || session.subscriptions.values.contains { $0.queued > $0.limit / 2 }
        }
    }

    /// The most bytes that wait for any session.
    public var longestQueue: Int { sessions.values.reduce(0) { max($0, $1.queuedBytes) } }

    func make(_ key: StreamKey) -> Stream {
        let stream = Stream(key, StreamID(UInt32(streams.count + 1)))
        streams[key] = stream
        return stream
    }

    // MARK: The core's records

    /// Folds whole records into the replica and queues them for their streams.
    public func apply(_ slots: UnsafeBufferPointer<OutputSlot>, now: Nanoseconds) {
        var index = 0
        var ticks = 0
        let isMany = lines.count > cachedInstruments
        while index < slots.count {
            if slots[index].isTick {
                let place = Int(slots[index].instrument.rawValue)
                ticks &+= 1
                switch trays.add(slots[index], at: place) {
                case .kept: break
                case .full: lines[place].settle()
                case .refused: apply(tick: slots[index], lines[place], now)
                }
                index += 1
                continue
            }
            let size = max(1, slots[index].slots)
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            if isMany { approach(slots[(index + size)...]) }
            if slots[index].kind?.isHeld ?? false {
                held(record, now)
            } else {
                apply(record, lines[Int(slots[index].instrument.rawValue)], now)
            }
            index += size
        }
        counts.add(.ticks, ticks)
    }

    /// A tick that somebody waits for.
    private func apply(tick slot: OutputSlot, _ line: InstrumentLine, _ now: Nanoseconds) {
        let record = TickRecord(slot)
        withUnsafePointer(to: slot) {
            line.replica.fold(UnsafeBufferPointer(start: $0, count: 1))
        }
        if line.feed != .live { line.feed = .live }
        if line.ticks.isKept {
            touch(line)
            if line.ticks.pendingCount > 0 { seal(line.ticks, now) }
            if line.run.count == line.run.limit { seal(line, now) }
            line.run.keep()
        } else if line.run.isKept {
            line.run.drop()
        }
        line.run.take(record.tick, record.received, record.decidedAfter)
        line.run.digest.add(tick: slot)
        if line.watchesProfiles, line.dirty.last != record.tick.level {
            line.dirty.append(record.tick.level)
        }
        if !line.isWatched { line.tray.isClosed = false }
    }

    private func apply(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ line: InstrumentLine, _ now: Nanoseconds
    ) {
        counts.add(.records)
        switch slots[0].kind {
        case .quote:
            let record = QuoteRecord(slots[0])
            line.replica.quote = record.quote
            append(record, .quote, slots, to: line.quotes, now)
        case .bar:
            let record = BarRecord(slots)
            line.replica.close(record.bar.period)
            if let bars = line.bars[record.bar.period] {
                bars.history.append(record)
                append(record, .bar, slots, to: bars.stream, now)
            }
        case .footprint:
            let record = FootprintRecord(slots)
            line.replica.closeFootprint()
            if let footprints = line.footprints[record.bar.period] {
                footprints.history.append(record)
                append(record, .footprint, slots, to: footprints.stream, now)
            }
        case .profile: completed(ProfileRecord(slots), line, now)
        case .vwap:
            let record = VWAPRecord(slots)
            for stream in line.views where stream.isVWAP(record.anchor, record.anchorNumber) {
                append(record, .vwap, to: stream, now)
            }
        case .roll: rolled(RollRecord(slots[0]), line, now)
        case .counters:
            line.counters = CountersRecord(slots)
        case .nakedPOC: naked(NakedPOCRecord(slots[0]), line, now)
        case .evaluation: evaluated(slots, line, now)
        case .commandResult, .alertChanged, .haltChanged, .settingChanged, .anchorChanged, .order,
            .fill, .trade, .position, .account, .session, .tick, .digest, .none:
            break
        }
    }

    private func completed(_ record: ProfileRecord, _ line: InstrumentLine, _ now: Nanoseconds) {
        var snapshot = ProfileSnapshot(record)
        let ladder = Replica.ladder(of: record.rows)
        let nodes = ladder.nodes(line.setup.profileRule)
        snapshot.landmarks.lvns = nodes.lows
        snapshot.landmarks.hvns = nodes.highs
        line.profileHistory[record.anchor]?.append(snapshot)
        for stream in line.views where stream.isProfile(record.anchor) {
            appendParts(snapshot, to: stream, now)
        }
    }

    private func rolled(_ record: RollRecord, _ line: InstrumentLine, _ now: Nanoseconds) {
        _ = line.replica.roll(record.measure, record.anchor, record.window, record.time)
        seal(line, now)
        // The count of the ticks stream is the run's; a roll takes one number of it.
        line.ticks.next = line.run.next
        append(record, .roll, to: line.ticks, now)
        line.run.next = line.ticks.next
        for stream in line.views {
            switch record.measure {
            case .profiles where stream.isProfile(record.anchor):
                append(record, .roll, to: stream, now)
                // Its rows may have another height now, which only a whole profile says.
                stream.needsWhole = true
            case .vwaps where stream.isVWAP(record.anchor, 0):
                append(record, .roll, to: stream, now)
            default: break
            }
        }
    }

    private func naked(_ record: NakedPOCRecord, _ line: InstrumentLine, _ now: Nanoseconds) {
        line.nakedPOCs.removeAll { $0.session == record.session }
        if !record.isTouched {
            line.nakedPOCs.append(
                ProfileLandmarks.NakedPOC(session: record.session, row: record.row))
        }
        for stream in line.views where stream.isProfile(.daily) {
            append(record, .nakedPOC, to: stream, now)
        }
    }

    /// Appends a record, in a new frame when it would make the pending one too long.
    ///
    /// - Parameter slots: the record as the core wrote it, for the stream's digest.
    func append<Record: WireRecord>(
        _ record: @autoclosure () -> Record, _ kind: RecordKind,
        _ slots: UnsafeBufferPointer<OutputSlot>? = nil, to stream: Stream, _ now: Nanoseconds
    ) {
        if let slots { stream.digest?.add(slots) }
        stream.append(record(), kind: kind)
        guard stream.pendingCount > 0 else { return }
        if stream.pendingCount == 1, stream.key.place >= 0 { touch(lines[stream.key.place]) }
        if stream.pending.count >= settings.maxPayload / 4 || stream.pendingCount >= 4096 {
            seal(stream, now)
        }
    }

    func touch(_ line: InstrumentLine) {
        guard !line.isTouched else { return }
        line.isTouched = true
        touchedLines.append(line)
    }

    // MARK: Frames

    /// Encodes everything that waits, once per stream, and writes what each session gets.
    public func flush(now: Nanoseconds) {
        encode(now)
        write(now)
    }

    /// The same for a round of sessions, with a look between the writes at what has come since: who
    /// is written to later gets it at once, and who was written to before is first in the next round.
    /// So what comes waits for half a round on average, however many sessions there are, not for one.
    ///
    /// - Parameter more: applies what has come, and gives the time; `nil` when nothing has, or more
    ///   than `littleSlots`.
    public func flush(now: Nanoseconds, more: () -> Nanoseconds?) {
        encode(now)
        var now = now
        var left = touchedSessions.count
        while left > 0 {
            let count = min(left, settings.writesAtOnce)
            write(now, upTo: count)
            left -= count
            guard left > 0, let later = more() else { continue }
            now = later
            encode(now)
        }
    }

    /// Slots that are worth taking between two writes. More go into one frame for everybody when the
    /// round is over.
    public static let littleSlots = 32

    /// Whether sessions wait for the next flush.
    public var hasUnwritten: Bool { !touchedSessions.isEmpty }

    private func encode(_ now: Nanoseconds) {
        for line in touchedLines {
            line.isTouched = false
            seal(line, now)
            if line.quotes.pendingCount > 0 { seal(line.quotes, now) }
            for bars in line.bars.values where bars.stream.pendingCount > 0 {
                seal(bars.stream, now)
            }
            for footprints in line.footprints.values where footprints.stream.pendingCount > 0 {
                seal(footprints.stream, now)
            }
            for stream in line.evaluated where stream.pendingCount > 0 { seal(stream, now) }
            for stream in line.views where stream.pendingCount > 0 { seal(stream, now) }
        }
        touchedLines.removeAll(keepingCapacity: true)
        sealEvents(now)
    }

    /// Puts the waiting ticks of a line into a frame, after rolls that wait before them.
    func seal(_ line: InstrumentLine, _ now: Nanoseconds) {
        if line.ticks.pendingCount > 0 { seal(line.ticks, now) }
        defer { line.ticks.next = line.run.next }
        guard line.run.count > 0 else { return }
        let scales = line.setup.instrument
        var header = self.header(.ticks, line.ticks, line.run.first, now)
        stamp(&header, line.run.received, line.run.decidedAfter, now)
        header.digest = UInt32(truncatingIfNeeded: line.run.digest.value)
        let frame = encoder.frame(
            header, ticks: line.run.ticks, prices: scales.prices, sizes: scales.sizes)
        line.run.removeAll()
        publish(frame, line.ticks, now)
    }

    /// Puts the waiting records of a stream into a frame.
    func seal(_ stream: Stream, _ now: Nanoseconds) {
        guard stream.pendingCount > 0 else { return }
        var header = self.header(.data, stream, stream.sealed, now)
        header.count = UInt16(stream.pendingCount)
        header.digest = UInt32(truncatingIfNeeded: stream.digest?.value ?? 0)
        let frame = encoder.frame(header) { $0.append(stream.pending.bytes) }
        stream.pending.removeAll()
        stream.pendingCount = 0
        publish(frame, stream, now)
    }

    func header(
        _ type: MessageType, _ stream: Stream, _ first: UInt64, _ now: Nanoseconds
    ) -> FrameHeader {
        FrameHeader(
            type: type, channel: stream.key.channel, stream: stream.id, firstSequence: first,
            epoch: settings.epoch, publishTime: now)
    }

    private func stamp(
        _ header: inout FrameHeader, _ received: Nanoseconds, _ decidedAfter: UInt32,
        _ now: Nanoseconds
    ) {
        guard received.rawValue > 0 else { return }
        header.decidedAfter = decidedAfter
        header.publishedAfter = UInt32(
            clamping: now.rawValue - received.rawValue - Int64(decidedAfter))
    }

    private func publish(_ frame: EncodedFrame, _ stream: Stream, _ now: Nanoseconds) {
        counts.add(.framesEncoded)
        stream.keep(frame, limit: settings.resumeWindow)
        for subscription in stream.subscribers {
            enqueue(frame, subscription.session, subscription, now)
        }
    }
}

extension Stream {
    func isProfile(_ anchor: Anchor) -> Bool {
        key.channel == .profile && key.parameters.anchor == anchor
    }

    func isVWAP(_ anchor: Anchor, _ number: UInt32) -> Bool {
        key.channel == .vwap && key.parameters.anchor == anchor
            && key.parameters.anchorNumber == number
    }
}
