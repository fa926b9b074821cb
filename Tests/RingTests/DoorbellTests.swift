import Glibc
import Ring
import Synchronization
import Testing

/// A lost wake-up shows as a sleep that ran into its time limit although something was pushed:
/// the limit is far above any run of these tests, so one would hang the test instead of passing.
@Suite(.serialized) struct DoorbellTests {
    private let minute: Int64 = 60_000_000_000
    private let count = isLong ? 1_000_000 : 20_000

    /// Sends `count` numbers to and fro so that either side sleeps for nearly each of them.
    private func exchange(
        _ count: Int, _ there: SPSCRing<Int>, _ thereBell: Doorbell, _ back: SPSCRing<Int>,
        _ backBell: Doorbell
    ) -> Worker {
        let limit = minute
        return Worker {
            var consumer = there.takeConsumer()
            var producer = back.takeProducer()
            for expected in 0..<count {
                while consumer.isEmpty {
                    thereBell.announceSleep()
                    if consumer.isEmpty {
                        if !thereBell.sleep(atMost: limit) { Issue.record("lost wake-up") }
                    } else {
                        thereBell.stayAwake()
                    }
                }
                let got = consumer.pop()
                if got != expected { Issue.record("got \(String(describing: got))") }
                if !producer.push(expected) { Issue.record("full at \(expected)") }
                backBell.ring()
            }
        }
    }

    @Test func `no wake-up is lost when both sides sleep for every element`() {
        let there = SPSCRing(of: Int.self, capacity: 1)
        let back = SPSCRing(of: Int.self, capacity: 1)
        let thereBell = Doorbell(policy: .block)
        let backBell = Doorbell(policy: .block)
        let other = exchange(count, there, thereBell, back, backBell)
        var producer = there.takeProducer()
        var consumer = back.takeConsumer()
        for number in 0..<count {
            check(producer.push(number))
            thereBell.ring()
            while consumer.isEmpty {
                backBell.announceSleep()
                if consumer.isEmpty {
                    #expect(backBell.sleep(atMost: minute), "lost wake-up at \(number)")
                } else {
                    backBell.stayAwake()
                }
            }
            check(consumer.pop() == number)
        }
        other.join()
        #expect(thereBell.slept > 0 && thereBell.rung <= count)
    }

    /// One push against one look, over and over, started together. Forbidden: the sleeper sees
    /// nothing and nobody rings. Without the fences of `ring` and `announceSleep` an x86
    /// processor does this: in an optimised build one round in twenty, measured.
    @Test func `a push is seen or rung, whichever comes first`() {
        let rounds = isLong ? 20_000_000 : 100_000
        let ring = SPSCRing(of: Int.self, capacity: 1)
        let calls = Tally()
        let bell = Doorbell(policy: .block) { calls.value.wrappingAdd(1, ordering: .relaxed) }
        let begun = Tally()
        let ended = Tally()
        let other = Worker {
            var producer = ring.takeProducer()
            for round in 1...rounds {
                spin { begun.value.load(ordering: .acquiring) == round }
                if !producer.push(round) { Issue.record("full at \(round)") }
                bell.ring()
                ended.value.store(round, ordering: .releasing)
            }
        }
        var consumer = ring.takeConsumer()
        var lost = 0
        for round in 1...rounds {
            let rung = bell.rung
            begun.value.store(round, ordering: .releasing)
            // Moves the two sides against each other.
            for _ in 0..<round % 5 { cpuPause() }
            bell.announceSleep()
            let sawNothing = consumer.isEmpty
            spin { ended.value.load(ordering: .acquiring) == round }
            if sawNothing && bell.rung == rung { lost += 1 }
            bell.stayAwake()
            if consumer.pop() != round { lost += 1 }
        }
        other.join()
        #expect(lost == 0)
        #expect(calls.value.load(ordering: .relaxed) == bell.rung)
    }

    @Test(arguments: WaitPolicy.allCases)
    func `every policy delivers everything from two producers`(policy: WaitPolicy) {
        let bell = Doorbell(policy: policy)
        let rings = [
            SPSCRing(of: Int.self, capacity: 4), SPSCRing(of: Int.self, capacity: 4),
        ]
        let count = count
        let workers = rings.map { ring in
            Worker {
                var producer = ring.takeProducer()
                var backOff = BackOff(policy == .spin ? .yield : policy)
                for number in 0..<count {
                    while !producer.push(number) { backOff.pause() }
                    backOff.reset()
                    bell.ring()
                }
            }
        }
        var first = rings[0].takeConsumer()
        var second = rings[1].takeConsumer()
        var next = (0, 0)
        while next != (count, count) {
            if let number = first.pop() {
                #expect(number == next.0)
                next.0 += 1
            } else if let number = second.pop() {
                #expect(number == next.1)
                next.1 += 1
            } else {
                bell.wait(atMost: minute) { !first.isEmpty || !second.isEmpty }
            }
        }
        for worker in workers { worker.join() }
        if policy != .block { #expect(bell.rung == 0 && bell.slept == 0) }
    }

    @Test func `a ring before the sleep ends it at once`() {
        let bell = Doorbell(policy: .block)
        bell.announceSleep()
        bell.ring()
        #expect(bell.sleep(atMost: minute))
        #expect(bell.rung == 1)
    }

    @Test func `a sleep without a ring ends by its limit`() {
        let bell = Doorbell(policy: .block)
        bell.announceSleep()
        #expect(!bell.sleep(atMost: 0))
        bell.announceSleep()
        #expect(!bell.sleep(atMost: 1_000_000))
        #expect(bell.slept == 2 && bell.rung == 0)
    }

    @Test func `one announced sleep is rung once, and nobody is rung who stays awake`() {
        let calls = Tally()
        let bell = Doorbell(policy: .block) {
            calls.value.wrappingAdd(1, ordering: .relaxed)
        }
        bell.ring()
        #expect(calls.value.load(ordering: .relaxed) == 0)
        bell.announceSleep()
        for _ in 0..<5 { bell.ring() }
        #expect(calls.value.load(ordering: .relaxed) == 1)
        bell.announceSleep()
        bell.stayAwake()
        bell.ring()
        #expect(calls.value.load(ordering: .relaxed) == 1)
    }

    @Test func `a thread is pinned to a processor that exists`() {
        let results = Tally()
        Worker {
            if pinThread(to: 0) { results.value.wrappingAdd(1, ordering: .relaxed) }
            if pinThread(to: -1) { results.value.wrappingAdd(10, ordering: .relaxed) }
            if pinThread(to: .max) { results.value.wrappingAdd(100, ordering: .relaxed) }
        }.join()
        #expect(results.value.load(ordering: .relaxed) == 1)
    }

    @Test func `policies have names`() {
        for policy in WaitPolicy.allCases { #expect(WaitPolicy(name: policy.name) == policy) }
        #expect(WaitPolicy(name: "hope") == nil)
    }
}
