public import Market

/// Everything that moved in an engine after one of its inputs: what recovery starts from instead
/// of the journal's beginning.
public struct Checkpoint: Sendable {
    /// The last input it includes.
    public var sequence: UInt64
    /// How far event time had come.
    public var time: Nanoseconds
    /// Wall time of its making.
    public var wall: Nanoseconds
    /// Who made it: a checkpoint of another build or configuration is passed over.
    public var rulesDigest: UInt64
    /// The engine's digest over all records so far.
    public var digest: UInt64
    /// The state, as the stages encoded it.
    public var state: [UInt8]

    /// Puts a checkpoint together.
    public init(
        sequence: UInt64, time: Nanoseconds, wall: Nanoseconds, rulesDigest: UInt64,
        digest: UInt64, state: [UInt8]
    ) {
        self.sequence = sequence
        self.time = time
        self.wall = wall
        self.rulesDigest = rulesDigest
        self.digest = digest
        self.state = state
    }
}

/// What a checkpoint's file says before its state; little-endian.
///
/// | offset | size | field |
/// |-------:|-----:|-------|
/// | 0 | 8 | magic `PWCHECKP` |
/// | 8 | 1 | version 1 |
/// | 9 | 7 | zero |
/// | 16 | 8 | sequence of the last input it includes |
/// | 24 | 8 | event time, ns |
/// | 32 | 8 | wall time, ns |
/// | 40 | 8 | rules digest |
/// | 48 | 8 | digest of all records |
/// | 56 | 8 | bytes of the state |
/// | 64 | 8 | bytes of it as stored; LZ4 when fewer |
/// | 72 | 4 | CRC-32C of the stored state |
/// | 76 | 4 | CRC-32C of bytes 0 to 75 |
public struct CheckpointHeader: Hashable, Sendable {
    /// Bytes of a header.
    public static let size = 80
    static let magic: UInt64 = 0x504b_4345_4843_5750
    static let version: UInt8 = 1

    /// The last input the checkpoint includes.
    public var sequence: UInt64
    /// How far event time had come.
    public var time: Nanoseconds
    /// Wall time of its making.
    public var wall: Nanoseconds
    /// Who made it.
    public var rulesDigest: UInt64
    /// The engine's digest over all records so far.
    public var digest: UInt64
    /// Bytes of the state.
    public var rawLength: Int
    /// Bytes of it in the file.
    public var storedLength: Int
    var checksum: UInt32
}
