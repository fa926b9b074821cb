// Written by hand: what is coded stands beside what is hot, not in it.

extension FlowTotals: Codable {
    enum CodingKeys: CodingKey { case ticks, inferred, bars }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ticks, forKey: .ticks)
        try container.encode(inferred.indices.map { inferred[$0] }, forKey: .inferred)
        try container.encode(bars, forKey: .bars)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        ticks = try container.decode(TickSums.self, forKey: .ticks)
        let volumes = try container.decode([Int64].self, forKey: .inferred)
        guard volumes.count == inferred.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .inferred, in: container,
                debugDescription: "volumes of \(volumes.count) rules, there are \(inferred.count)")
        }
        for (index, volume) in volumes.enumerated() { inferred[index] = volume }
        bars = try container.decode(BarSums.self, forKey: .bars)
    }
}

extension TickSums: Codable {
    enum CodingKeys: CodingKey { case count, volume, buy, sell, origin, weighted, squared }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(count, forKey: .count)
        try container.encode(volume, forKey: .volume)
        try container.encode(buy, forKey: .buy)
        try container.encode(sell, forKey: .sell)
        try container.encode(origin, forKey: .origin)
        try container.encode(weighted, forKey: .weighted)
        try container.encode(squared, forKey: .squared)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decode(Int64.self, forKey: .count)
        volume = try container.decode(Int64.self, forKey: .volume)
        buy = try container.decode(Int64.self, forKey: .buy)
        sell = try container.decode(Int64.self, forKey: .sell)
        origin = try container.decode(Int64.self, forKey: .origin)
        weighted = try container.decode(Int128.self, forKey: .weighted)
        squared = try container.decode(WideSum.self, forKey: .squared)
    }
}

extension WideSum: Codable {
    enum CodingKeys: CodingKey { case high, low }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(high, forKey: .high)
        try container.encode(low, forKey: .low)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        high = try container.decode(Int64.self, forKey: .high)
        low = try container.decode(UInt128.self, forKey: .low)
    }
}

extension BarSums: Codable {
    enum CodingKeys: CodingKey { case count, volume, buy, sell, weighted }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(count, forKey: .count)
        try container.encode(volume, forKey: .volume)
        try container.encode(buy, forKey: .buy)
        try container.encode(sell, forKey: .sell)
        try container.encode(weighted, forKey: .weighted)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        count = try container.decode(Int64.self, forKey: .count)
        volume = try container.decode(DoubledSum.self, forKey: .volume)
        buy = try container.decode(DoubledSum.self, forKey: .buy)
        sell = try container.decode(DoubledSum.self, forKey: .sell)
        weighted = try container.decode(DoubledSum.self, forKey: .weighted)
    }
}

extension DoubledSum: Codable {
    enum CodingKeys: CodingKey { case high, low }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(high, forKey: .high)
        try container.encode(low, forKey: .low)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        high = try container.decode(Double.self, forKey: .high)
        low = try container.decode(Double.self, forKey: .low)
    }
}
