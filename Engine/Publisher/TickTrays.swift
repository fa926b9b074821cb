import Memory
import Records

/// Ticks that their instruments' lines have not looked at yet, a tray of each instrument.
///
/// What a line keeps of an instrument lies in some thirty cache lines; of many instruments each
/// tick would find them cold. A tick that nobody waits for goes into its tray instead, and the line
/// takes a full tray at once, or what is in it before anybody looks at the line.
struct TickTrays: ~Copyable {
    /// Ticks of a tray.
    static let size = 64

    /// What became of a tick.
    enum Taken {
        /// It waits.
        case kept
        /// It waits, and its tray is full.
        case full
        /// It has to be looked at now.
        case refused
    }

    private let slots: UnsafeMutablePointer<OutputSlot>
    private let states: UnsafeMutablePointer<TickTray.State>
    private let count: Int
    /// The trays of many instruments have no room in a cache: a tick is far before it is looked at.
    private let isFar: Bool

    /// Empty trays for so many instruments.
    init(count: Int) {
        self.count = count
        isFar = count > cachedInstruments
        slots = UnsafeMutableRawPointer.allocate(
            byteCount: max(1, count) * Self.size * MemoryLayout<OutputSlot>.stride, alignment: 64
        ).bindMemory(to: OutputSlot.self, capacity: count * Self.size)
        states = .allocate(capacity: max(1, count))
        states.initialize(repeating: TickTray.State(), count: count)
    }

    deinit {
        UnsafeMutableRawPointer(slots).deallocate()
        states.deallocate()
    }

    /// The tray of an instrument by its place; valid as long as the trays are.
    subscript(place: Int) -> TickTray {
        TickTray(slots: slots + place * Self.size, state: states + place)
    }

    /// Puts a tick into the tray of its instrument.
    @inline(__always)
    func add(_ slot: borrowing OutputSlot, at place: Int) -> Taken {
        precondition(place < count, "a tick of instrument \(place), there are \(count)")
        let state = states + place
        guard !state.pointee.isClosed else { return .refused }
        let filled = Int(state.pointee.count)
        let kept = slots + (place &* Self.size &+ filled)
        if isFar {
            withUnsafePointer(to: slot) { writeFar(kept, from: $0) }
        } else {
            kept.initialize(to: copy slot)
        }
        state.pointee.count &+= 1
        return filled + 1 < Self.size ? .kept : .full
    }
}

/// The tray of one instrument.
struct TickTray: BitwiseCopyable {
    struct State: BitwiseCopyable {
        var count: UInt8 = 0
        /// Its ticks are to be looked at one by one.
        var isClosed = false
    }

    fileprivate let slots: UnsafeMutablePointer<OutputSlot>
    fileprivate let state: UnsafeMutablePointer<State>

    /// Nothing waits.
    var isEmpty: Bool { state.pointee.count == 0 }

    /// Whether its ticks are to be looked at one by one.
    var isClosed: Bool {
        get { state.pointee.isClosed }
        nonmutating set { state.pointee.isClosed = newValue }
    }

    /// The oldest tick in it.
    var first: OutputSlot? { isEmpty ? nil : slots[0] }

    /// Empties the tray; what was in it is valid until the next tick.
    func takeAll() -> UnsafeBufferPointer<OutputSlot> {
        defer { state.pointee.count = 0 }
        return UnsafeBufferPointer(start: slots, count: Int(state.pointee.count))
    }
}
