/// Pieces on their way out, oldest first. The front ones may be with libuv, under way.
struct OutgoingQueue {
    /// The most pieces of one call of the system (its own limit, `IOV_MAX`, is 1024).
    static let gather = 256

    private struct Piece {
        let source: SharedBytes
        let offset: Int
    }

    private var pieces: [Piece] = []
    /// Pieces before this index have left; they are removed in bulk, so that each costs O(1).
    private var first = 0
    private var flight = 0
    /// Bytes that wait, without those under way.
    private(set) var bytes = 0

    var isEmpty: Bool { first == pieces.count }
    var isInFlight: Bool { flight > 0 }

    /// Adds `source` without its first `offset` bytes, which have been sent.
    mutating func append(_ source: SharedBytes, from offset: Int) {
        pieces.append(Piece(source: source, offset: offset))
        bytes += source.count - offset
    }

    /// Puts the front pieces under way, as many as go in one call.
    ///
    /// - Returns: how many.
    mutating func takeForFlight() -> Int {
        flight = min(pieces.count - first, OutgoingQueue.gather)
        for index in 0..<flight { bytes -= inFlight(index).count }
        return flight
    }

    /// The bytes of one piece under way.
    func inFlight(_ index: Int) -> UnsafeRawBufferPointer {
        let piece = pieces[first + index]
        return UnsafeRawBufferPointer(rebasing: piece.source.bytes[piece.offset...])
    }

    /// What was under way has left.
    mutating func landed() {
        first += flight
        flight = 0
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: pieces.count <= 1024)
            first = 0
        } else if first >= 1024 && first * 2 >= pieces.count {
            pieces.removeFirst(first)
            first = 0
        }
    }

    mutating func removeAll() { self = OutgoingQueue() }
}
