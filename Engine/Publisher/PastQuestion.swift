public import Market
public import Records
public import Wire

/// A question that memory does not answer alone.
public enum PastQuestion: Sendable {
    /// As of an earlier instant, which the request names.
    case moment(Request)
    /// Of a range that begins before what memory keeps.
    case history(HistoryQuestion)

    /// What was asked.
    public var request: Request {
        switch self {
        case .moment(let request): request
        case .history(let question): question.request
        }
    }
}

/// What a shell makes of a question about the past.
@frozen
public enum PastTaking: Sendable {
    /// `Publisher.answered` follows.
    case taken
    /// So many wait already: try again.
    case full(Int)
    /// Nothing is recorded here.
    case none
}

/// An answer that was not found in memory, on its way to a session.
public struct PastAnswer: Sendable {
    /// What came of a question.
    public enum Outcome: Sendable {
        /// The records, and where the instrument's ticks stood.
        case found(AnswerParts, position: UInt64)
        /// Why there are none.
        case refused(ErrorMessage)
    }

    /// What was asked.
    public var request: Request
    /// What came of it.
    public var outcome: Outcome
    /// The moment it is as of; `nil` for the present.
    public var moment: PastMoment?

    /// Puts an answer together.
    public init(_ request: Request, _ outcome: Outcome, moment: PastMoment? = nil) {
        self.request = request
        self.outcome = outcome
        self.moment = moment
    }

    /// A refusal.
    public init(
        _ request: Request, _ code: WireErrorCode, limit: Int64 = 0, value: Int64 = 0, text: String
    ) {
        self.init(
            request,
            .refused(
                ErrorMessage(
                    request: request.request, code: code, limit: limit, value: value, text: text)))
    }
}

/// A question about bars, decisions or reports of which memory keeps only the newest.
///
/// What a store has and what memory has overlap or meet: the store follows behind, and what it has
/// not got yet is in memory. `answer` merges both.
public struct HistoryQuestion: Sendable {
    /// What memory has of the answer, oldest first.
    public enum Kept: Sendable {
        /// Bars of one instrument and period.
        case bars([BarRecord])
        /// Evaluations that are no studies.
        case evaluations([Evaluation])
        /// Reports of orders and fills, by number.
        case reports([TradingEvent])
    }

    /// What was asked.
    public var request: Request
    /// What memory has of it.
    public internal(set) var kept: Kept
    /// The hours of the bars.
    public internal(set) var mode = SessionMode.utc
    /// The newest so many; of reports the first so many.
    public internal(set) var limit: Int
    /// All that was caused up to here has to be in the store, so that nothing is missing in
    /// between.
    public internal(set) var through: UInt64
    /// The engine's instruments, by number.
    let instruments: [InstrumentInfo]
    /// Where the instrument's ticks stood; of reports, where to go on when there are none.
    var position: UInt64
    /// Why a decision is not there, when the store has it no more either.
    var missing: ErrorMessage?
    let payloadLimit: Int

    /// The answer, with what a store has of it.
    public func answer(older bars: [BarRecord]) -> PastAnswer.Outcome {
        guard case .bars(let kept) = kept else { return answer(older: [Evaluation]()) }
        let first = kept.first?.bar.start
        let older = bars.filter { bar in first.map { bar.bar.start < $0 } ?? true }
        var parts = AnswerParts(limit: payloadLimit)
        for bar in (older + kept).suffix(limit) {
            parts.append { $0.append(record: bar, kind: .bar) }
        }
        return .found(parts, position: position)
    }

    /// The answer, with what a store has of it, in any order.
    public func answer(older evaluations: [Evaluation]) -> PastAnswer.Outcome {
        guard case .evaluations(let kept) = kept else { return answer(older: [BarRecord]()) }
        let known = Set(kept.map(Self.place))
        var all = kept + evaluations.filter { !known.contains(Self.place($0)) }
        all.sort { Self.order($0) > Self.order($1) }
        if all.isEmpty, let missing { return .refused(missing) }
        var named: Set<InstrumentID> = []
        var parts = AnswerParts(limit: payloadLimit)
        for evaluation in all.prefix(limit) {
            let number = evaluation.instrument
            if named.insert(number).inserted {
                guard let info = instruments.first(where: { $0.id == number }) else { continue }
                parts.append { $0.append(record: info) }
            }
            parts.append { $0.append(record: evaluation) }
        }
        return .found(parts, position: position)
    }

    /// The answer, with what a store has of it: its reports from the number asked for on.
    public func answer(older reports: [TradingEvent]) -> PastAnswer.Outcome {
        guard case .reports(let kept) = kept else { return answer(older: [Evaluation]()) }
        let oldest = kept.first?.report
        let older = reports.filter { report in
            oldest.map { (report.report ?? $0) < $0 } ?? true
        }
        var named: Set<InstrumentID> = []
        var parts = AnswerParts(limit: payloadLimit)
        var next: UInt64?
        for event in (older + kept).prefix(limit) {
            // Reports are without holes: what is behind one that is missing, the next answer has.
            guard let number = event.report, next == nil || number == next else { break }
            if named.insert(event.instrument).inserted,
                let info = instruments.first(where: { $0.id == event.instrument })
            {
                parts.append { $0.append(record: info) }
            }
            parts.append { event.encode(into: &$0) }
            next = number + 1
        }
        return .found(parts, position: next ?? position)
    }

    private static func place(_ one: Evaluation) -> [UInt64] {
        [UInt64(one.instrument.rawValue), one.number]
    }

    /// By time, of equal ones by cause, instrument and number.
    private static func order(_ one: Evaluation) -> (Nanoseconds, UInt64, UInt32, UInt64) {
        (one.time, one.cause, one.instrument.rawValue, one.number)
    }
}
