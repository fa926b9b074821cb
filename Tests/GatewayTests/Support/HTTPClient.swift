import Foundation
import Glibc

/// A TCP client of the gateway; every wait ends after twenty seconds. Its calls block, on a thread
/// of their own: the gateway has those of the tests.
final class HTTPClient: @unchecked Sendable {
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func json() throws -> JSON { try JSON(body) }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let socket: CInt
    private var buffer: [UInt8] = []

    /// - Parameter receiveBuffer: bytes the system keeps for this side, for readers that are slow.
    init(_ port: Int, receiveBuffer: CInt? = nil) throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var wait = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(description: "connect: \(errno)") }
    }

    deinit { close(socket) }

    /// Runs blocking work on a thread of its own.
    private func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }

    // MARK: HTTP

    /// A whole exchange.
    func send(
        _ method: String, _ target: String, _ body: String? = nil, _ headers: String = "",
        type: String = "application/json"
    ) async throws -> Answer {
        try await blocking { [self] in
            var request = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(headers)"
            if let body {
                request += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
            }
            try write(Array("\(request)\r\n\(body ?? "")".utf8))
            return try answer(hasBody: method != "HEAD")
        }
    }

    func get(_ target: String, _ headers: String = "") async throws -> Answer {
        try await send("GET", target, nil, headers)
    }

    func post(_ target: String, _ body: String = "{}") async throws -> Answer {
        try await send("POST", target, body)
    }

    // MARK: WebSocket

    /// Asks for a WebSocket; gives the answer, whatever it is.
    func upgrade(_ target: String = "/ws") async throws -> Answer {
        try await send(
            "GET", target, nil,
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
    }

    /// Sends a text message.
    func say(_ text: String) throws {
        let payload = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else {
            frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        }
        let mask: [UInt8] = [1, 2, 3, 4]
        try write(frame + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] })
    }

    /// What a page is told.
    enum Heard: Sendable {
        case message(type: String, data: JSON, whole: JSON)
        case closed(code: Int)
    }

    /// The next message, or the end.
    func hear() async throws -> Heard {
        try await blocking { [self] in
            var whole: [UInt8] = []
            while true {
                let head = try bytes(2)
                var length = Int(head[1] & 127)
                if length > 125 {
                    length = try bytes(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
                }
                let payload = try bytes(length)
                switch head[0] & 15 {
                case 8:
                    return .closed(
                        code: payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]))
                case 9, 10: continue
                default: whole += payload
                }
                guard head[0] & 0x80 != 0 else { continue }
                let message = try JSON(whole)
                guard case .text(let type) = message["type"] else {
                    throw Failure(description: "a message without a type")
                }
                return .message(type: type, data: message["data"], whole: message)
            }
        }
    }

    /// The data of the next message of a type; others are passed over.
    func hear(_ type: String, where holds: (JSON) -> Bool = { _ in true }) async throws -> JSON {
        while true {
            switch try await hear() {
            case .message(type, let data, _) where holds(data): return data
            case .message: continue
            case .closed(let code): throw Failure(description: "closed with \(code)")
            }
        }
    }

    // MARK: Bytes

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(description: "send: \(errno)") }
            sent += count
        }
    }

    private func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count < count { try fill() }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else {
            throw Failure(
                description: count == 0 ? "the server closed" : "nothing came: error \(errno)")
        }
        buffer += chunk[..<count]
    }

    private func answer(hasBody: Bool) throws -> Answer {
        var end: Int?
        while end == nil {
            end = buffer.indices.dropLast(3).first {
                buffer[$0..<$0 + 4].elementsEqual([13, 10, 13, 10])
            }
            if end == nil { try fill() }
        }
        let raw = String(decoding: try bytes((end ?? 0) + 4), as: UTF8.self)
        let lines = raw.split(separator: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = hasBody ? Int(headers["content-length"] ?? "0") ?? 0 : 0
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers,
            body: try bytes(length))
    }
}
