import Bars
import Market
import Measures
import Records

/// The readings of a developing period right after a tick.
@frozen
public struct LiveReading: Sendable, BitwiseCopyable {
    /// What the two readings are made of, and then the readings.
    @usableFromInline
    var means: SIMD2<Double>
    /// The level that first reached the largest volume.
    public internal(set) var poc: Int64

    /// VWAP since the session's start, price units.
    @inlinable
    public internal(set) var vwap: Double {
        get { means[0] }
        set { means[0] = newValue }
    }

    /// Its deviation, price units.
    @inlinable
    public internal(set) var sigma: Double {
        get { means[1] }
        set { means[1] = newValue }
    }
}

/// VWAP, bands and point of control after every tick, for whoever wants more than closes: a
/// handle on memory that its pipeline frees.
///
/// What is traced is the period of the settings' first profile, from its start, all ticks of it.
@usableFromInline
struct LiveTrace: @unchecked Sendable {
    /// Ticks of a run that fit; longer runs keep the last.
    static let capacity = 1024

    @usableFromInline
    struct State {
        @usableFromInline
        var count = 0
        var vwap = VWAP()
        var base: Int64 = 0
        var leader: Int64 = 0
        var leaderVolume: Int64 = 0
        var volumes: UnsafeMutablePointer<Int64>
        var capacity = 4096
    }

    @usableFromInline
    let state: UnsafeMutablePointer<State>
    @usableFromInline
    let memory: UnsafeMutablePointer<LiveReading>

    init() {
        let volumes = UnsafeMutablePointer<Int64>.allocate(capacity: 4096)
        volumes.initialize(repeating: 0, count: 4096)
        state = .allocate(capacity: 1)
        state.initialize(to: State(volumes: volumes))
        memory = .allocate(capacity: Self.capacity)
    }

    func deallocate() {
        state.pointee.volumes.deallocate()
        state.deallocate()
        memory.deallocate()
    }

    @inlinable
    var readings: UnsafeBufferPointer<LiveReading> {
        UnsafeBufferPointer(start: memory, count: state.pointee.count)
    }

    @inline(__always)
    func clear() { state.pointee.count = 0 }

    /// A session begins.
    func begin() {
        state.pointee.vwap = VWAP()
        state.pointee.leaderVolume = 0
        state.pointee.volumes.update(repeating: 0, count: state.pointee.capacity)
    }

    /// Reads after each of some ticks.
    func add(_ records: UnsafeBufferPointer<OutputSlot>) {
        let first = state.pointee.count
        var place = first
        var (sums, volume) = (
            SIMD2(state.pointee.vwap.first, state.pointee.vwap.second), state.pointee.vwap.volume
        )
        if volume == 0 { state.pointee.vwap.origin = Double(records[0].a) }
        let origin = state.pointee.vwap.origin
        var (leader, largest) = (state.pointee.leader, state.pointee.leaderVolume)
        for record in records {
            let distance = Double(record.a) - origin
            let size = Double(record.b)
            let weighted = distance * size
            volume += size
            sums += SIMD2(weighted, weighted * distance)
            let traded = add(record.b, at: record.c)
            leader = traded > largest ? record.c : leader
            largest = traded > largest ? traded : largest
            // Both quotients at once; `finish` makes a VWAP and a deviation of them.
            memory[place].means = sums / SIMD2(repeating: volume)
            memory[place].poc = leader
            place = min(place &+ 1, Self.capacity &- 1)
        }
        state.pointee.vwap.first = sums[0]
        state.pointee.vwap.second = sums[1]
        state.pointee.vwap.volume = volume
        (state.pointee.leader, state.pointee.leaderVolume) = (leader, largest)
        state.pointee.count = min(first &+ records.count, Self.capacity)
        finish(from: first, origin)
    }

    /// Makes VWAPs and deviations of means: those of the distance and of its square.
    @inline(__always)
    private func finish(from first: Int, _ origin: Double) {
        let count = state.pointee.count
        var place = first
        // Two at a time: two roots take as long as one.
        while place < count {
            let next = min(place &+ 1, count &- 1)
            let (one, two) = (memory[place].means, memory[next].means)
            let means = SIMD2(one[0], two[0])
            let variances = SIMD2(one[1], two[1]) - means * means
            let vwaps = means + SIMD2(repeating: origin)
            let roots = SIMD2(
                max(variances[0], 0).squareRoot(), max(variances[1], 0).squareRoot())
            memory[place].means = SIMD2(vwaps[0], roots[0])
            memory[next].means = SIMD2(vwaps[1], roots[1])
            place &+= 2
        }
    }

    /// Adds volume at a level.
    ///
    /// - Returns: All that traded there.
    @inline(__always)
    private func add(_ size: Int64, at level: Int64) -> Int64 {
        var index = level &- state.pointee.base
        if UInt64(bitPattern: index) >= UInt64(bitPattern: Int64(state.pointee.capacity)) {
            index = makeRoom(for: level)
        }
        let traded = state.pointee.volumes[Int(index)] &+ size
        state.pointee.volumes[Int(index)] = traded
        return traded
    }

    /// Room for a level, by moving or doubling; the traded span is at most the intake's.
    @inline(never)
    private func makeRoom(for level: Int64) -> Int64 {
        let old = state.pointee
        var first = 0
        var last = old.capacity - 1
        while first <= last, old.volumes[first] == 0 { first += 1 }
        while last > first, old.volumes[last] == 0 { last -= 1 }
        let isEmpty = first > last
        let low = isEmpty ? level : min(level, old.base + Int64(first))
        let high = isEmpty ? level : max(level, old.base + Int64(last))
        var size = old.capacity
        while Int64(size) < (high - low + 1) * 2 { size *= 2 }
        let volumes = UnsafeMutablePointer<Int64>.allocate(capacity: size)
        volumes.initialize(repeating: 0, count: size)
        let base = low - (Int64(size) - (high - low + 1)) / 2
        if !isEmpty {
            for index in first...last {
                volumes[Int(old.base + Int64(index) - base)] = old.volumes[index]
            }
        }
        old.volumes.deallocate()
        state.pointee.volumes = volumes
        state.pointee.capacity = size
        state.pointee.base = base
        return level - base
    }
}
