import Bars
import Market
import Measures
import Records

/// The readings of a developing period right after a tick.
@frozen
public struct LiveReading: Sendable, BitwiseCopyable {
    /// VWAP since the session's start, price units.
    public var vwap: Double
    /// Its deviation, price units.
    public var sigma: Double
    /// The level that first reached the largest volume.
    public var poc: Int64
}

/// VWAP, bands and point of control after every tick, for whoever wants more than closes: a
/// handle on memory that its pipeline frees.
///
/// What is traced is the period of the settings' first profile, from its start, all ticks of it.
struct LiveTrace: @unchecked Sendable {
    /// Ticks of a run that fit; longer runs keep the last.
    static let capacity = 1024

    private struct State {
        var count = 0
        var vwap = VWAP()
        var base: Int64 = 0
        var leader: Int64 = 0
        var leaderVolume: Int64 = 0
        var volumes: UnsafeMutablePointer<Int64>
        var capacity = 4096
    }

    private let state: UnsafeMutablePointer<State>
    private let memory: UnsafeMutablePointer<LiveReading>

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
        var sums = state.pointee.vwap
        var place = state.pointee.count
        if sums.volume == 0 { sums.origin = Double(records[0].a) }
        for record in records {
            let distance = Double(record.a) - sums.origin
            let weighted = distance * Double(record.b)
            sums.volume += Double(record.b)
            sums.first += weighted
            sums.second += weighted * distance
            let mean = sums.first / sums.volume
            let variance = sums.second / sums.volume - mean * mean
            memory[min(place, Self.capacity &- 1)] = LiveReading(
                vwap: sums.origin + mean, sigma: max(variance, 0).squareRoot(), poc: 0)
            place &+= 1
        }
        state.pointee.vwap = sums
        lead(records, from: state.pointee.count)
        state.pointee.count = min(place, Self.capacity)
    }

    /// Notes the level that leads after each tick.
    private func lead(_ records: UnsafeBufferPointer<OutputSlot>, from first: Int) {
        var leader = state.pointee.leader
        var largest = state.pointee.leaderVolume
        var place = first
        for record in records {
            var index = record.c &- state.pointee.base
            if UInt64(bitPattern: index) >= UInt64(bitPattern: Int64(state.pointee.capacity)) {
                index = makeRoom(for: record.c)
            }
            let volume = state.pointee.volumes[Int(index)] &+ record.b
            state.pointee.volumes[Int(index)] = volume
            leader = volume > largest ? record.c : leader
            largest = volume > largest ? volume : largest
            memory[min(place, Self.capacity &- 1)].poc = leader
            place &+= 1
        }
        state.pointee.leader = leader
        state.pointee.leaderVolume = largest
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
