import Feed
import Journal
import Market
import Records

/// The feeds of a journal as a source: trades, quotes and bars in the order the core took them.
final class JournalSource: InputSource {
    private var cursor: InputCursor
    private var counts: SourceReport
    /// What of the present block was not handed out.
    private var rest = UnsafeBufferPointer<Input>(start: nil, count: 0)

    /// The core took several instruments' ticks as they came, not by their times.
    let skew: Nanoseconds

    init(_ folder: JournalFolder, instruments: Int) {
        cursor = folder.reader.inputs()
        skew = instruments > 1 ? .seconds(1) : .zero
        counts = SourceReport(name: folder.path)
    }

    var report: SourceReport { counts }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = 0
        while count < batch.count {
            if rest.isEmpty {
                // What was handed out stays good until the next block is read.
                if count > 0 { break }
                guard try read() else { break }
                continue
            }
            let input = rest[0]
            // A bar's halves go together.
            if input.kind == .bar, count + 2 > batch.count { break }
            rest = UnsafeBufferPointer(rebasing: rest[1...])
            counts.rows += 1
            guard input.isHistory else {
                counts.skipped += 1
                continue
            }
            batch[count] = input
            count += 1
            counts.good += 1
        }
        return count
    }

    private func read() throws(FeedError) -> Bool {
        do throws(JournalError) {
            guard let run = try cursor.next() else { return false }
            rest = run.inputs
            counts.bytes += run.block.storedLength
            return true
        } catch {
            throw FeedError(
                source: counts.name, place: .whole, expected: "a whole journal", found: "\(error)")
        }
    }
}

extension Input {
    /// It is of a market: a trade, a quote, a bar, a gap.
    fileprivate var isHistory: Bool {
        switch kind {
        case .tick, .quote, .bar, .barRest, .feedGap, .ringLoss: true
        default: false
        }
    }
}
