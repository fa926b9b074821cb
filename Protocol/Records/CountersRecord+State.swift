import Market

extension CountersRecord: Codable {
    enum CodingKeys: CodingKey { case instrument, time, cause, counts }

    /// Every count, in the order of the fields.
    private var counts: [Int64] {
        [
            accepted, bad, duplicate, late, outOfRange, outOfSession.bars, outOfSession.footprint,
            outOfSession.profiles, outOfSession.vwaps, lost, feedGaps,
        ]
    }

    /// Writes every field.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(instrument, forKey: .instrument)
        try container.encode(time, forKey: .time)
        try container.encode(cause, forKey: .cause)
        try container.encode(counts, forKey: .counts)
    }

    /// Reads every field.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            instrument: try container.decode(InstrumentID.self, forKey: .instrument),
            time: try container.decode(Nanoseconds.self, forKey: .time),
            cause: try container.decode(UInt64.self, forKey: .cause))
        let found = try container.decode([Int64].self, forKey: .counts)
        guard found.count == 11 else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: "\(found.count) counts, not 11")
        }
        (accepted, bad, duplicate, late, outOfRange) = (
            found[0], found[1], found[2], found[3], found[4]
        )
        outOfSession = (found[5], found[6], found[7], found[8])
        (lost, feedGaps) = (found[9], found[10])
    }
}
