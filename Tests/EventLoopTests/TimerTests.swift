import EventLoop
import Testing

@Suite struct TimerTests {
    @Test func `timers fire in the order they are due, each not early`() throws {
        try withLoop { loop in
            var fired: [Int] = []
            let start = loop.now
            let delays = [30, 10, 20, 0, 10]
            for (index, delay) in delays.enumerated() {
                let due = start + Int64(delay) * millisecond
                let timer = LoopTimer(on: loop) {
                    #expect(loop.now >= due)
                    fired.append(index)
                }
                timer.start(after: Int64(delay) * millisecond)
                #expect(timer.isActive)
            }
            loop.turn { fired.count == delays.count }
            #expect(fired == [3, 1, 4, 2, 0])
        }
    }

    @Test func `a delay is counted in nanoseconds and never cut short`() throws {
        try withLoop { loop in
            var early: [Int64] = []
            var left = 40
            for step in 0..<40 {
                let delay = Int64(step) * 123_457
                let due = loop.now + delay
                let timer = LoopTimer(on: loop) {
                    if loop.now < due { early.append(due - loop.now) }
                    left -= 1
                }
                timer.start(after: delay)
            }
            loop.turn { left == 0 }
            #expect(early.isEmpty)
        }
    }

    @Test func `a repeating timer keeps its beat and leaves out what it missed`() throws {
        try withLoop { loop in
            let start = loop.now
            var calls: [Int64] = []
            let timer = LoopTimer(on: loop) {
                calls.append(loop.now - start)
                // Blocks past the beats of 10 and 15 ms.
                if calls.count == 1 { while loop.now < start + 17 * millisecond {} }
            }
            timer.start(after: 5 * millisecond, every: 5 * millisecond)
            loop.turn { calls.count == 3 }
            #expect(calls[0] >= 5 * millisecond)
            #expect(calls[1] >= 17 * millisecond, "the beat of 10 ms, late")
            #expect(calls[2] >= 20 * millisecond, "the beat of 15 ms is left out")
        }
    }

    @Test func `a stopped timer does not fire and can be started again`() throws {
        try withLoop { loop in
            var calls = 0
            let timer = LoopTimer(on: loop) { calls += 1 }
            timer.start(after: 0)
            timer.stop()
            #expect(!timer.isActive)
            var other = false
            let later = LoopTimer(on: loop) { other = true }
            later.start(after: 2 * millisecond)
            loop.turn { other }
            #expect(calls == 0)
            timer.start(after: 0)
            loop.turn { calls == 1 }
            timer.start(after: .max)  // centuries, not the past
            later.start(after: 2 * millisecond)
            other = false
            loop.turn { other }
            #expect(calls == 1 && timer.isActive)
        }
    }

    @Test func `a turn in which a timer fired does not wait`() throws {
        try withLoop { loop in
            var isFired = false
            let timer = LoopTimer(on: loop) { isFired = true }
            timer.start(after: 0)
            // Due before the turn begins: libuv 1.44 alone would fire it and then wait for ever.
            let due = loop.now + 3 * millisecond
            while loop.now < due {}
            loop.runOnce(.once)
            #expect(isFired)
        }
    }

    @Test func `a timer may close itself in its callback`() throws {
        try withLoop { loop in
            var timer: LoopTimer?
            var isClosed = false
            timer = LoopTimer(on: loop) { timer?.close { isClosed = true } }
            timer?.start(after: 0, every: millisecond)
            #expect(loop.openHandles == 1)
            loop.turn { isClosed }
            #expect(timer?.isClosing == true)
            #expect(loop.openHandles == 1)  // the guard of `turn`, on its way out
        }
    }

    @Test func `the loop is freed with everything its callbacks held`() throws {
        final class Witness {}
        weak var witness: Witness?
        weak var seen: EventLoop?
        do {
            let loop = try EventLoop()
            seen = loop
            let held = Witness()
            witness = held
            let timer = LoopTimer(on: loop) { _ = (held, loop) }
            timer.start(after: 0)
            loop.runOnce(.once)
            loop.close()
            loop.close()
            #expect(loop.openHandles == 0)
        }
        #expect(witness == nil)
        #expect(seen == nil)
    }

    @Test func `clocks tell nanoseconds, and a manual one stands until moved`() {
        let monotonic = MonotonicClock()
        let first = monotonic.now()
        #expect(monotonic.now() >= first)
        #expect(WallClock().now() > 1_700_000_000 * second)  // after November 2023
        let manual = ManualClock(5)
        #expect(manual.now() == 5)
        manual.advance(by: 7)
        #expect(manual.now() == 12)
        manual.set(3)
        #expect(manual.now() == 3)
    }
}
