/// What may be made to go wrong, by class.
enum FaultClass: String, CaseIterable, Sendable {
    case network
    case disk
    case clock
    case crash
}

/// What went wrong, to be counted.
enum FaultKind: String, CaseIterable, Sendable {
    case connectionReset = "connection reset, in the midst of what was on its way"
    case connectionSilent = "connection gone without a word"
    case partition = "connection stalled both ways"
    case latency = "latency of a connection raised"
    case slowReader = "client reads slowly"
    case clientStopped = "client stopped for a while"
    case clientRestarted = "client started anew, its memory lost"
    case diskFull = "disk full for a while"
    case diskError = "error at a call of the disk"
    case diskInterrupted = "call of the disk interrupted"
    case diskShort = "short write or read"
    case diskStall = "call of the disk stalled"
    case diskPowerCut = "power cut in the midst of a call of the disk"
    case powerCut = "power cut, unsynced bytes lost, torn or kept"
    case kill = "engine killed, its files as written"
    case cleanRestart = "engine stopped in order and started"
    case clockForward = "wall clock set forward"
    case clockBack = "wall clock set back"

    var faultClass: FaultClass {
        switch self {
        case .connectionReset, .connectionSilent, .partition, .latency, .slowReader,
            .clientStopped, .clientRestarted:
            .network
        case .diskFull, .diskError, .diskInterrupted, .diskShort, .diskStall: .disk
        case .diskPowerCut, .powerCut, .kill, .cleanRestart: .crash
        case .clockForward, .clockBack: .clock
        }
    }

    /// The name in counts: `connection_reset`.
    var name: String {
        String("\(self)".flatMap { $0.isUppercase ? "_" + $0.lowercased() : String($0) })
    }
}

/// How often each kind of fault came about.
struct FaultCounts {
    private(set) var counts = [Int](repeating: 0, count: FaultKind.allCases.count)

    subscript(kind: FaultKind) -> Int {
        get { counts[FaultKind.allCases.firstIndex(of: kind) ?? 0] }
        set { counts[FaultKind.allCases.firstIndex(of: kind) ?? 0] = newValue }
    }

    /// Adds those of another seed.
    mutating func add(_ other: [Int]) {
        for (place, count) in other.enumerated() where place < counts.count {
            counts[place] += count
        }
    }
}
