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
    @usableFromInline
    struct State {
        @usableFromInline
        var count = 0
        /// The readings; there is room for as many as the longest run so far had ticks.
        @usableFromInline
        var memory: UnsafeMutablePointer<LiveReading>
        var room = 64
        var vwap = VWAP()
        /// The level of the first of the volumes.
        var base: Int64 = 0
        var volumes: UnsafeMutablePointer<Int64>
        /// How many levels there is room for, a power of two.
        var capacity = 4096
        var leader: Int64 = 0
        var leaderVolume: Int64 = 0
    }

    @usableFromInline
    let state: UnsafeMutablePointer<State>

    init() {
        let volumes = UnsafeMutablePointer<Int64>.allocate(capacity: 4096)
        volumes.initialize(repeating: 0, count: 4096)
        state = .allocate(capacity: 1)
        state.initialize(to: State(memory: .allocate(capacity: 64), volumes: volumes))
    }

    func deallocate() {
        state.pointee.volumes.deallocate()
        state.pointee.memory.deallocate()
        state.deallocate()
    }

    @inlinable
    var readings: UnsafeBufferPointer<LiveReading> {
        UnsafeBufferPointer(start: state.pointee.memory, count: state.pointee.count)
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
        makeRoom(for: records)
        let memory = state.pointee.memory + state.pointee.count
        if state.pointee.vwap.volume == 0 { state.pointee.vwap.origin = Double(records[0].a) }
        var sums = Sums(state.pointee)
        var index = 0
        // Two at a time: two roots take as long as one.
        while index &+ 1 < records.count {
            let first = sums.add(records[index], &memory[index])
            let second = sums.add(records[index &+ 1], &memory[index &+ 1])
            sums.read(first, second, &memory[index], &memory[index &+ 1])
            index &+= 2
        }
        if index < records.count {
            let last = sums.add(records[index], &memory[index])
            sums.read(last, last, &memory[index], &memory[index])
        }
        sums.leave(in: &state.pointee)
        state.pointee.count &+= records.count
    }

    /// What a tick changes, in registers.
    private struct Sums {
        /// Of distance times size, and of its square times size.
        var moments: SIMD2<Double>
        var volume: Double
        var leader: Int64
        var largest: Int64
        let origin: Double
        let base: Int64
        let volumes: UnsafeMutablePointer<Int64>

        @inline(__always)
        init(_ state: borrowing State) {
            moments = SIMD2(state.vwap.first, state.vwap.second)
            volume = state.vwap.volume
            (leader, largest) = (state.leader, state.leaderVolume)
            (origin, base, volumes) = (state.vwap.origin, state.base, state.volumes)
        }

        @inline(__always)
        func leave(in state: inout State) {
            (state.vwap.first, state.vwap.second) = (moments[0], moments[1])
            state.vwap.volume = volume
            (state.leader, state.leaderVolume) = (leader, largest)
        }

        /// Adds a tick and leaves the point of control.
        ///
        /// - Returns: The means of the distance and of its square, both by one quotient.
        @inline(__always)
        mutating func add(
            _ record: borrowing OutputSlot, _ reading: inout LiveReading
        ) -> SIMD2<Double> {
            let distance = Double(record.a) - origin
            let size = Double(record.b)
            let weighted = distance * size
            volume += size
            moments += SIMD2(weighted, weighted * distance)
            let row = Int(truncatingIfNeeded: record.c &- base)
            let traded = volumes[row] &+ record.b
            volumes[row] = traded
            leader = traded > largest ? record.c : leader
            largest = traded > largest ? traded : largest
            reading.poc = leader
            return moments / SIMD2(repeating: volume)
        }

        /// Makes VWAPs and deviations of the means after two ticks.
        @inline(__always)
        func read(
            _ first: SIMD2<Double>, _ second: SIMD2<Double>,
            _ one: inout LiveReading, _ two: inout LiveReading
        ) {
            let means = SIMD2(first[0], second[0])
            let variances = SIMD2(first[1], second[1]) - means * means
            let vwaps = means + SIMD2(repeating: origin)
            // What rounding leaves below zero is zero: by its sign bit, without a branch.
            let bits = unsafeBitCast(variances, to: SIMD2<Int64>.self)
            let squares = unsafeBitCast(bits & ~(bits &>> 63), to: SIMD2<Double>.self)
            one.means = SIMD2(vwaps[0], squares[0].squareRoot())
            two.means = SIMD2(vwaps[1], squares[1].squareRoot())
        }
    }

    /// Room for the readings and the levels of some ticks.
    @inline(__always)
    private func makeRoom(for records: UnsafeBufferPointer<OutputSlot>) {
        if state.pointee.count &+ records.count > state.pointee.room { lengthen(by: records.count) }
        // The capacity is a power of two: a row outside sets a bit from there up.
        var rows: Int64 = 0
        let base = state.pointee.base
        for record in records { rows |= record.c &- base }
        guard UInt64(bitPattern: rows) >= UInt64(state.pointee.capacity) else { return }
        widen(for: records)
    }

    /// Room for more readings; those of the run go along.
    @inline(never)
    private func lengthen(by count: Int) {
        let old = state.pointee
        while state.pointee.room < old.count + count { state.pointee.room *= 2 }
        state.pointee.memory = .allocate(capacity: state.pointee.room)
        state.pointee.memory.update(from: old.memory, count: old.count)
        old.memory.deallocate()
    }

    /// Room for more levels, by moving or doubling; the traded span is at most the intake's.
    @inline(never)
    private func widen(for records: UnsafeBufferPointer<OutputSlot>) {
        let old = state.pointee
        var (low, high) = (Int64.max, Int64.min)
        func take(_ level: Int64) { (low, high) = (min(low, level), max(high, level)) }
        for record in records { take(record.c) }
        for row in 0..<old.capacity where old.volumes[row] != 0 { take(old.base + Int64(row)) }
        var size = old.capacity
        while Int64(size) < (high - low + 1) * 2 { size *= 2 }
        let volumes = UnsafeMutablePointer<Int64>.allocate(capacity: size)
        volumes.initialize(repeating: 0, count: size)
        let base = low - (Int64(size) - (high - low + 1)) / 2
        for row in 0..<old.capacity where old.volumes[row] != 0 {
            volumes[Int(old.base + Int64(row) - base)] = old.volumes[row]
        }
        old.volumes.deallocate()
        state.pointee.volumes = volumes
        state.pointee.capacity = size
        state.pointee.base = base
    }
}
