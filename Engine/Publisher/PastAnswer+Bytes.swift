public import Bytes
import Market
import Records
public import Wire

/// Answers about the past as bytes, from the process that finds them to the one that asks.
extension PastAnswer {
    /// Writes what came of the question, without the question.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt8(moment == nil ? 0 : 1))
        writer.append(moment?.sequence ?? 0)
        writer.append((moment?.time ?? .zero).rawValue)
        switch outcome {
        case .refused(let message):
            writer.append(UInt8(0))
            message.encode(into: &writer)
        case .found(let found, let position):
            writer.append(UInt8(1))
            writer.append(position)
            writer.append(varint: UInt64(found.parts.count))
            for part in found.parts {
                writer.append(varint: UInt64(part.count))
                writer.append(varint: UInt64(part.payload.count))
                part.payload.withUnsafeBytes { writer.append($0) }
            }
        }
    }

    /// Reads the answer to a question.
    public init(_ request: Request, from reader: inout ByteReader) throws(BytesError) {
        let hasMoment = try reader.read(UInt8.self) != 0
        let (sequence, time) = (try reader.read(UInt64.self), try reader.read(Int64.self))
        let moment =
            hasMoment ? PastMoment(sequence: sequence, time: Nanoseconds(time)) : nil
        guard try reader.read(UInt8.self) != 0 else {
            let refusal = try ErrorMessage(fields: &reader)
            self.init(request, .refused(refusal), moment: moment)
            return
        }
        let position = try reader.read(UInt64.self)
        var parts: [AnswerParts.Part] = []
        for _ in 0..<(try reader.readCount(limit: reader.remaining)) {
            let count = try reader.readCount(limit: Int(UInt16.max))
            let bytes = try reader.readCount(limit: reader.remaining)
            let payload = Array(try reader.readBytes(bytes))
            parts.append(AnswerParts.Part(payload: payload, count: count))
        }
        self.init(request, .found(AnswerParts(parts), position: position), moment: moment)
    }
}
