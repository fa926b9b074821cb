/// A connection between a client and an engine.
final class Connection {
    let number: Int
    let toEngine: Pipe
    let toClient: Pipe
    /// The client's end learns that the connection is gone.
    var onClientClosed: ((String) -> Void)?
    /// The engine's end does.
    var onEngineClosed: (() -> Void)?

    init(_ world: World, _ number: Int) {
        self.number = number
        func pipe(_ way: UInt64) -> Pipe {
            Pipe(
                world.schedule, seed: world.plan.seed &+ UInt64(number) &* 977 &+ way,
                capacity: world.plan.kernelBytes, latency: world.plan.latency)
        }
        toEngine = pipe(1)
        toClient = pipe(2)
        toEngine.onEnd = { [weak self] in self?.engineClosed() }
        toClient.onEnd = { [weak self] in self?.clientClosed("the engine hung up") }
    }

    /// Both ends learn at once; what was on its way is lost, wherever a frame was cut.
    func reset(_ why: String) {
        toEngine.breakOff()
        toClient.breakOff()
        clientClosed(why)
        engineClosed()
    }

    /// Nothing arrives any more, and nobody is told.
    func vanish() {
        toEngine.breakOff()
        toClient.breakOff()
    }

    /// The engine's process is gone: its end is closed without a word of it.
    func engineGone() {
        leaveClient()
    }

    private func leaveClient() {
        onEngineClosed = nil
        toEngine.breakOff()
        toClient.onDrained = nil
        toClient.end()
    }

    /// The client lets go of it.
    func closeByClient() {
        onClientClosed = nil
        toClient.breakOff()
        toEngine.end()
    }

    /// The engine lets go of it, once everything was sent.
    func closeByEngine() { leaveClient() }

    private func clientClosed(_ why: String) {
        let told = onClientClosed
        onClientClosed = nil
        told?(why)
    }

    private func engineClosed() {
        let told = onEngineClosed
        onEngineClosed = nil
        told?()
    }
}
