import Market
import Records
import Wire

/// A command of a session, from its taking to its answer.
struct Asked {
    var request: UInt32
    var id: CommandID
}

/// What the core's desk and its trading say, until the journal has what caused it: nobody hears it before.
///
/// A result waits for its sequence, an event too; they leave in the order they came.
struct DeskLine {
    /// A record that waits.
    enum Held {
        case result(CommandResult)
        case event(DeskEvent)
        case trading(TradingEvent)

        var cause: UInt64 {
            switch self {
            case .result(let result): result.cause
            case .event(let event): event.cause
            case .trading(let event): event.cause
            }
        }
    }

    /// What stands, as far as it may be told.
    var state = DeskState()
    /// The events of all instruments.
    let events: Stream
    /// The last sequence that is on disk.
    private(set) var durable: UInt64
    private var held: [Held] = []
    private var first = 0
    /// Streams with events for the next frame.
    var touched: [Stream] = []

    init(events: Stream, waits: Bool) {
        self.events = events
        durable = waits ? 0 : .max
    }

    /// Records that wait.
    var count: Int { held.count - first }

    /// Whether a record may be told that comes behind all that wait.
    func mayTell(_ cause: UInt64) -> Bool { first == held.count && cause <= durable }

    mutating func hold(_ record: Held) { held.append(record) }

    /// The journal has come this far; it never goes back.
    mutating func reach(_ sequence: UInt64) { durable = max(durable, sequence) }

    /// The next record that may be told.
    mutating func next() -> Held? {
        guard first < held.count, held[first].cause <= durable else {
            if first == held.count || first > 1024 {
                held.removeFirst(first)
                first = 0
            }
            return nil
        }
        first += 1
        return held[first - 1]
    }
}
