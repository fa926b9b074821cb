import Market

extension OpenBar: Codable {
    enum CodingKeys: CodingKey { case end, start, open, high, low, close, maxDelta, minDelta }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(end, forKey: .end)
        try container.encode(start, forKey: .start)
        try container.encode(open, forKey: .open)
        try container.encode(high, forKey: .high)
        try container.encode(low, forKey: .low)
        try container.encode(close, forKey: .close)
        try container.encode(maxDelta, forKey: .maxDelta)
        try container.encode(minDelta, forKey: .minDelta)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        end = try container.decode(Int64.self, forKey: .end)
        start = try container.decode(Int64.self, forKey: .start)
        open = try container.decode(Int64.self, forKey: .open)
        high = try container.decode(Int64.self, forKey: .high)
        low = try container.decode(Int64.self, forKey: .low)
        close = try container.decode(Int64.self, forKey: .close)
        maxDelta = try container.decode(Double.self, forKey: .maxDelta)
        minDelta = try container.decode(Double.self, forKey: .minDelta)
    }
}

extension Extremes: Codable {
    enum CodingKeys: CodingKey { case high, low, maxDelta, minDelta }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(high, forKey: .high)
        try container.encode(low, forKey: .low)
        try container.encode(maxDelta, forKey: .maxDelta)
        try container.encode(minDelta, forKey: .minDelta)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        high = try container.decode(Int64.self, forKey: .high)
        low = try container.decode(Int64.self, forKey: .low)
        maxDelta = try container.decode(Double.self, forKey: .maxDelta)
        minDelta = try container.decode(Double.self, forKey: .minDelta)
    }
}

extension BarBase: Codable {
    enum CodingKeys: CodingKey { case session, totals, drops }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(session, forKey: .session)
        try container.encode(totals, forKey: .totals)
        try container.encode(drops, forKey: .drops)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        session = try container.decode(SessionDate.self, forKey: .session)
        totals = try container.decode(FlowTotals.self, forKey: .totals)
        drops = try container.decode(DropCounts.self, forKey: .drops)
    }
}

extension DropCounts: Codable {
    enum CodingKeys: CodingKey { case late, lost, outOfRange, feedGaps }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(late, forKey: .late)
        try container.encode(lost, forKey: .lost)
        try container.encode(outOfRange, forKey: .outOfRange)
        try container.encode(feedGaps, forKey: .feedGaps)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        late = try container.decode(Int64.self, forKey: .late)
        lost = try container.decode(Int64.self, forKey: .lost)
        outOfRange = try container.decode(Int64.self, forKey: .outOfRange)
        feedGaps = try container.decode(Int64.self, forKey: .feedGaps)
    }
}
