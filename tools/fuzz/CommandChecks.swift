import Bytes
import Chance
import Market
import Records
import WireSamples

extension SplitMix64 {
    /// The slots of a command, 48 bytes each, as `CommandChecks` reads them.
    mutating func commandSlots() -> [UInt8] {
        var command = command()
        while command.fault != nil { command = self.command() }
        let input = CommandInput(
            time: instant(), instrument: instrument(), id: commandID(),
            sender: CommandInput.Sender(role: byte(), session: natural(), name: text(32)),
            command: command)
        var writer = ByteWriter()
        for slot in input.inputs { CommandChecks.append(slot, to: &writer) }
        return Array(writer.bytes)
    }
}

/// What must hold for whatever slots of a command say.
enum CommandChecks {
    private static let size = 48

    static func append(_ slot: Input, to writer: inout ByteWriter) {
        writer.append(slot.time.rawValue)
        for word in [slot.price, slot.size, slot.bid, slot.ask] { writer.append(word) }
        writer.append(slot.tradeID)
    }

    /// Slots made of bytes: what they are read as gives slots that read the same.
    static func slots(_ bytes: UnsafeRawBufferPointer) {
        var slots: [Input] = []
        for start in stride(from: 0, through: bytes.count - size, by: size) {
            func word(_ place: Int) -> Int64 {
                Int64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: start + place * 8, as: Int64.self))
            }
            slots.append(
                Input(
                    kind: slots.isEmpty ? .command : .commandRest, instrument: InstrumentID(1),
                    time: Nanoseconds(word(0)), price: word(1), size: word(2), bid: word(3),
                    ask: word(4), tradeID: UInt64(bitPattern: word(5))))
        }
        guard let command = CommandInput(slots) else { return }
        precondition(
            CommandInput(command.inputs) == command, "a command differs after a round trip")
    }
}
