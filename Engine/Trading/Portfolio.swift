import Market
import Records
import Strategy

/// A position that a strategy builds and leaves in parts.
struct Portfolio: Hashable, Sendable, Codable {
    let instrument: InstrumentID
    let book: Book
}

extension Trading {
    /// A closed minute of such a strategy.
    mutating func pass(
        _ minute: PortfolioMinute, _ book: Book, _ instrument: InstrumentID, _ moment: Moment,
        _ out: inout OutputBuffer
    ) {
    }
}
