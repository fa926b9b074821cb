/// Only the living numbers are kept; how much room there was is not.
extension TimedRing: Codable {
    private enum CodingKeys: CodingKey { case times, numbers }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode((0..<count).map { self[$0].time }, forKey: .times)
        try container.encode((0..<count).map { self[$0].number }, forKey: .numbers)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let times = try container.decode([Int64].self, forKey: .times)
        let numbers = try container.decode([Double].self, forKey: .numbers)
        guard times.count == numbers.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .numbers, in: container,
                debugDescription: "\(numbers.count) numbers of \(times.count) instants")
        }
        var capacity = 256
        while capacity < times.count { capacity *= 2 }
        self.init(capacity: capacity)
        for (time, number) in zip(times, numbers) {
            append(TimedNumber(time: time, number: number))
        }
    }
}
