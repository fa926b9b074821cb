import Market
import Records

/// The first answers to the last so many commands, by id: what makes a repeat harmless.
///
/// The oldest is forgotten, and counted, when there is no more room.
struct SeenCommands: Sendable {
    /// One answered command.
    struct Entry: Hashable, Sendable, Codable {
        var id: CommandID
        /// What was asked, and of which instrument: a repeat has the same.
        var digest: UInt64
        var number: UInt64
        var subject: UInt64
        var outcome: CommandOutcome
        /// Sequence of the input that brought it.
        var cause: UInt64
        var text: String
    }

    let limit: Int
    private(set) var forgotten: UInt64 = 0
    /// A ring once it is full: `oldest` is the place that the next one takes.
    private var entries: [Entry] = []
    private var oldest = 0
    private var places: [CommandID: Int] = [:]

    init(limit: Int) {
        precondition(limit > 0, "at least 1 command is remembered, got \(limit)")
        self.limit = limit
    }

    var count: Int { entries.count }

    /// Oldest first.
    private var ordered: [Entry] { Array(entries[oldest...] + entries[..<oldest]) }

    subscript(id: CommandID) -> Entry? { places[id].map { entries[$0] } }

    /// Remembers a command that was not seen before.
    mutating func add(_ entry: Entry) {
        guard entries.count == limit else {
            places[entry.id] = entries.count
            entries.append(entry)
            return
        }
        places[entries[oldest].id] = nil
        places[entry.id] = oldest
        entries[oldest] = entry
        oldest = (oldest + 1) % limit
        forgotten += 1
    }
}

extension SeenCommands: Hashable {
    /// Wherever their rings begin.
    static func == (left: SeenCommands, right: SeenCommands) -> Bool {
        left.limit == right.limit && left.forgotten == right.forgotten
            && left.ordered == right.ordered
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(limit)
        hasher.combine(forgotten)
        hasher.combine(ordered)
    }
}

extension SeenCommands: Codable {
    private enum CodingKeys: String, CodingKey {
        case limit, forgotten, entries
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let limit = try container.decode(Int.self, forKey: .limit)
        let forgotten = try container.decode(UInt64.self, forKey: .forgotten)
        let entries = try container.decode([Entry].self, forKey: .entries)
        guard limit > 0, entries.count <= limit else {
            throw DecodingError.dataCorruptedError(
                forKey: .entries, in: container,
                debugDescription: "\(entries.count) commands in room for \(limit)")
        }
        self.init(limit: limit)
        for entry in entries { add(entry) }
        self.forgotten = forgotten
    }

    /// Oldest first, so that equal memories give equal bytes wherever their rings begin.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(limit, forKey: .limit)
        try container.encode(forgotten, forKey: .forgotten)
        try container.encode(ordered, forKey: .entries)
    }
}

/// A digest of what a command asks: FNV-1a over its fields, so that it is the same everywhere.
struct CommandDigest {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ input: CommandInput) {
        let fields = CommandFields(input.command)
        mix(UInt64(input.command.kind.rawValue))
        mix(UInt64(input.instrument.rawValue))
        mix(UInt64(bitPattern: fields.number))
        mix(UInt64(fields.option))
        mix(fields.key)
        mix(fields.text)
        for word in fields.words { mix(UInt64(bitPattern: word)) }
    }

    private mutating func mix(_ word: UInt64) {
        for place in 0..<8 { mix(byte: UInt8(truncatingIfNeeded: word >> UInt64(8 * place))) }
    }

    private mutating func mix(_ text: String) {
        for byte in text.utf8 { mix(byte: byte) }
        mix(byte: 0xff)
    }

    private mutating func mix(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
