public import Bytes
import Market
public import Records

/// Asks the engine to do something; answered once by a command answer or an error.
///
/// The answer comes when the command and what it changed are on disk. A client that has no answer
/// sends the same id again, after a reconnect or a restart, too: the engine does it once, and
/// answers every time as the first time. An error is no such answer: the command was not taken.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | 1 | kind | `Command.Kind` |
/// | 5 | 1 | option | alert add: `AlertCondition`; halt, resume: `HaltOrigin`; 255 none, of resume all |
/// | 6 | 2 | reserved | 0 |
/// | 8 | 8 | number | alert add: price, price units; alert remove, anchor remove: its number; anchor add: ns; smallest value for none |
/// | 16 | text | id | 1 to 32 bytes of letters, digits, `_`, `.`, `:`, `-` |
/// | | text | symbol | at most 64 bytes; empty for all instruments |
/// | | text | key | at most 64 bytes: of a setting; alert remove: id of the command that set it |
/// | | text | text | at most 128 bytes: note, reason, a setting's value |
public struct CommandRequest: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.command

    /// The client's number for it, not 0.
    public var request: UInt32
    /// The name by which a repeat is known.
    public var id: CommandID
    /// The instrument it is about; empty for all.
    public var symbol: String
    /// What is asked.
    public var command: Command

    /// Puts a command together.
    public init(request: UInt32, id: CommandID, symbol: String = "", command: Command) {
        self.request = request
        self.id = id
        self.symbol = symbol
        self.command = command
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        let fields = CommandFields(command)
        writer.append(request)
        writer.append(command.kind.rawValue)
        writer.append(fields.option)
        writer.append(UInt16(0))
        writer.append(fields.number)
        writer.append(text: id.text)
        writer.append(text: symbol)
        writer.append(text: fields.key)
        writer.append(text: fields.text)
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let kind = try reader.read(case: Command.Kind.self)
        var fields = CommandFields(option: try reader.read())
        _ = try reader.read(UInt16.self)
        fields.number = try reader.read()
        id = try reader.readCommandID()
        symbol = try reader.readText(limit: 64)
        fields.key = try reader.readText(limit: CommandLimits.key)
        fields.text = try reader.readText(limit: CommandLimits.text)
        guard let command = fields.command(of: kind) else {
            throw BytesError(.badValue, offset: 4, got: Int(kind.rawValue))
        }
        self.command = command
    }
}

extension ByteReader {
    /// The next text as the id of a command.
    mutating func readCommandID() throws(BytesError) -> CommandID {
        let start = offset
        let text = try readText(limit: CommandID.limit)
        guard let id = CommandID(text) else {
            throw BytesError(.badValue, offset: start, got: text.utf8.count)
        }
        return id
    }
}

extension Role {
    /// Whether sessions of the role may send a command: `trade` those about alerts and anchors,
    /// `admin` all, the others none.
    public func allows(_ command: Command.Kind) -> Bool {
        switch (self, command) {
        case (.admin, _): true
        case (.trade, .addAlert), (.trade, .removeAlert), (.trade, .addAnchor),
            (.trade, .removeAnchor):
            true
        case (.trade, _), (.feed, _), (.read, _): false
        }
    }
}
