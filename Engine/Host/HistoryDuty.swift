import EventLoop
import Glibc
import Journal
import Market
import Publisher
import Records
import Recovery
import Store
import Wire

/// Answers questions about bars, decisions and reports from the SQLite file, merged with what memory
/// has.
///
/// The store follows behind the journal: it is waited for, for a moment, until it holds everything
/// that memory keeps no more. One thread uses it at a time.
final class HistoryStore: PastStore {
    private let storage: FolderStorage
    private let recovered: UInt64
    private let isEnding: () -> Bool
    private var reader: StoreReader?
    private var journal: JournalReader?
    private let clock = WallClock()

    private static let patience: Int64 = 2_000_000_000
    private static let pause = 10_000_000

    init(_ storage: FolderStorage, recovered: UInt64, isEnding: @escaping () -> Bool) {
        self.storage = storage
        self.recovered = recovered
        self.isEnding = isEnding
    }

    /// Answers a question that came as such.
    func answer(_ question: PastQuestion) -> PastAnswer {
        guard case .history(let history) = question else {
            preconditionFailure("a question as of a moment is not for the store")
        }
        return PastAnswer(history.request, answer(history, through: .max))
    }

    func answer(_ question: HistoryQuestion, through cause: UInt64) -> PastAnswer.Outcome {
        do throws(StoreFault) {
            guard try waitFor(min(question.through, cause)) else {
                return refusal(
                    question, .overload,
                    "the store follows behind and has not got to input \(question.through), where "
                        + "memory begins; try again")
            }
            let reader = try opened()
            switch question.kept {
            case .bars(let kept):
                return question.answer(
                    older: try bars(reader, question, kept).filter { $0.cause <= cause })
            case .evaluations:
                return question.answer(older: try evaluations(reader, question, cause))
            case .reports:
                return question.answer(older: try reports(reader, question, cause))
            }
        } catch {
            reader = nil
            return refusal(question, error.kind == .locked ? .overload : .unreadable, "\(error)")
        }
    }

    private func refusal(
        _ question: HistoryQuestion, _ code: WireErrorCode, _ text: String
    ) -> PastAnswer.Outcome {
        .refused(ErrorMessage(request: question.request.request, code: code, text: text))
    }

    private func opened() throws(StoreFault) -> StoreReader {
        if let reader { return reader }
        let made = try StoreReader(path: "\(storage.name)/\(StoreFollower.fileName)")
        reader = made
        return made
    }

    private func bars(
        _ reader: StoreReader, _ question: HistoryQuestion, _ kept: [BarRecord]
    ) throws(StoreFault) -> [BarRecord] {
        guard case .bars(let symbol, let period, let from, let to, _) = question.request.query
        else { return [] }
        let end = kept.first.map { min($0.bar.start, to ?? $0.bar.start) } ?? to
        return try reader.bars(
            symbol: symbol, period: period, mode: question.mode, from: from, to: end,
            limit: UInt32(clamping: question.limit - kept.count))
    }

    private func evaluations(
        _ reader: StoreReader, _ question: HistoryQuestion, _ cause: UInt64
    ) throws(StoreFault) -> [Evaluation] {
        guard case .evaluations(let wanted) = question.request.query else { return [] }
        var limit = question.limit
        while true {
            let found = try reader.evaluations(
                DecisionFilter(
                    symbol: wanted.symbol, from: wanted.from, to: wanted.to,
                    strategy: wanted.strategy, rule: wanted.rule, verdicts: wanted.verdicts,
                    number: wanted.number, limit: UInt32(clamping: limit)))
            let known = found.filter { $0.cause <= cause }
            // Those of later inputs took the room of earlier ones.
            if known.count >= question.limit || found.count < limit { return known }
            limit *= 4
        }
    }

    private func reports(
        _ reader: StoreReader, _ question: HistoryQuestion, _ cause: UInt64
    ) throws(StoreFault) -> [TradingEvent] {
        guard case .reports(let first, _) = question.request.query else { return [] }
        return try reader.reports(from: first, limit: UInt32(clamping: question.limit))
            .filter { $0.cause <= cause }
    }

    // MARK: How far it is

    /// Waits until the store has everything that was caused up to an input.
    private func waitFor(_ cause: UInt64) throws(StoreFault) -> Bool {
        let end = clock.now() + Self.patience
        while true {
            let position = try opened().position()
            if holds(cause, position) { return true }
            if clock.now() > end || isEnding() { return false }
            var span = timespec(tv_sec: 0, tv_nsec: Self.pause)
            nanosleep(&span, nil)
        }
    }

    /// Whether all that an input and those before it caused stands before a position of the log.
    private func holds(_ cause: UInt64, _ position: UInt64) -> Bool {
        do throws(JournalError) {
            if journal == nil {
                journal = try JournalReader.open(storage, repairing: .liveTail)
            } else {
                try journal?.refresh()
            }
            guard let journal else { return false }
            var cursor = journal.outputs(after: position)
            while let run = try cursor.next() {
                var index = 0
                while index < run.slots.count {
                    let slot = run.slots[index]
                    if run.first + UInt64(index) > position { return slot.cause > cause }
                    index += max(1, slot.slots)
                }
            }
            return journal.end.outputs.lastCause >= cause || cause <= recovered
        } catch {
            journal = nil
            return false
        }
    }
}
