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

    @inline(__always)
    func add(_ input: Input, _ level: Level) {
        state.pointee.vwap.add(Double(input.price), Double(input.size))
        var index = level.rawValue &- state.pointee.base
        if UInt64(bitPattern: index) >= UInt64(bitPattern: Int64(state.pointee.capacity)) {
            index = makeRoom(for: level.rawValue)
        }
        let volume = state.pointee.volumes[Int(index)] &+ input.size
        state.pointee.volumes[Int(index)] = volume
        if volume > state.pointee.leaderVolume {
            state.pointee.leaderVolume = volume
            state.pointee.leader = level.rawValue
        }
        let place = min(state.pointee.count, Self.capacity &- 1)
        let volumeSum = state.pointee.vwap.volume
        let mean = state.pointee.vwap.first / volumeSum
        let variance = state.pointee.vwap.second / volumeSum - mean * mean
        memory[place] = LiveReading(
            vwap: state.pointee.vwap.origin + mean,
            sigma: variance > 0 ? variance.squareRoot() : 0, poc: state.pointee.leader)
        state.pointee.count = place &+ 1
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
