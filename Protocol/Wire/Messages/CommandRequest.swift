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
/// | 6 | 1 | words | how many words follow the texts: submit 6, replace 3, others 0 |
/// | 7 | 1 | reserved | 0 |
/// | 8 | 8 | number | alert add: price, price units; alert remove, anchor remove, cancel, replace: its number; anchor add: ns; smallest value for none |
/// | 16 | text | id | 1 to 32 bytes of letters, digits, `_`, `.`, `:`, `-` |
/// | | text | symbol | at most 64 bytes; empty for all instruments |
/// | | text | key | at most 64 bytes: of a setting; alert remove, cancel, replace: id of the command that sent it; submit: id of its partner |
/// | | text | text | at most 128 bytes: note, reason, a setting's value |
/// | | 8 each | words | submit: side, type, force (a byte each), quantity, limit, stop, stop and target of the bracket; replace: quantity, limit, stop; smallest value for none |
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
        writer.append(UInt8(fields.words.count))
        writer.append(UInt8(0))
        writer.append(fields.number)
        writer.append(text: id.text)
        writer.append(text: symbol)
        writer.append(text: fields.key)
        writer.append(text: fields.text)
        for word in fields.words { writer.append(word) }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let kind = try reader.read(case: Command.Kind.self)
        var fields = CommandFields(option: try reader.read())
        let words: UInt8 = try reader.read()
        guard words <= CommandFields.wordLimit else {
            throw BytesError(.badValue, offset: 6, got: Int(words))
        }
        _ = try reader.read(UInt8.self)
        fields.number = try reader.read()
        id = try reader.readCommandID()
        symbol = try reader.readText(limit: 64)
        fields.key = try reader.readText(limit: CommandLimits.key)
        fields.text = try reader.readText(limit: CommandLimits.text)
        for _ in 0..<words { fields.words.append(try reader.read()) }
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
    /// Whether sessions of the role may send a command: `trade` all but settings, `admin` all, the
    /// others none.
    public func allows(_ command: Command.Kind) -> Bool {
        switch (self, command) {
        // What the engine does when a session ends.
        case (_, .cancelOf): false
        case (.admin, _): true
        case (.trade, .set): false
        case (.trade, _): true
        case (.feed, _), (.read, _): false
        }
    }
}
