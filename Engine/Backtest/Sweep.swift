import EventLoop
import Market
public import Records
import Synchronization

/// Every combination of some settings' values, over the same history.
public struct Sweep: Sendable {
    /// The most combinations.
    public static let pointLimit = 10_000

    /// The settings; the last one changes first.
    public let axes: [SweepAxis]

    /// A sweep of some settings.
    ///
    /// - Throws: When there are more combinations than a sweep takes.
    public init(_ axes: [SweepAxis], limit: Int = Sweep.pointLimit) throws(BacktestError) {
        precondition(!axes.isEmpty, "a sweep has at least 1 setting")
        var count = 1
        for axis in axes {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: axis.values.count)
            guard !isTooLarge, product <= limit else {
                throw BacktestError(
                    "a sweep has at most \(limit) points, "
                        + axes.map { "\($0.values.count) of \($0.key)" }.joined(separator: " x "))
            }
            count = product
        }
        self.axes = axes
        self.count = count
    }

    /// How many combinations there are.
    public let count: Int

    /// The values of a combination, in the order of the settings.
    public func values(at point: Int) -> [String] {
        var rest = point
        var values: [String] = []
        for axis in axes.reversed() {
            values.append(axis.values[rest % axis.values.count])
            rest /= axis.values.count
        }
        return values.reversed()
    }

    /// The settings of a combination.
    public func settings(at point: Int) -> [(key: String, value: String)] {
        zip(axes, values(at: point)).map { ($0.key, $1) }
    }
}

/// What one combination came to.
public struct SweepPoint: Sendable {
    /// Its place in the order of the sweep.
    public var place: Int
    /// The values of the settings.
    public var values: [String]
    /// What its trades come to.
    public var metrics: TradeMetrics
    /// Decisions that could be traded.
    public var signals: Int
}

extension Sweep {
    /// Runs every combination on some threads; the result does not depend on how many.
    ///
    /// - Parameters:
    ///   - setup: makes what a combination decides by; called on any thread.
    ///   - progress: told how many are done, by one thread at a time.
    /// - Throws: The first fault in the order of the sweep.
    public func run(
        _ tape: HeldTape, threads: Int, setup: @escaping @Sendable (Int) throws -> BacktestSetup,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> [SweepPoint] {
        precondition(threads >= 1, "a sweep runs on at least 1 thread, got \(threads)")
        let next = Atomic(0)
        let done = Mutex<[Int: Result<SweepPoint, any Error>]>([:])
        let work: @Sendable () -> Void = {
            while true {
                let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard place < count else { return }
                let outcome = Result { try point(place, tape, setup) }
                done.withLock {
                    $0[place] = outcome
                    progress($0.count)
                }
                if case .failure = outcome { next.store(count, ordering: .relaxed) }
            }
        }
        let workers = (0..<min(threads, count)).map { DutyThread("point \($0)", work) }
        for worker in workers { worker.join() }
        return try done.withLock { found in
            try found.sorted { $0.key < $1.key }.map { try $0.value.get() }
        }
    }

    private func point(
        _ place: Int, _ tape: HeldTape, _ setup: (Int) throws -> BacktestSetup
    ) throws -> SweepPoint {
        let (result, _) = try Backtest.run(try setup(place), tape)
        return SweepPoint(
            place: place, values: values(at: place), metrics: result.metrics,
            signals: result.signals.count)
    }
}
