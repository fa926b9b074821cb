public import Market
public import Records
public import Wire

/// What holds for every client of a publisher.
public struct PublisherSettings: Sendable {
    /// The engine's start, ns since 1970: sequences of another epoch are another engine's.
    public var epoch: UInt64
    /// Told to clients at login.
    public var engineName = "pitwire"
    /// Told to clients at login.
    public var engineVersion = ""
    /// Whether a token is one of a role's; to take as long for a wrong one as for a right one.
    public var allows: @Sendable (_ token: [UInt8], _ role: Role) -> Bool
    /// Ticks are made by a simulation.
    public var isSimulated = false

    /// Between heartbeats, unless a client asks for more or less; 100 ms to 60 s are granted.
    public var heartbeat = Nanoseconds.seconds(1)
    /// Intervals of silence after which a client is gone.
    public var deadAfter: Int64 = 3
    /// What a client has for its login.
    public var loginTimeout = Nanoseconds.seconds(5)
    /// Sessions at a time.
    public var maxClients = 256
    /// Streams of one session.
    public var maxSubscriptions = 1024
    /// Bytes of one frame, header included, 64 KiB to 64 MiB.
    public var maxFrame = FrameLimits.afterLogin

    /// Bytes of live frames that may wait for one subscription, unless it asks for less.
    public var subscriptionQueue = 1024 * 1024
    /// Bytes that may wait for one session.
    public var clientQueue = 8 * 1024 * 1024
    /// Bytes handed to a socket before it has taken them; the rest waits here, where a rule for
    /// slow readers can still drop it.
    public var socketBytes = 256 * 1024
    /// Sessions that are written to between two looks at what has come, at least 1.
    public var writesAtOnce = 4
    /// Bytes of sent frames kept per stream for clients that resume.
    public var resumeWindow = 4 * 1024 * 1024
    /// How long a stream without subscribers goes on keeping frames.
    public var resumeHold = Nanoseconds.seconds(60)
    /// The most ticks of one frame, 1 to 65,535.
    public var ticksPerFrame = 4096

    /// Least time between two updates of a developing view.
    public var viewInterval = Nanoseconds.milliseconds(100)
    /// Time between two status records.
    public var statusInterval = Nanoseconds.seconds(1)
    /// Closed bars kept per instrument and period.
    public var barsKept = 5000
    /// Closed footprints kept per instrument.
    public var footprintsKept = 500
    /// Completed profiles kept per instrument and anchor.
    public var profilesKept = 32

    /// What the evaluations mean: a schema for each strategy that runs, by number and name;
    /// without one the channels of evaluations are refused.
    public var strategies: [StrategySchema] = []
    /// Evaluations that are no studies kept per instrument; the oldest go first.
    public var evaluationsKept = 4096
    /// Rules and keys per instrument whose last study is kept.
    public var studiesKept = 4096
    /// Evaluations that a stream of signals or decisions begins with.
    public var snapshotEvaluations = 64
    /// The most evaluations of one answer.
    public var answerEvaluations = 4096

    /// Reports of orders and fills kept for those who ask by number.
    public var reportsKept = 8192
    /// The most reports of one answer, whatever is asked for.
    public var answerReports = 8192
    /// Orders that ended, fills and trades that a stream of them begins with, of each.
    public var snapshotReports = 64

    /// What the core's desk and its trading say waits until `Publisher.durable` has passed what caused it;
    /// without a journal nothing waits.
    public var waitsForJournal = false
    /// Commands of one session that may wait for their answers.
    public var commandsWaiting = 256
    /// Records of the desk that may wait for the journal before commands are refused.
    public var deskRecordsHeld = 65_536

    /// The usual limits.
    public init(
        epoch: UInt64, allows: @escaping @Sendable (_ token: [UInt8], _ role: Role) -> Bool
    ) {
        self.epoch = epoch
        self.allows = allows
    }

    /// The usual limits, with a list of tokens.
    public init(epoch: UInt64, tokens: RoleTokens) {
        self.init(epoch: epoch) { tokens.allows($0, $1) }
    }

    func check() {
        precondition(
            (64 * 1024...FrameLimits.largest).contains(maxFrame),
            "a frame limit is 65536 to \(FrameLimits.largest) bytes, got \(maxFrame)")
        precondition(
            (1...Int(UInt16.max)).contains(ticksPerFrame),
            "ticks a frame are 1 to 65535, got \(ticksPerFrame)")
        precondition(
            socketBytes > 0 && clientQueue > 0 && subscriptionQueue > 0 && resumeWindow >= 0,
            "queues hold at least 1 byte")
        precondition(
            writesAtOnce > 0, "at least 1 session is written to at once, got \(writesAtOnce)")
        precondition(
            viewInterval.rawValue >= 1_000_000 && statusInterval.rawValue >= 1_000_000,
            "views are at least 1 ms apart")
        precondition(
            commandsWaiting > 0 && deskRecordsHeld > 0, "at least 1 command may wait")
        precondition(
            reportsKept > 0 && answerReports > 0 && snapshotReports >= 0,
            "at least 1 report is kept and answered")
        checkStrategies()
    }

    private func checkStrategies() {
        precondition(
            evaluationsKept > 0 && studiesKept > 0 && answerEvaluations > 0
                && snapshotEvaluations >= 0, "at least 1 evaluation is kept and answered")
        let (numbers, names) = (Set(strategies.map(\.number)), Set(strategies.map(\.name)))
        precondition(
            numbers.count == strategies.count && names.count == strategies.count,
            "\(strategies.count) strategies have \(numbers.count) numbers, \(names.count) names")
        for schema in strategies {
            let fault = SchemaLimits.fault(of: schema) ?? "none"
            precondition(fault == "none", "schema of \(schema.name): \(fault)")
            let bytes = SchemaLimits.bytes(of: schema)
            precondition(
                bytes <= maxPayload / 2,
                "the schema of \(schema.name) is \(maxPayload / 2) bytes at most, got \(bytes)")
        }
    }

    /// Bytes of records that fit in one frame with a head of their own.
    var maxPayload: Int { maxFrame - FrameHeader.size - 64 }
    /// Rows of a profile or footprint that fit in one frame whatever they hold.
    var maxRows: Int { (maxFrame - 24 * 1024) / 48 }
}

/// Login tokens by role.
public struct RoleTokens: Sendable {
    private var byRole: [Role: [[UInt8]]]

    /// Tokens; a role without one admits nobody.
    public init(_ byRole: [Role: [[UInt8]]]) { self.byRole = byRole }

    /// One token a role.
    public init(_ byRole: [Role: String]) { self.byRole = byRole.mapValues { [Array($0.utf8)] } }

    /// Whether a token is one of a role's; the time taken says nothing about how much of it is
    /// right.
    public func allows(_ token: [UInt8], _ role: Role) -> Bool {
        var found = false
        for known in byRole[role] ?? [] {
            var difference = known.count ^ token.count
            for (index, byte) in known.enumerated() {
                difference |= Int(byte ^ (index < token.count ? token[index] : 0))
            }
            found = (difference == 0 && !known.isEmpty) || found
        }
        return found
    }
}
