import Wire

/// What a publisher counts; `name` is what clients see in statistics.
public enum PublisherCounter: Int, Sendable, CaseIterable {
    /// Ticks taken from the core.
    case ticks
    /// Other records taken from the core.
    case records
    /// Frames encoded.
    case framesEncoded
    /// Frames handed to sockets.
    case framesSent
    /// Bytes handed to sockets.
    case bytesSent
    /// Frames received.
    case framesReceived
    /// Connections opened.
    case sessionsOpened
    /// Logins accepted.
    case logins
    /// Logins refused.
    case loginsRefused
    /// Sessions ended for a fault of their bytes or state.
    case faults
    /// Sessions ended because nothing was heard of them.
    case deadPeers
    /// Requests and subscriptions refused; the session stayed.
    case refusals
    /// Subscriptions made.
    case subscriptions
    /// Snapshots sent, at joins and after conflation.
    case snapshots
    /// Streams resumed without a gap.
    case resumes
    /// Streams resumed with a gap, or from another epoch.
    case resumeGaps
    /// Times a subscription was too slow and its rule acted.
    case slowReaders
    /// Frames dropped for slow readers.
    case framesDropped
    /// Gaps stated to clients.
    case gaps
    /// Records too long for a frame, told as gaps.
    case oversized
    /// Evaluations that went from an instrument's history to make room for newer ones.
    case evaluationsForgotten
    /// Studies of a rule and key for which there was no room; their streams have them.
    case studiesNotKept
    /// Requests answered.
    case answers
    /// Questions handed to whoever reads the journal and the store.
    case pastQuestions
    /// Commands handed to the core.
    case commands
    /// Sessions whose orders the engine took back, as they had asked for.
    case farewells
    /// Trades and quotes taken from wire feeds.
    case feedAccepted
    /// Trades and quotes of wire feeds that had been taken before.
    case feedRepeated
    /// Times a wire feed was stopped because a ring was full.
    case feedPauses

    /// Its name in statistics.
    public var name: String { "publisher.\(self)" }
}

/// The counts themselves.
struct PublisherCounts {
    private var values = [Int64](repeating: 0, count: PublisherCounter.allCases.count)

    subscript(_ counter: PublisherCounter) -> Int64 {
        get { values[counter.rawValue] }
        set { values[counter.rawValue] = newValue }
    }

    /// Counts frames handed to a socket.
    mutating func countSent(_ frames: [EncodedFrame]) {
        add(.framesSent, frames.count)
        for frame in frames { add(.bytesSent, frame.count) }
    }

    mutating func add(_ counter: PublisherCounter, _ count: Int = 1) {
        values[counter.rawValue] += Int64(count)
    }
}
