public import Market
public import Records

/// Drives a strategy by hand: what it writes comes back as values. For tests and tools.
public struct EvaluationSheet: ~Copyable {
    private let buffer: UnsafeMutablePointer<OutputBuffer>
    private let numbers: UnsafeMutablePointer<UInt64>
    private let list: UnsafeMutablePointer<IntentList>
    private let wanted: UnsafeMutablePointer<[TradeIntent]>
    private let system: UInt8

    /// A sheet for a strategy of that number.
    public init(system: UInt8) {
        buffer = .allocate(capacity: 1)
        buffer.initialize(to: OutputBuffer())
        numbers = .allocate(capacity: 1)
        numbers.initialize(to: 0)
        list = .allocate(capacity: 1)
        list.initialize(to: IntentList())
        wanted = .allocate(capacity: 1)
        wanted.initialize(to: [])
        self.system = system
    }

    /// What was to be traded, of all that was recorded so far.
    public var intents: [TradeIntent] { wanted.pointee }

    deinit {
        buffer.deinitialize(count: 1)
        buffer.deallocate()
        numbers.deallocate()
        list.deinitialize(count: 1)
        list.deallocate()
        wanted.deinitialize(count: 1)
        wanted.deallocate()
    }

    /// What `body` writes, about a bar or an instant.
    public func record(
        about bar: StudyBar? = nil, at time: Nanoseconds? = nil,
        _ body: (inout EvaluationWriter) -> Void
    ) -> [Evaluation] {
        var writer = EvaluationWriter(
            buffer: buffer, numbers: numbers, intents: list, instrument: InstrumentID(0),
            system: system, cause: 0)
        if let bar { writer.isAbout(bar) }
        if let time { writer.isAbout(time) }
        buffer.pointee.removeAll()
        body(&writer)
        wanted.pointee += list.pointee.items
        list.pointee.removeAll()
        var found: [Evaluation] = []
        var index = 0
        let slots = buffer.pointee.slots
        while index < slots.count {
            let count = slots[index].slots
            found.append(Evaluation(UnsafeBufferPointer(rebasing: slots[index..<index + count])))
            index += count
        }
        return found
    }
}
