import Glibc

/// A blocking TCP client that says exactly what it is told to. Every wait ends after a minute.
final class Client {
    private let socket: CInt
    private var buffer: [UInt8] = []
    /// The server has closed its side.
    private(set) var isAtEnd = false

    struct Answer {
        let status: Int
        let headers: [String: String]
        let raw: String
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter receiveBuffer: bytes the system keeps for this side, for readers that are slow.
    init(_ port: Int, receiveBuffer: CInt? = nil) throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var size = receiveBuffer ?? 0
        if receiveBuffer != nil {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var wait = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var one: CInt = 1
        setsockopt(
            socket, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
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

    /// No more bytes from here; the other direction stays open.
    func end() { shutdown(socket, CInt(SHUT_WR)) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// All of `bytes`; an end of the connection meanwhile is no failure of the test.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    socket, $0.baseAddress! + sent, bytes.count - sent, CInt(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    // MARK: Reading

    /// More bytes, or the end.
    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &chunk, chunk.count, 0)
        if count > 0 {
            buffer.append(contentsOf: chunk[..<count])
        } else if count == 0 || errno == ECONNRESET {
            isAtEnd = true
        } else {
            throw Failure(description: "nothing came for a minute; so far \(buffer.count) bytes")
        }
    }

    func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard !isAtEnd else { throw Failure(description: "the server closed the connection") }
            try fill()
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    /// Reads until the server closes.
    func rest() throws -> [UInt8] {
        while !isAtEnd { try fill() }
        defer { buffer = [] }
        return buffer
    }

    private func head() throws -> String {
        var looked = 0
        while true {
            while looked + 4 <= buffer.count {
                if buffer[looked..<(looked + 4)].elementsEqual([13, 10, 13, 10]) {
                    return String(decoding: try bytes(looked + 4), as: UTF8.self)
                }
                looked += 1
            }
            guard !isAtEnd else {
                throw Failure(description: "the server closed before it answered")
            }
            try fill()
        }
    }

    /// The next answer; `hasBody` is false after a `HEAD`.
    func answer(hasBody: Bool = true) throws -> Answer {
        let raw = try head()
        var headers: [String: String] = [:]
        let lines = raw.split(separator: "\r\n")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let length = hasBody ? Int(headers["content-length"] ?? "0") ?? 0 : 0
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers, raw: raw,
            body: try bytes(length))
    }

    /// A whole exchange on this connection.
    func get(_ target: String, _ headers: String = "") throws -> Answer {
        try send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
        return try answer()
    }

    func post(
        _ target: String, _ body: String, _ headers: String = "",
        type: String = "application/json"
    ) throws -> Answer {
        try send(
            "POST \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
        return try answer()
    }
}
