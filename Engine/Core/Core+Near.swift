public import Market
public import Pipeline

/// Bringing near what an instrument's next inputs touch, in the order of its becoming known.
extension Core {
    /// Room for pipelines, each of which begins with a cache line: their size is a multiple of it.
    static func room(for count: Int) -> UnsafeMutablePointer<TickPipeline> {
        UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<TickPipeline>.stride * max(1, count), alignment: 64
        ).bindMemory(to: TickPipeline.self, capacity: count)
    }

    /// Gives the lines of an instrument's state that every tick touches.
    @inlinable
    @inline(__always)
    public func forTickLines(at place: Int, _ body: (UnsafeRawPointer) -> Void) {
        TickPipeline.forTickLines(of: UnsafeRawPointer(pipelines + place), body)
    }

    /// Gives the lines that its state points to and that every tick touches; the state is near.
    @inlinable
    @inline(__always)
    public func forLikelyCells(at place: Int, _ body: (UnsafeRawPointer) -> Void) {
        pipelines[place].forLikelyCells(body)
    }

    /// Gives the lines that a tick at `time` touches besides when it closes something; the state is
    /// near.
    @inlinable
    @inline(__always)
    public func forCloseLines(
        at place: Int, by time: Nanoseconds, _ body: (UnsafeRawPointer) -> Void
    ) {
        guard pipelines[place].changes(at: time) else { return }
        pipelines[place].forCloseLines(of: UnsafeRawPointer(pipelines + place), body)
        body(digests.firstBars(of: pipelines[place].instrument))
    }
}
