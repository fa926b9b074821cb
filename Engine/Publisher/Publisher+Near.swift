import Market
import Memory
import Records

/// Bringing near what the records to come touch.
///
/// When a second is over the bars of all instruments close, one after the other, and each record
/// has its line look at the ticks in its tray: of many instruments each finds its own cold.
extension Publisher {
    /// Looks at the next records: what they touch is fetched in steps, as each step only tells where
    /// the next one's memory is.
    @inline(never)
    func approach(_ slots: Slice<UnsafeBufferPointer<OutputSlot>>) {
        var index = slots.startIndex
        for step in LineNearness.allCases.reversed() {
            guard index < slots.endIndex else { return }
            let slot = slots[index]
            let place = Int(slot.instrument.rawValue)
            if !slot.isTick, place < lines.count { lines[place].approach(step) }
            index += max(1, slot.slots)
        }
    }
}

/// What of an instrument's line is fetched, first to last.
enum LineNearness: CaseIterable {
    /// Itself, with its replica.
    case line
    /// The replica's sums.
    case sums
    /// The cells that the ticks in the tray most likely go into.
    case cells
}

extension InstrumentLine {
    /// Fetches what a look at the tray touches.
    func approach(_ step: LineNearness) {
        guard !tray.isEmpty else { return }
        switch step {
        case .line:
            prefetch(Unmanaged.passUnretained(self).toOpaque(), Self.hotBytes)
        // The ticks in the tray lie one behind the other, which the processor sees by itself.
        case .sums: forSums(prefetch)
        case .cells: forLikelyCells(prefetchLine)
        }
    }

    /// From its first property through the count of its ticks.
    private static var hotBytes: Int {
        MemoryLayout<Replica>.size + MemoryLayout<TickRun>.size + 4 * MemoryLayout<Int>.size
    }

    /// Fetches the lines of some bytes.
    private func prefetch(_ start: UnsafeRawPointer, _ bytes: Int) {
        for offset in stride(from: 0, through: bytes, by: 64) { prefetchLine(start + offset) }
    }
}
