import Journal
import Market
import Publisher
import Recovery
import Settings
import Store
import Wire

/// What answers questions about the past: moments from the journal, ranges from the store, a thread
/// each.
final class PastDuties: @unchecked Sendable {
    private let moments: QuestionDuty
    /// What answers from the store; `nil` without one.
    let history: QuestionDuty?
    /// Where moments are looked up; `nil` for here.
    private let process: PastProcess?

    /// Questions that may wait on each thread.
    static let limit = 16

    /// Opens the journal's folder once more, to read only.
    ///
    /// - Parameter recovered: the last input that came back from it.
    init(
        _ plan: HostPlan, _ settings: PublisherSettings, recovered: UInt64
    ) throws(HostError) {
        let storage: FolderStorage
        do throws(JournalError) {
            storage = try FolderStorage(plan.settings.journal.folder, access: .reading)
        } catch {
            throw HostError("journal \(plan.settings.journal.folder): \(error)")
        }
        let ending = EndingBox()
        let hasStore = plan.settings.journal.store
        func store() -> HistoryStore? {
            hasStore
                ? HistoryStore(storage, recovered: recovered, isEnding: { ending.isEnding }) : nil
        }
        let work: QuestionDuty.Work
        if let words = plan.pastWords, !plan.rules.isEmpty {
            let beside = PastProcess(
                words, PastTask(plan, settings, recovered: recovered), keep: PastLimits().keep)
            process = beside
            work = QuestionDuty.Work(
                answer: { question, now in beside.answer(question.request, now: now) },
                rest: { beside.rest(now: $0) }, giveUp: { beside.end() })
        } else {
            process = nil
            let past = PastQueries(
                storage, plan.quietParts(settings), store: store(),
                isEnding: { ending.isEnding })
            work = QuestionDuty.Work(
                answer: { question, now in past.answer(question.request, now: now) },
                rest: { past.rest(now: $0) })
        }
        moments = QuestionDuty("past", limit: Self.limit, work)
        history = store().map { store in
            QuestionDuty(
                "history", limit: Self.limit,
                QuestionDuty.Work(answer: { question, _ in store.answer(question) }))
        }
        ending.duty = moments
    }

    /// Starts the threads.
    func start(_ deliver: @escaping QuestionDuty.Delivery) {
        moments.start(deliver)
        history?.start(deliver)
    }

    /// Ends them.
    func end() {
        moments.end()
        history?.end()
    }

    func take(_ question: PastQuestion, for session: SessionID) -> PastTaking {
        switch question {
        case .moment: moments.take(question, for: session)
        case .history: history?.take(question, for: session) ?? .none
        }
    }

    /// What they did, for statistics.
    var readings: [NamedCounter] {
        (moments.readings + (process?.readings ?? []) + (history?.readings ?? [])).map {
            NamedCounter($0.name, $0.value)
        }
    }
}

/// Where the work finds out that its thread is to end.
private final class EndingBox {
    unowned var duty: QuestionDuty?
    var isEnding: Bool { duty?.isEnding ?? false }
}

extension HostPlan {
    /// What it is made of, with a publisher that waits for no journal.
    func quietParts(_ settings: PublisherSettings) -> EngineParts {
        var quiet = settings
        quiet.waitsForJournal = false
        return parts(quiet)
    }
}
