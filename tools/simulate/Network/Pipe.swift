import Chance

/// One direction of a connection: bytes in order, in pieces of any size, as fast as the reader and
/// the way allow.
final class Pipe {
    /// Gets bytes that arrived.
    var onBytes: ((UnsafeRawBufferPointer) -> Void)?
    /// The system has taken everything that was written.
    var onDrained: (() -> Void)?
    /// Everything that was written before the end has arrived.
    var onEnd: (() -> Void)?

    /// Bytes the system holds at most; what is above waits with the writer.
    let capacity: Int
    /// Nanoseconds from one end to the other.
    var latency: ClosedRange<Int64>
    /// Bytes a second that the reader takes, `nil` for any.
    var rate: Int64?
    /// The reader takes nothing.
    var isPaused = false { didSet { arrange() } }
    /// Nothing gets through.
    var isStalled = false { didSet { arrange() } }
    private(set) var isBroken = false

    private let schedule: Schedule
    private var random: SplitMix64
    private var bytes: [UInt8] = []
    private var head = 0
    /// Of the bytes, those that the system has taken.
    private var taken = 0
    private var isArranged = false
    private var isEnding = false

    init(
        _ schedule: Schedule, seed: UInt64, capacity: Int, latency: ClosedRange<Int64>
    ) {
        self.schedule = schedule
        random = SplitMix64(seed)
        self.capacity = capacity
        self.latency = latency
    }

    /// Bytes that were written and have not arrived.
    var count: Int { bytes.count - head }
    /// Bytes that the system has not taken.
    var waiting: Int { count - taken }

    func write(_ more: UnsafeRawBufferPointer) {
        guard !isBroken, !isEnding else { return }
        bytes.append(contentsOf: more)
        taken = min(count, capacity)
        arrange()
    }

    /// Nothing more is written; the other end learns so behind the last byte.
    func end() {
        isEnding = true
        arrange()
    }

    /// What has not arrived never will, and nobody is told.
    func breakOff() {
        isBroken = true
        bytes.removeAll()
        head = 0
        taken = 0
        onBytes = nil
        onDrained = nil
        onEnd = nil
    }

    /// Plans the next arrival.
    private func arrange() {
        guard !isArranged, !isBroken, !isPaused, !isStalled, count > 0 || isEnding else { return }
        isArranged = true
        schedule.after(random.skewed(latency)) { [weak self] in self?.arrive() }
    }

    private func arrive() {
        isArranged = false
        guard !isBroken, !isPaused, !isStalled else { return }
        guard count > 0 else {
            let onEnd = onEnd
            if isEnding { breakOff() }
            onEnd?()
            return
        }
        // Mostly whole writes, now and then a few bytes.
        let most = max(1, taken)
        let size = random.chance(250) ? random.int(1...min(most, 64)) : random.int(1...most)
        let hadWaiting = waiting > 0
        let piece = Array(bytes[head..<head + size])
        head += size
        if head > 1 << 16 || head == bytes.count {
            bytes.removeFirst(head)
            head = 0
        }
        taken = min(count, capacity)
        let isDrained = hadWaiting && waiting == 0
        piece.withUnsafeBytes { onBytes?($0) }
        if isDrained { onDrained?() }
        guard !isBroken else { return }
        if let rate, !isArranged {
            isArranged = true
            schedule.after(Int64(size) * 1_000_000_000 / rate) { [weak self] in
                self?.isArranged = false
                self?.arrange()
            }
        }
        arrange()
    }
}
