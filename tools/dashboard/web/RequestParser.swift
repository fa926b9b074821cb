/// Takes the bytes of a connection and gives its requests, one after the other; no socket needed.
///
/// Bounded: what is kept is at most one read, a header's limit and a body's limit.
struct RequestParser {
    private let maxHeader: Int
    private let maxBody: Int
    private var buffer: [UInt8] = []
    /// Where in `buffer` what is not yet understood begins.
    private var start = 0
    /// Up to where no end of the headers was found.
    private var scanned = 0
    private var state = State.head
    private var body: [UInt8] = []

    private enum State {
        case head
        case length(RequestHead, left: Int)
        case chunk(RequestHead, ChunkState)
        case broken
    }

    private enum ChunkState {
        case size
        case data(left: Int)
        case dataEnd
        case trailer(size: Int)
    }

    enum Step {
        /// Nothing to do before more bytes come.
        case more
        /// The headers are whole, and the client waits for a `100 Continue`.
        case wantsContinue
        case request(RequestHead, body: [UInt8])
        /// What follows on the connection cannot be understood any more.
        case refused(Refusal)
    }

    init(maxHeader: Int, maxBody: Int) {
        self.maxHeader = maxHeader
        self.maxBody = maxBody
    }

    /// A request has begun and is not whole.
    var isInside: Bool {
        if case .head = state { return start < buffer.count }
        return true
    }

    /// Bytes that were taken and not yet used.
    var pending: Int { buffer.count - start }

    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            scanned -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next thing the bytes say; to be called until it is `.more`.
    mutating func next() -> Step {
        while true {
            switch state {
            case .broken: return .more
            case .head:
                guard let step = head() else { continue }
                return step
            case .length(let head, let left):
                take(left)
                guard body.count == lengthOf(head) else {
                    state = .length(head, left: lengthOf(head) - body.count)
                    return .more
                }
                return finish(head)
            case .chunk(let head, let chunk):
                guard let step = chunked(head, chunk) else { continue }
                return step
            }
        }
    }

    private mutating func refuse(_ refusal: Refusal) -> Step {
        state = .broken
        buffer = []
        body = []
        (start, scanned) = (0, 0)
        return .refused(refusal)
    }

    private mutating func finish(_ head: RequestHead) -> Step {
        let whole = body
        body = []
        state = .head
        scanned = start
        return .request(head, body: whole)
    }

    // MARK: Headers

    /// `nil`: go on with the new state.
    private mutating func head() -> Step? {
        // Some clients send an empty line between requests.
        while pending >= 2, buffer[start] == 13, buffer[start + 1] == 10 { start += 2 }
        guard let end = endOfHead() else {
            if pending > maxHeader { return refuse(tooLarge()) }
            return .more
        }
        guard end - start <= maxHeader else { return refuse(tooLarge()) }
        let parsed = RequestHead.parse(buffer[start..<end])
        start = end
        switch parsed {
        case .failure(let refusal): return refuse(refusal)
        case .success(let head):
            switch head.framing {
            case .length(let length):
                guard length <= maxBody else { return refuse(tooLong("\(length) bytes")) }
                state = .length(head, left: length)
            case .chunked: state = .chunk(head, .size)
            }
            return head.expectsContinue && pending == 0 && head.framing != .length(0)
                ? .wantsContinue : nil
        }
    }

    /// Behind the empty line that ends the headers.
    private mutating func endOfHead() -> Int? {
        var index = max(start, scanned - 3)
        let count = buffer.count
        defer { scanned = count }
        return buffer.withUnsafeBufferPointer { bytes in
            while index + 1 < count {
                if bytes[index] == 10 {
                    if bytes[index + 1] == 10 { return index + 2 }
                    if index + 2 < count, bytes[index + 1] == 13, bytes[index + 2] == 10 {
                        return index + 3
                    }
                }
                index += 1
            }
            return nil
        }
    }

    private func tooLarge() -> Refusal {
        Refusal(
            status: 431, code: "too_large", text: "the request's headers exceed \(maxHeader) bytes")
    }

    private func tooLong(_ size: String) -> Refusal {
        Refusal(status: 413, code: "too_large", text: "a body of \(size), at most \(maxBody)")
    }

    // MARK: Body

    private func lengthOf(_ head: RequestHead) -> Int {
        if case .length(let length) = head.framing { return length }
        return 0
    }

    private mutating func take(_ wanted: Int) {
        let count = min(wanted, pending)
        body.append(contentsOf: buffer[start..<(start + count)])
        start += count
    }

    /// The line at `start`, without its CRLF; `nil` while it is not whole.
    private mutating func line() -> ArraySlice<UInt8>? {
        guard let end = buffer[start...].firstIndex(of: 10) else { return nil }
        let line = buffer[start..<end]
        start = end + 1
        return line.last == 13 ? line.dropLast() : line
    }

    private mutating func chunked(_ head: RequestHead, _ chunk: ChunkState) -> Step? {
        switch chunk {
        case .size:
            guard let line = line() else {
                return pending > 256 ? refuse(.bad("a chunk's size is no number")) : .more
            }
            guard let size = chunkSize(line) else {
                return refuse(.bad("a chunk's size is no number"))
            }
            guard body.count + size <= maxBody else {
                return refuse(tooLong("more than \(maxBody) bytes"))
            }
            state = .chunk(head, size == 0 ? .trailer(size: 0) : .data(left: size))
            return nil
        case .data(let left):
            let before = body.count
            take(left)
            let rest = left - (body.count - before)
            state = .chunk(head, rest == 0 ? .dataEnd : .data(left: rest))
            return rest == 0 ? nil : .more
        case .dataEnd:
            guard pending >= 2 else { return .more }
            guard buffer[start] == 13, buffer[start + 1] == 10 else {
                return refuse(.bad("a chunk is longer than its size"))
            }
            start += 2
            state = .chunk(head, .size)
            return nil
        case .trailer(let size):
            guard let line = line() else {
                return pending + size > maxHeader ? refuse(tooLarge()) : .more
            }
            if line.isEmpty { return finish(head) }
            guard size + line.count <= maxHeader else { return refuse(tooLarge()) }
            state = .chunk(head, .trailer(size: size + line.count))
            return nil
        }
    }

    /// The hexadecimal number before the extensions.
    private func chunkSize(_ line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 9 }
        guard (1...8).contains(digits.count) else { return nil }
        var size = 0
        for digit in digits {
            guard let value = hexDigit(digit) else { return nil }
            size = size << 4 | Int(value)
        }
        return size
    }
}
