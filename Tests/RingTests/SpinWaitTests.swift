import Ring
import Testing

@Suite struct SpinWaitTests {
    @Test func `an empty ring is looked at after each pause`() {
        var wait = SpinWait()
        for _ in 0..<1000 { #expect(wait.empty() == 1) }
    }

    @Test func `questions and answers never make it look away`() {
        var wait = SpinWait()
        for _ in 0..<1000 {
            for _ in 0..<5 { #expect(wait.empty() == 1) }
            wait.took(1)
        }
    }

    /// A wait that has seen a stream: eight waits in a row that ended after one look.
    private func streaming() -> SpinWait {
        var wait = SpinWait()
        for _ in 0..<8 {
            #expect(wait.empty() == 1)
            wait.took(1)
        }
        return wait
    }

    @Test func `a stream makes it look away, once a wait`() {
        var wait = streaming()
        #expect(wait.empty() == 32)
        #expect(wait.empty() == 1)
        wait.took(30)
        #expect(wait.empty() == 32)
    }

    @Test func `a look away that gathers little ends the stream`() {
        var wait = streaming()
        #expect(wait.empty() == 32)
        wait.took(7)
        #expect(wait.empty() == 1)
        wait.took(1)
        #expect(wait.empty() == 1)
    }

    @Test func `one long wait in between is no stream`() {
        var wait = SpinWait()
        for round in 0..<100 {
            let looks = round % 7 == 6 ? 3 : 1
            for _ in 0..<looks { #expect(wait.empty() == 1) }
            wait.took(1)
        }
    }
}
