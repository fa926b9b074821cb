public import Bytes
public import Records

/// What came of a command, said once it is on disk.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the command's request |
/// | 4 | 1 | kind | `Command.Kind` |
/// | 5 | 1 | outcome | `CommandOutcome`; 0 accepted, all others refusals |
/// | 6 | 1 | repeat | 1 when the id had been answered before |
/// | 7 | 1 | reserved | 0 |
/// | 8 | 8 | number | of the command, from 1; of a repeat the first one's |
/// | 16 | 8 | subject | number of the alert or anchor made or ended, 0 for none |
/// | 24 | 8 | sequence | of the input that brought it first |
/// | 32 | text | id | as it was sent |
/// | | text | text | at most 256 bytes: why not, or what else there is to know |
public struct CommandAnswer: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.commandAnswer

    /// The request it answers.
    public var request: UInt32
    /// What was asked.
    public var kind: Command.Kind
    /// What came of it.
    public var outcome: CommandOutcome
    /// The id had been answered before; nothing was done again.
    public var isRepeat: Bool
    /// The command's number, from 1; of a repeat the first one's.
    public var number: UInt64
    /// The number of the alert or anchor it made or ended, 0 for none.
    public var subject: UInt64
    /// Sequence of the input that brought it first.
    public var sequence: UInt64
    /// The id, as it was sent.
    public var id: CommandID
    /// In words, at most 256 bytes.
    public var text: String

    /// The answer to a request, from the core's result.
    public init(request: UInt32, _ result: CommandResult) {
        self.request = request
        kind = result.kind
        outcome = result.outcome
        isRepeat = result.isRepeat
        number = result.number
        subject = result.subject
        sequence = result.first
        id = result.id
        text = result.text
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        writer.append(request)
        writer.append(kind.rawValue)
        writer.append(outcome.rawValue)
        writer.append(flag: isRepeat)
        writer.append(UInt8(0))
        writer.append(number)
        writer.append(subject)
        writer.append(sequence)
        writer.append(text: id.text)
        writer.append(text: text.cut(to: CommandLimits.answer))
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        kind = try reader.read(case: Command.Kind.self)
        outcome = try reader.read(case: CommandOutcome.self)
        isRepeat = try reader.readFlag()
        _ = try reader.read(UInt8.self)
        number = try reader.read()
        subject = try reader.read()
        sequence = try reader.read()
        id = try reader.readCommandID()
        text = try reader.readText(limit: CommandLimits.answer)
    }
}
