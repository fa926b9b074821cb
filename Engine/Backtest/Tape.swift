import Feed
import Market
import Records

/// What a core is given, in the order in which a running engine would give it: the inputs of all
/// files merged by time, a clock beat at each whole second reached, at the end an `end` for each
/// instrument.
///
/// A beat is an input of kind `watermark`, its instrument the number of the producer: 0.
final class TapeReader {
    private let source: MergedSource
    private var endsLeft: [InstrumentID]
    private var lastBeat = Nanoseconds(Int64.min)
    private let batch = UnsafeMutableBufferPointer<Input>.allocate(capacity: 1024)

    /// Reads a source to its end.
    ///
    /// - Parameter instruments: those that end with it, in the order of their numbers.
    init(_ source: MergedSource, instruments: [InstrumentID]) {
        self.source = source
        endsLeft = instruments.reversed()
    }

    deinit { batch.deallocate() }

    /// What has been read so far.
    var report: SourceReport { source.report }

    /// What each file gave so far, in the order of the list.
    var reports: [SourceReport] { source.reports }

    /// Fills a chunk; an empty one is the end.
    func fill(_ chunk: TapeChunk) throws(FeedError) {
        chunk.count = 0
        while chunk.room > batch.count + 1 {
            let count = try source.next(into: batch)
            if count == 0 { break }
            if let second = source.second, second > lastBeat {
                lastBeat = second
                chunk.append(
                    Input(kind: .watermark, instrument: InstrumentID(0), time: second))
            }
            chunk.append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(batch)[..<count]))
        }
        guard chunk.room > batch.count + 1 else { return }
        while chunk.room > 0, let instrument = endsLeft.popLast() {
            chunk.append(
                Input(kind: .end, instrument: instrument, time: source.lastKey ?? .zero))
        }
    }
}

/// A part of a tape: one thread at a time writes or reads it.
final class TapeChunk: @unchecked Sendable {
    /// Inputs of a chunk: 1 MiB.
    static let capacity = 16_384

    let inputs = UnsafeMutableBufferPointer<Input>.allocate(capacity: capacity)
    var count = 0
    /// Bytes of the files and rows behind it, as read when it was filled.
    var bytes = 0
    var rows = 0

    deinit { inputs.deallocate() }

    var room: Int { inputs.count - count }

    var slots: UnsafeBufferPointer<Input> {
        UnsafeBufferPointer(rebasing: UnsafeBufferPointer(inputs)[..<count])
    }

    func append(_ input: Input) {
        inputs[count] = input
        count += 1
    }

    func append(_ more: UnsafeBufferPointer<Input>) {
        guard let from = more.baseAddress, let to = inputs.baseAddress else { return }
        precondition(more.count <= room, "\(more.count) inputs, room for \(room)")
        (to + count).update(from: from, count: more.count)
        count += more.count
    }
}
