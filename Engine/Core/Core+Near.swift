public import Market
import Memory
public import Pipeline

/// Bringing near what an instrument's next inputs touch, in the order of its becoming known.
extension Core {
    /// Room for pipelines, each of which begins with a cache line: their size is a multiple of it.
    static func room(for count: Int) -> UnsafeMutablePointer<TickPipeline> {
        UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<TickPipeline>.stride * max(1, count), alignment: 64
        ).bindMemory(to: TickPipeline.self, capacity: count)
    }

    /// The line that tells where they are.
    @inlinable
    @inline(__always)
    public func front(at place: Int) -> UnsafeRawPointer { UnsafeRawPointer(fronts + place) }

    /// Gives the lines that an instrument's next ticks touch, the last of them at `time`; nothing
    /// of it has to be near for that.
    @inlinable
    @inline(__always)
    public func forLines(
        of instrument: InstrumentID, at place: Int, until time: Int64,
        _ body: (UnsafeRawPointer) -> Void
    ) {
        let state = UnsafeRawPointer(pipelines + place)
        let near = fronts[place].near
        TickPipeline.forTickLines(of: state, body)
        near.forLikelyCells(body)
        guard time >= near.boundary else { return }
        TickPipeline.forCloseLines(of: state, body)
        near.forCloseLines(body)
        body(digests.firstBars(of: instrument))
    }

    /// Where what closes of many instruments, one after the other, finds each cold: brings near
    /// what the close of one some places on touches.
    @inline(__always)
    func fetchClose(behind place: Int, at time: Nanoseconds) {
        guard instrumentCount > cachedInstruments else { return }
        let next = min(place + Self.closesAhead, instrumentCount - 1)
        forLines(of: fronts[next].instrument, at: next, until: time.rawValue, prefetchLine)
    }

    private static var closesAhead: Int { 4 }

    /// Notes what stands elsewhere after an instrument's inputs.
    @inline(__always)
    mutating func settle(_ place: Int) {
        fronts[place].due = pipelines[place].nextDue.rawValue
        fronts[place].near = pipelines[place].near
    }
}

/// What is asked of an instrument without touching its pipeline, one cache line.
@frozen @usableFromInline
struct InstrumentFront: BitwiseCopyable {
    /// Where its next inputs go.
    @usableFromInline
    var near: NearPlaces
    /// The next end of anything open.
    var due: Int64
    /// How far its feed was taken.
    var feed = FeedPosition()
    /// Whose it is.
    let instrument: InstrumentID
    private let unused: Int64 = 0

    init(_ pipeline: borrowing TickPipeline) {
        near = pipeline.near
        instrument = pipeline.instrument
        due = .max
    }

    /// Room for those of so many instruments, each of which begins with a cache line.
    static func room(for count: Int) -> UnsafeMutablePointer<InstrumentFront> {
        UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<InstrumentFront>.stride * max(1, count), alignment: 64
        ).bindMemory(to: InstrumentFront.self, capacity: count)
    }
}
