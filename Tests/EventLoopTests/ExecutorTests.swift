import EventLoop
import Glibc
import Synchronization
import Testing

private actor Account {
    nonisolated let loop: EventLoop
    private(set) var total = 0

    init(on loop: EventLoop) { self.loop = loop }

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    func add(_ amount: Int) -> Bool {
        total += amount
        return loop.isOnLoop
    }
}

@Suite struct ExecutorTests {
    @Test func `an actor of a loop runs on its thread`() async throws {
        let thread = try LoopThread(name: "loop-test")
        let account = Account(on: thread.loop)
        for _ in 0..<100 { #expect(await account.add(1)) }
        #expect(await account.total == 100)
        thread.stop()
        thread.join()
        #expect(thread.loop.openHandles == 0)
    }

    @Test func `many tasks hop on the loop and none is lost`() async throws {
        let thread = try LoopThread(name: "loop-test")
        let account = Account(on: thread.loop)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { for _ in 0..<20 { _ = await account.add(1) } }
            }
        }
        #expect(await account.total == 1000)
        thread.stop()
        thread.join()
    }

    @Test func `a task that prefers the loop stays on it`() async throws {
        let thread = try LoopThread(name: "loop-test")
        let loop = thread.loop
        let isOn = await Task(executorPreference: loop) {
            let before = loop.isOnLoop
            await Task.yield()
            return before && loop.isOnLoop
        }.value
        #expect(isOn)
        thread.stop()
        thread.join()
    }

    @Test func `a callback of the loop may enter its actor at once`() async throws {
        let thread = try LoopThread(name: "loop-test")
        let account = Account(on: thread.loop)
        await withCheckedContinuation { continuation in
            thread.loop.post {
                account.assumeIsolated { _ = $0.add(5) }
                continuation.resume()
            }
        }
        #expect(await account.total == 5)
        thread.stop()
        thread.join()
    }

    @Test func `posted work runs in order, and none after the end`() throws {
        let thread = try LoopThread(name: "loop-test")
        let seen = Mutex<[Int]>([])
        for number in 0..<1000 { thread.loop.post { seen.withLock { $0.append(number) } } }
        thread.loop.post { thread.stop() }
        thread.join()
        thread.join()
        #expect(seen.withLock { $0 } == Array(0..<1000))
        #expect(!thread.loop.post {})
    }

    @Test func `work that posts work does not starve the loop`() throws {
        try withLoop { loop in
            let left = Tally()
            left.value.store(1000, ordering: .relaxed)
            @Sendable func again() {
                if left.value.wrappingSubtract(1, ordering: .relaxed).newValue > 0 {
                    loop.post { again() }
                }
            }
            loop.post { again() }
            loop.runOnce(.once)
            #expect(left.value.load(ordering: .relaxed) > 0)  // a turn ends before all is done
            loop.turn { left.value.load(ordering: .relaxed) == 0 }
        }
    }

    @Test func `a loop thread has its name and is set up on itself`() throws {
        let name = Mutex("")
        let isOn = Tally()
        let thread = try LoopThread(name: "publish-to-many-clients") { loop in
            isOn.value.store(loop.isOnLoop ? 1 : 0, ordering: .relaxed)
            var text = [CChar](repeating: 0, count: 16)
            let file = open("/proc/thread-self/comm", O_RDONLY)
            let length = read(file, &text, 15)
            close(file)
            name.withLock {
                $0 = String(
                    decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
            let timer = LoopTimer(on: loop) { loop.stop() }
            timer.start(after: 0)
        }
        thread.join()
        #expect(name.withLock { $0 } == "publish-to-many")
        #expect(isOn.value.load(ordering: .relaxed) == 1)
        #expect(!thread.loop.isOnLoop)
        #expect(thread.loop.openHandles == 0)
    }

    @Test func `a stop asked for before the run is obeyed at once`() throws {
        try withLoop { loop in
            loop.stop()
            loop.run()
            var turns = 0
            let timer = LoopTimer(on: loop) {
                turns += 1
                loop.stop()
            }
            timer.start(after: 0)
            loop.run()
            #expect(turns == 1)
        }
    }
}
