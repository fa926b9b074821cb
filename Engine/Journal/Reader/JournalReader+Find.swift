public import Market
import Records

/// Which blocks a cursor gives; a block is given whole when something in it may fit.
public struct BlockSelection: Hashable, Sendable {
    /// Sequences of inputs, or causes of records.
    public var sequences: ClosedRange<UInt64>
    /// Event times.
    public var times: ClosedRange<Nanoseconds>?
    /// An instrument.
    public var instrument: InstrumentID?
    /// Of records: only those behind this place of the output log.
    public var afterSlot: UInt64 = 0

    /// Everything, or a part.
    public init(
        sequences: ClosedRange<UInt64> = 0...UInt64.max, times: ClosedRange<Nanoseconds>? = nil,
        instrument: InstrumentID? = nil
    ) {
        self.sequences = sequences
        self.times = times
        self.instrument = instrument
    }

    /// Whether a block may hold something that fits.
    ///
    /// - Parameter before: the last cause of the block before.
    func takes(_ header: BlockHeader, before: UInt64) -> Bool {
        let first = header.kind == .inputs ? header.first : before
        guard header.lastCause >= sequences.lowerBound, first <= sequences.upperBound else {
            return false
        }
        if header.kind == .outputs, header.first + UInt64(header.count) <= afterSlot + 1 {
            return false
        }
        if let times {
            guard header.latest >= times.lowerBound, header.earliest <= times.upperBound else {
                return false
            }
        }
        return instrument.map { header.mayHold($0) } ?? true
    }
}

extension JournalReader {
    /// The inputs of the blocks that fit, oldest first.
    public func inputs(_ selection: BlockSelection = BlockSelection()) -> InputCursor {
        InputCursor(BlockCursor(storage, .inputs, end.inputs, selection))
    }

    /// The records of the blocks that fit, oldest first.
    public func outputs(_ selection: BlockSelection = BlockSelection()) -> OutputCursor {
        OutputCursor(BlockCursor(storage, .outputs, end.outputs, selection))
    }

    /// The records behind a place of the output log, oldest first; the first block may begin
    /// before it.
    public func outputs(after slot: UInt64) -> OutputCursor {
        var selection = BlockSelection()
        selection.afterSlot = slot
        return OutputCursor(BlockCursor(storage, .outputs, end.outputs, selection))
    }

    /// The headers of a segment's blocks, in order.
    public func blocks(of segment: SegmentInfo) throws(JournalError) -> [BlockHeader] {
        let reader = try SegmentReader(storage, segment.header.kind, segment.name)
        var headers: [BlockHeader] = []
        while let header = try reader.nextHeader(limit: segment.size) {
            headers.append(header)
            reader.pass(header)
        }
        return headers
    }

    /// The sequence of the first input whose event time is `time` or later.
    ///
    /// - Parameter instrument: only inputs of this one.
    /// - Returns: `nil` when there is none.
    public func firstSequence(
        at time: Nanoseconds, of instrument: InstrumentID? = nil
    ) throws(JournalError) -> UInt64? {
        let later = time...Nanoseconds(Int64.max)
        var cursor = inputs(BlockSelection(times: later, instrument: instrument))
        while let run = try cursor.next() {
            let place = run.inputs.firstIndex { input in
                input.time >= time && (instrument.map { $0 == input.instrument } ?? true)
            }
            if let place { return run.first + UInt64(place) }
        }
        return nil
    }

    /// Reads everything.
    ///
    /// - Returns: Inputs and slots read.
    /// - Throws: At the first thing that is not as it was written.
    public func verify() throws(JournalError) -> (inputs: UInt64, slots: UInt64) {
        var count: (inputs: UInt64, slots: UInt64) = (0, 0)
        var inputCursor = inputs()
        while let run = try inputCursor.next() { count.inputs += UInt64(run.inputs.count) }
        var outputCursor = outputs()
        while let run = try outputCursor.next() { count.slots += UInt64(run.slots.count) }
        return count
    }
}
