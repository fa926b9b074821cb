internal import CLibuv
internal import Glibc

/// A named thread that runs one loop.
public final class LoopThread: Sendable {
    /// The loop it runs.
    public let loop: EventLoop
    /// Its name, as tools show it.
    public let name: String
    private let thread: Locked<pthread_t?>

    /// Starts the thread; `setUp` runs on it first.
    ///
    /// - Parameters:
    ///   - name: a duty, `feed` or `publish`; tools show the first 15 bytes.
    ///   - setUp: opens the sockets and timers of the thread.
    public init(
        name: String, setUp: @escaping @Sendable (EventLoop) -> Void = { _ in }
    ) throws(EventLoopError) {
        let loop = try EventLoop()
        let start = Unmanaged.passRetained(Start(name: name, loop: loop, setUp: setUp))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        if status != 0 { start.release() }
        try check(-status, "thread \(name)")
        self.loop = loop
        self.name = name
        self.thread = Locked(thread)
    }

    /// Asks the loop to stop; what is open on it is closed, on its thread, before that ends.
    public func stop() { loop.stop() }

    /// Waits until the thread has ended; once it has, does nothing.
    public func join() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        pthread_join(thread, nil)
    }

    private final class Start: Sendable {
        let name: String
        let loop: EventLoop
        let setUp: @Sendable (EventLoop) -> Void

        init(name: String, loop: EventLoop, setUp: @escaping @Sendable (EventLoop) -> Void) {
            self.name = name
            self.loop = loop
            self.setUp = setUp
        }

        func run() {
            pitwire_name_this_thread(name)
            loop.adopt()
            setUp(loop)
            loop.run()
            loop.close()
        }
    }
}
