import EventLoop
import Glibc
import Market
import Publisher
import Ring
import Synchronization

/// A thread that answers questions one by one, of which so many may wait.
///
/// It gives way to every other thread: whoever asks waits, never the core.
final class QuestionDuty: @unchecked Sendable {
    /// What answers, on the thread alone.
    struct Work: @unchecked Sendable {
        /// Answers a question.
        var answer: (PastQuestion, Nanoseconds) -> PastAnswer
        /// Called about once a second while nobody asks.
        var rest: (Nanoseconds) -> Void = { _ in }
        /// Called on whoever ends the thread: what is being answered is given up.
        var giveUp: () -> Void = {}
    }

    /// What is done with an answer, on the thread.
    typealias Delivery = @Sendable (PastAnswer, SessionID) -> Void

    private struct State {
        var waiting: [(question: PastQuestion, session: SessionID)] = []
        /// Whether one is being answered.
        var isBusy = false
        var answered: Int64 = 0
        var refused: Int64 = 0
        var longest: Int64 = 0
    }

    private let name: String
    private let limit: Int
    private let work: Work
    private let bell = Doorbell(policy: .block)
    private let state = Mutex(State())
    private let ending = Atomic(false)
    private var thread: DutyThread?

    private static let pause: Int64 = 1_000_000_000
    /// Above the usual 0: others go first.
    private static let niceness: Int32 = 10

    init(_ name: String, limit: Int, _ work: Work) {
        self.name = name
        self.limit = limit
        self.work = work
    }

    /// Whether it is to end: what takes long looks at it.
    var isEnding: Bool { ending.load(ordering: .relaxed) }

    /// Starts the thread.
    func start(_ deliver: @escaping Delivery) {
        thread = DutyThread(name) { [unowned self] in run(deliver) }
    }

    /// Ends the thread and waits until it has ended; what waited is dropped.
    func end() {
        ending.store(true, ordering: .releasing)
        bell.ring()
        work.giveUp()
        thread?.join()
        thread = nil
    }

    /// Takes a question in, unless too many wait.
    func take(_ question: PastQuestion, for session: SessionID) -> PastTaking {
        let isTaken = state.withLock { state in
            guard state.waiting.count + (state.isBusy ? 1 : 0) < limit else {
                state.refused += 1
                return false
            }
            state.waiting.append((question, session))
            return true
        }
        guard isTaken else { return .full(limit) }
        bell.ring()
        return .taken
    }

    /// What it did, by name.
    var readings: [(name: String, value: Int64)] {
        state.withLock { state in
            [
                ("\(name).waiting", Int64(state.waiting.count)),
                ("\(name).answered", state.answered), ("\(name).refused", state.refused),
                ("\(name).longest_ms", state.longest / 1_000_000),
            ]
        }
    }

    private var hasWork: Bool { isEnding || state.withLock { !$0.waiting.isEmpty } }

    private func run(_ deliver: Delivery) {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        let clock = WallClock()
        while !isEnding {
            let next = state.withLock { state in
                state.isBusy = !state.waiting.isEmpty
                return state.isBusy ? state.waiting.removeFirst() : nil
            }
            guard let next else {
                work.rest(Nanoseconds(clock.now()))
                bell.wait(atMost: Self.pause) { hasWork }
                continue
            }
            let began = clock.now()
            let answer = work.answer(next.question, Nanoseconds(began))
            let took = clock.now() - began
            state.withLock { state in
                state.isBusy = false
                state.answered += 1
                state.longest = max(state.longest, took)
            }
            deliver(answer, next.session)
        }
    }
}
