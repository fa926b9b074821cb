extension Client {
    struct Frame: Equatable {
        let opcode: UInt8
        let isFinal: Bool
        let payload: [UInt8]

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// Of a close frame.
        var code: Int { payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]) }
    }

    enum Opcode {
        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    /// The key of RFC 6455 section 1.3; its accept is known.
    static let key = "dGhlIHNhbXBsZSBub25jZQ=="
    static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

    /// Asks for a WebSocket; gives the answer, whatever it is.
    @discardableResult
    func upgrade(_ target: String = "/ws", _ headers: String = "") throws -> Answer {
        try send(
            "GET \(target) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Key: \(Client.key)\r\n"
                + "Sec-WebSocket-Version: 13\r\n\(headers)\r\n")
        return try answer()
    }

    func sendFrame(
        _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true,
        mask: [UInt8] = [1, 2, 3, 4]
    ) throws { try send(Client.frame(opcode, payload, isFinal: isFinal, mask: mask)) }

    static func frame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, mask: [UInt8] = [1, 2, 3, 4]
    ) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | opcode]
        switch payload.count {
        case ..<126: bytes.append(0x80 | UInt8(payload.count))
        case ..<65536:
            bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(0x80 | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(payload.count >> shift & 255))
            }
        }
        bytes += mask
        bytes += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        return bytes
    }

    func sendText(_ text: String) throws { try sendFrame(Opcode.text, Array(text.utf8)) }

    func frame() throws -> Frame {
        let head = try bytes(2)
        var length = Int(head[1] & 127)
        if length == 126 {
            length = try bytes(2).reduce(0) { $0 << 8 | Int($1) }
        } else if length == 127 {
            length = try bytes(8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(
            opcode: head[0] & 15, isFinal: head[0] & 0x80 != 0, payload: try bytes(length))
    }

    /// The next message, its pieces put together; control frames come as they are.
    func message() throws -> Frame {
        var first = try frame()
        while !first.isFinal {
            let next = try frame()
            if next.opcode >= 8 { return next }
            first = Frame(
                opcode: first.opcode, isFinal: next.isFinal, payload: first.payload + next.payload)
        }
        return first
    }
}
