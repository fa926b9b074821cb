import Market

extension VWAP: Codable {
    enum CodingKeys: CodingKey { case origin, volume, first, second }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(origin, forKey: .origin)
        try container.encode(volume, forKey: .volume)
        try container.encode(first, forKey: .first)
        try container.encode(second, forKey: .second)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        self.init()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        origin = try container.decode(Double.self, forKey: .origin)
        volume = try container.decode(Double.self, forKey: .volume)
        first = try container.decode(Double.self, forKey: .first)
        second = try container.decode(Double.self, forKey: .second)
    }
}

extension VWAPReading: Codable {
    enum CodingKeys: CodingKey { case vwap, sigma, volume }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(vwap, forKey: .vwap)
        try container.encode(sigma, forKey: .sigma)
        try container.encode(volume, forKey: .volume)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            vwap: try container.decode(Double.self, forKey: .vwap),
            sigma: try container.decode(Double.self, forKey: .sigma),
            volume: try container.decode(Volume.self, forKey: .volume))
    }
}
