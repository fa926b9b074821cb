import Glibc
public import Journal
public import Records

/// Compares records that come out of a replay with those of an output log, one by one.
public struct Comparison: ~Copyable {
    /// The first record that is not as it was.
    public struct Difference: Hashable, Sendable {
        /// The input that caused it.
        public var cause: UInt64
        /// What the log holds; `nil` when it ended or goes on with a later cause.
        public var logged: [OutputSlot]?
        /// What the replay made; `nil` when it made less.
        public var made: [OutputSlot]?

        /// Whether both name the same.
        public static func == (one: Difference, other: Difference) -> Bool {
            one.cause == other.cause && words(one.logged) == words(other.logged)
                && words(one.made) == words(other.made)
        }

        /// Hashes the cause.
        public func hash(into hasher: inout Hasher) { hasher.combine(cause) }

        private static func words(_ slots: [OutputSlot]?) -> [UInt8]? {
            slots.map { $0.withUnsafeBytes { Array($0) } }
        }
    }

    private var log: OutputCursor
    /// The part of the log's present run that was not compared.
    private var rest = UnsafeBufferPointer<OutputSlot>(start: nil, count: 0)
    private let after: UInt64
    /// Records compared and equal.
    public private(set) var records: UInt64 = 0
    /// Where they first differ, `nil` as long as they do not.
    public private(set) var difference: Difference?

    /// Compares what was caused after an input.
    public init(_ reader: JournalReader, after sequence: UInt64) {
        after = sequence
        log = reader.outputs(BlockSelection(sequences: sequence...UInt64.max))
    }

    /// Compares the next records; ticks and quotes, which no log holds, are passed over.
    public mutating func take(
        _ slots: UnsafeBufferPointer<OutputSlot>
    ) throws(RecoveryError) {
        var index = 0
        while index < slots.count, difference == nil {
            let size = max(1, slots[index].slots)
            defer { index += size }
            guard slots[index].isDurable else { continue }
            let made = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            guard let logged = try next() else {
                difference = Difference(
                    cause: made[0].cause, logged: nil, made: Array(made))
                return
            }
            if Self.equal(made, logged) {
                records += 1
            } else {
                difference = Difference(
                    cause: min(made[0].cause, logged[0].cause), logged: Array(logged),
                    made: Array(made))
            }
        }
    }

    /// Nothing more comes out up to an input: nor may the log hold more.
    public mutating func end(at sequence: UInt64) throws(RecoveryError) {
        guard difference == nil, let logged = try next(), logged[0].cause <= sequence else {
            return
        }
        difference = Difference(cause: logged[0].cause, logged: Array(logged), made: nil)
    }

    /// The log's next record after the start.
    private mutating func next() throws(RecoveryError) -> UnsafeBufferPointer<OutputSlot>? {
        while true {
            if rest.isEmpty {
                do throws(JournalError) {
                    guard let run = try log.next() else { return nil }
                    rest = run.slots
                } catch {
                    throw RecoveryError(error)
                }
            }
            let size = max(1, rest[0].slots)
            let record = UnsafeBufferPointer(rebasing: rest[..<size])
            rest = UnsafeBufferPointer(rebasing: rest[size...])
            if record[0].cause > after { return record }
        }
    }

    private static func equal(
        _ one: UnsafeBufferPointer<OutputSlot>, _ other: UnsafeBufferPointer<OutputSlot>
    ) -> Bool {
        guard one.count == other.count, let left = one.baseAddress, let right = other.baseAddress
        else { return false }
        return memcmp(left, right, one.count * MemoryLayout<OutputSlot>.stride) == 0
    }
}
