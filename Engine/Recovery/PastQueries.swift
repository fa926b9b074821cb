import Core
public import Journal
public import Market
public import Publisher
import Records
public import Wire

/// The bounds of questions about the past.
public struct PastLimits: Hashable, Sendable {
    /// The most inputs that are replayed for one question.
    public var inputs: UInt64 = 20_000_000
    /// How long a copy of the engine is kept for the next question.
    public var keep = Nanoseconds.seconds(60)

    /// 20 million inputs; a minute.
    public init() {}
}

/// What knows records that an engine's memory keeps no more.
public protocol PastStore: AnyObject {
    /// Answers a question from what is stored and from what memory has.
    ///
    /// - Parameter through: only what was caused up to this input.
    func answer(_ question: HistoryQuestion, through: UInt64) -> PastAnswer.Outcome
}

/// Answers questions as of earlier instants from a journal: a copy of the engine is brought to
/// the moment and asked.
///
/// One thread uses it at a time; it only reads, beside the engine that writes. The copy stays, so
/// that a question about a later moment goes on from there.
public final class PastQueries {
    private let storage: any Storage
    private let parts: EngineParts
    private let limits: PastLimits
    private let store: (any PastStore)?
    private let isEnding: () -> Bool
    private var reader: JournalReader?
    private var warm: Warm?
    private var producers: [UInt32?]?
    private var usedAt = Nanoseconds.zero

    /// A copy of the engine, and the moment of the clock it was brought to.
    private struct Warm {
        var copy: EngineCopy
        var clock: PastClock
        var time: Nanoseconds
    }

    /// Inputs between two looks at whether the engine is ending.
    private static let piece: UInt64 = 1 << 18
    /// A checkpoint that is nearer than the copy by so many inputs is the better beginning.
    private static let worth: UInt64 = 1 << 20

    /// Questions about a folder's journal.
    ///
    /// - Parameters:
    ///   - store: has what the copy's memory keeps no more.
    ///   - isEnding: a replay under way is given up then.
    public init(
        _ storage: any Storage, _ parts: EngineParts, limits: PastLimits = PastLimits(),
        store: (any PastStore)? = nil, isEnding: @escaping () -> Bool = { false }
    ) {
        self.storage = storage
        self.parts = parts
        self.limits = limits
        self.store = store
        self.isEnding = isEnding
    }

    /// Whether a copy is kept.
    public var isWarm: Bool { warm != nil }

    /// Lets go of the copy when nobody has asked for a while.
    public func rest(now: Nanoseconds) {
        if now - usedAt > limits.keep {
            warm = nil
            reader = nil
        }
    }

    /// Answers a request that says as of when.
    public func answer(_ request: Request, now: Nanoseconds) -> PastAnswer {
        usedAt = now
        do throws(RecoveryError) {
            return try find(request, now)
        } catch {
            // What was read before may have been removed meanwhile: once more, from the folder.
            reader = nil
            warm = nil
        }
        do throws(RecoveryError) {
            return try find(request, now)
        } catch {
            reader = nil
            warm = nil
            return PastAnswer(request, .unreadable, text: "\(error)")
        }
    }

    private func find(_ request: Request, _ now: Nanoseconds) throws(RecoveryError) -> PastAnswer {
        let instant = request.asOf ?? .zero
        let reader = try refreshed()
        guard let clock = try clock(of: request.query.symbol, reader) else {
            return PastAnswer(
                request, .unknownSymbol,
                text: "the journal has no instrument \(request.query.symbol ?? "")")
        }
        var known: (sequence: UInt64, time: Nanoseconds)?
        if let warm, warm.clock == clock, warm.time <= instant {
            known = (warm.copy.sequence, warm.time)
        }
        switch try PastSearch(reader: reader, clock: clock).find(instant, after: known) {
        case .outside(let range): return Self.outside(range, request)
        case .moment(let sequence, let time):
            return try answer(request, reader, clock, sequence, time, now)
        }
    }

    private func answer(
        _ request: Request, _ reader: JournalReader, _ clock: PastClock, _ sequence: UInt64,
        _ time: Nanoseconds, _ now: Nanoseconds
    ) throws(RecoveryError) -> PastAnswer {
        let copy = try copy(at: sequence, reader)
        warm = nil
        if let first = copy.point.forgottenBefore {
            return PastAnswer(
                request, .notKept, limit: Int64(clamping: first), value: Int64(clamping: sequence),
                text: "the journal begins with input \(first), and no checkpoint of this build "
                    + "and configuration fits before input \(sequence)")
        }
        let way = sequence - copy.sequence
        guard way <= limits.inputs else {
            return PastAnswer(
                request, .badParameter, limit: Int64(clamping: limits.inputs),
                value: Int64(clamping: way),
                text: "that moment is \(way) inputs behind the checkpoint before it, "
                    + "\(limits.inputs) at most are replayed for a question")
        }
        while copy.sequence < sequence {
            if isEnding() {
                return PastAnswer(request, .overload, text: "the engine is ending")
            }
            let before = copy.sequence
            try copy.advance(through: min(sequence, before + Self.piece))
            guard copy.sequence > before else {
                throw RecoveryError("the journal ends with input \(before), before \(sequence)")
            }
        }
        warm = Warm(copy: copy, clock: clock, time: time)
        var (outcome, older) = copy.publisher.respond(to: request, now: now)
        if let older, let store { outcome = store.answer(older, through: sequence) }
        return PastAnswer(request, outcome, moment: PastMoment(sequence: sequence, time: time))
    }

    /// The copy that is there, when it is the best to go on from; else one at a checkpoint.
    private func copy(
        at sequence: UInt64, _ reader: JournalReader
    ) throws(RecoveryError) -> EngineCopy {
        if let copy = warm?.copy, copy.sequence <= sequence {
            let newest = try JournalReplay.journal { () throws(JournalError) in
                try Checkpoints(storage).sequences()
            }.last { $0 <= sequence }
            if (newest ?? 0) < copy.sequence + Self.worth {
                copy.read(reader)
                return copy
            }
        }
        warm = nil
        return try EngineCopy(storage, reader, through: sequence, parts)
    }

    private func refreshed() throws(RecoveryError) -> JournalReader {
        let opened: JournalReader
        if var known = reader {
            try JournalReplay.journal { () throws(JournalError) in try known.refresh() }
            opened = known
        } else {
            opened = try JournalReplay.journal { () throws(JournalError) in
                try JournalReader.open(storage, repairing: .liveTail)
            }
        }
        reader = opened
        return opened
    }

    /// The clock of a symbol, or of all; `nil` when the journal does not know the symbol.
    private func clock(
        of symbol: String?, _ reader: JournalReader
    ) throws(RecoveryError) -> PastClock? {
        guard let symbol else { return PastClock() }
        let recorded = reader.end.inputs.segments.last?.header.identity.instruments ?? []
        guard let place = recorded.firstIndex(where: { $0.symbol == symbol }) else { return nil }
        if producers == nil {
            let core = parts.core()
            producers = (0..<core.instrumentCount).map { place in
                core.producer(ofPlace: place).map { UInt32($0) }
            }
        }
        let producer = producers.flatMap { place < $0.count ? $0[place] : nil }
        return PastClock(instrument: (UInt32(place), producer))
    }

    private static func outside(
        _ range: ClosedRange<Nanoseconds>?, _ request: Request
    ) -> PastAnswer {
        let whose = request.query.symbol.map { " of \($0)" } ?? ""
        guard let range else {
            return PastAnswer(
                request, .notKept, text: "the journal has nothing\(whose) yet")
        }
        let asked = InstantText.utc(request.asOf ?? .zero)
        return PastAnswer(
            request, .notKept,
            text: "the journal has nothing\(whose) as of \(asked); it reaches from "
                + "\(InstantText.utc(range.lowerBound)) to \(InstantText.utc(range.upperBound))")
    }
}

extension Query {
    /// The instrument it is about; `nil` for all.
    var symbol: String? {
        switch self {
        case .symbols, .statistics, .strategies, .account, .session, .reports: nil
        case .state(let symbol), .bars(let symbol, _, _, _, _), .footprint(let symbol, _, _),
            .profile(let symbol, _, _, _), .studies(let symbol, _):
            symbol
        case .evaluations(let filter): filter.symbol
        case .desk(let symbol), .orders(let symbol, _), .fills(let symbol, _),
            .trades(let symbol, _), .positions(let symbol):
            symbol
        }
    }
}
