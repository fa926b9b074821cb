import EventLoop
import Glibc
import Synchronization
import Testing

@Suite struct WakeupTests {
    @Test func `sends from other threads coalesce but none is lost`() throws {
        try withLoop { loop in
            let sent = Tally()
            let perThread = 20_000
            var calls = 0
            var seen = 0
            let wakeup = try Wakeup(on: loop) {
                calls += 1
                // A lost wake-up would leave the last count unseen and hang the loop.
                seen = sent.value.load(ordering: .relaxed)
            }
            let workers = (0..<3).map { _ in
                Worker {
                    for _ in 0..<perThread {
                        sent.value.wrappingAdd(1, ordering: .relaxed)
                        wakeup.send()
                    }
                }
            }
            loop.turn { seen == 3 * perThread }
            for worker in workers { worker.join() }
            #expect(calls >= 1 && calls <= 3 * perThread)
        }
    }

    @Test func `every send of a ping-pong is answered`() throws {
        try withLoop { loop in
            let ball = Tally()
            let rounds = 2000
            var answered = 0
            let wakeup = try Wakeup(on: loop) {
                if ball.value.load(ordering: .acquiring) == 1 {
                    answered += 1
                    ball.value.store(0, ordering: .releasing)
                }
            }
            let other = Worker {
                for _ in 0..<rounds {
                    ball.value.store(1, ordering: .releasing)
                    wakeup.send()
                    while ball.value.load(ordering: .acquiring) == 1 { sched_yield() }
                }
            }
            loop.turn { answered == rounds }
            other.join()
        }
    }

    @Test func `a send after close does nothing, also while it closes`() throws {
        try withLoop { loop in
            let wakeup = try Wakeup(on: loop) {}
            let other = Worker { for _ in 0..<50_000 { wakeup.send() } }
            for _ in 0..<20 { loop.runOnce(.noWait) }
            wakeup.close()
            loop.turn { loop.openHandles == 1 }
            other.join()
            wakeup.send()
            loop.runOnce(.noWait)
        }
    }

    @Test func `a signal to the process reaches every watcher`() throws {
        try withLoop { loop in
            var first = 0
            var second = 0
            let watcher = try SignalWatcher(on: loop, SIGUSR2) { first += 1 }
            _ = try SignalWatcher(on: loop, SIGUSR2) { second += 1 }
            kill(getpid(), SIGUSR2)
            loop.turn { first == 1 && second == 1 }
            watcher.close()
            kill(getpid(), SIGUSR2)
            loop.turn { second == 2 }
            #expect(first == 1)
        }
    }

    @Test func `a signal that cannot be watched is refused with its name`() throws {
        try withLoop { loop in
            #expect(throws: EventLoopError.self) { try SignalWatcher(on: loop, SIGKILL) {} }
        }
    }

    @Test func `a spinner polls every turn and keeps the loop awake`() throws {
        try withLoop { loop in
            var polls = 0
            let spinner = IdleSpinner(on: loop) { polls += 1 }
            spinner.start()
            for _ in 0..<5 { loop.runOnce(.once) }
            #expect(polls == 5)
            spinner.stop()
            loop.runOnce(.noWait)
            #expect(polls == 5)
        }
    }

    @Test func `work found before the sleep keeps the turn from waiting`() throws {
        try withLoop { loop in
            var work = 3
            var slept = 0
            let hook = SleepHook(on: loop, beforeSleep: { work > 0 }, afterSleep: { slept += 1 })
            // Each of these would wait for ever if the hook did not see the work.
            while work > 0 {
                loop.runOnce(.once)
                work -= 1
            }
            #expect(slept == 3)
            hook.close()
        }
    }

    @Test func `no ring of a sleeping loop is lost`() throws {
        try withLoop { loop in
            // A doorbell in miniature: announce, look again, sleep; the writer looks for sleepers.
            let written = Tally()
            let sleeping = Tally()
            let count = 5000
            var seen = 0
            let wakeup = try Wakeup(on: loop) {}
            let hook = SleepHook(
                on: loop,
                beforeSleep: {
                    sleeping.value.store(1, ordering: .sequentiallyConsistent)
                    return written.value.load(ordering: .sequentiallyConsistent) > seen
                },
                afterSleep: {
                    sleeping.value.store(0, ordering: .sequentiallyConsistent)
                    seen = written.value.load(ordering: .sequentiallyConsistent)
                })
            let other = Worker {
                for number in 1...count {
                    written.value.store(number, ordering: .sequentiallyConsistent)
                    if sleeping.value.load(ordering: .sequentiallyConsistent) == 1 { wakeup.send() }
                    if number % 7 == 0 { sched_yield() }
                }
            }
            loop.turn { seen == count }
            other.join()
            hook.close()
        }
    }
}
