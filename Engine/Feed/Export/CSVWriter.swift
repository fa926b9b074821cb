public import Market
public import Records

/// Writes a CSV file of ticks or of bars, whichever comes first.
public final class CSVWriter: HistoryWriter {
    /// What a file of rows holds.
    private enum Kind {
        case undecided
        case ticks(TickCSVWriter)
        case bars(BarCSVWriter)
    }

    private let file: OutputFile
    private let instrument: Instrument
    private var kind = Kind.undecided
    /// What came before the first tick or bar.
    private var early = HistoryTally()

    /// Prepares a file of one instrument.
    public init(_ file: OutputFile, instrument: Instrument) {
        self.file = file
        self.instrument = instrument
    }

    /// What was taken so far.
    public var tally: HistoryTally {
        switch kind {
        case .undecided: early
        case .ticks(let writer): writer.tally.adding(lossesOf: early)
        case .bars(let writer): writer.tally.adding(lossesOf: early)
        }
    }

    /// The period of the bars in it, `nil` when it holds none.
    public var barPeriod: BarPeriod? {
        if case .bars(let writer) = kind { return writer.period }
        return nil
    }

    /// Writes ticks, or bars.
    public func add(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError) {
        guard case .undecided = kind else { return try addDecided(inputs) }
        guard let first = inputs.firstIndex(where: { $0.kind == .tick || $0.kind == .bar }) else {
            return note(inputs)
        }
        note(UnsafeBufferPointer(rebasing: inputs[..<first]))
        kind =
            inputs[first].kind == .tick
            ? .ticks(try TickCSVWriter(file, instrument: instrument))
            : .bars(try BarCSVWriter(file, instrument: instrument))
        try addDecided(UnsafeBufferPointer(rebasing: inputs[first...]))
    }

    /// Moves the file to its place.
    public func finish() throws(FeedError) {
        switch kind {
        case .undecided: break
        case .ticks(let writer): try writer.finish()
        case .bars(let writer): try writer.finish()
        }
    }

    private func addDecided(_ inputs: UnsafeBufferPointer<Input>) throws(FeedError) {
        switch kind {
        case .undecided: break
        case .ticks(let writer): try writer.add(inputs)
        case .bars(let writer): try writer.add(inputs)
        }
    }

    private func note(_ inputs: UnsafeBufferPointer<Input>) {
        for input in inputs {
            early.lose(.quotes, if: input.kind == .quote)
            early.lose(.gaps, if: input.kind == .feedGap || input.kind == .ringLoss)
        }
    }
}
