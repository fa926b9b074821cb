/// Actors and tasks on the loop's thread:
///
///     actor Session {
///         nonisolated let loop: EventLoop
///         nonisolated var unownedExecutor: UnownedSerialExecutor {
///             loop.asUnownedSerialExecutor()
///         }
///     }
///     Task(executorPreference: loop) { … }
///
/// An actor of a loop may be entered from the loop's callbacks by `assumeIsolated`.
extension EventLoop: SerialExecutor, TaskExecutor {
    /// Queues a job of a task or actor; any thread. Traps when the loop is closed, as the task
    /// would otherwise wait for ever.
    public func enqueue(_ job: consuming ExecutorJob) {
        let wasTaken = add(.task(UnownedJob(job)))
        precondition(wasTaken, "a task was left for a loop that is closed")
    }

    func runTask(_ job: UnownedJob) {
        job.runSynchronously(
            isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }

    /// Traps when the caller is not on the loop's thread.
    public func checkIsolated() {
        precondition(isOnLoop, "not on the thread of the loop this actor lives on")
    }

    /// Whether the caller is on the loop's thread.
    public func isIsolatingCurrentContext() -> Bool? { isOnLoop }

    /// The loop as an actor's executor.
    public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
