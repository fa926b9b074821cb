import EventLoop
import Glibc
import Synchronization
import Testing

/// How a byte stream behaves under load and at its end.
@Suite struct TCPStreamTests {
    private var smallBuffers: TCPOptions {
        var options = TCPOptions()
        options.sendBuffer = 16384
        options.receiveBuffer = 16384
        return options
    }

    private func same(
        _ one: Slice<UnsafeRawBufferPointer>, _ other: Slice<UnsafeRawBufferPointer>
    ) -> Bool {
        let left = UnsafeRawBufferPointer(rebasing: one)
        let right = UnsafeRawBufferPointer(rebasing: other)
        guard left.count == right.count, let start = left.baseAddress else {
            return left.count == right.count
        }
        return memcmp(start, right.baseAddress!, left.count) == 0
    }

    @Test func `50 MiB pass a slow reader whole and in order`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
            // A prime length, so that no shift by a buffer or page goes unseen.
            let piece = 1_048_573
            let total = 51 * piece
            let frame = SharedBytes(pattern(piece))
            var received = 0
            var wrong = 0
            var drains = 0
            var pauses = 0
            let timer = LoopTimer(on: loop) { pair.server.startReading() }
            pair.client.onDrained = { drains += 1 }
            pair.server.onBytes = { bytes in
                let before = received
                let cut = min(bytes.count, piece - before % piece)
                let here = frame.bytes[before % piece..<before % piece + cut]
                let next = frame.bytes[..<(bytes.count - cut)]
                if !same(bytes[..<cut], here) || !same(bytes[cut...], next) { wrong += 1 }
                received += bytes.count
                if received / (1 << 22) > before / (1 << 22) {
                    pauses += 1
                    pair.server.pauseReading()
                    timer.start(after: millisecond)
                }
            }
            for _ in 0..<51 { pair.client.write(frame) }
            // What the two small socket buffers do not hold is queued here, not lost.
            #expect(pair.client.queuedBytes > total - 8 * piece)
            #expect(pair.client.bytesWritten == UInt64(total))
            pair.server.startReading()
            loop.turn { received == total }
            #expect(wrong == 0 && received == total && pauses > 5)
            loop.turn { drains == 1 }
            #expect(pair.client.queuedBytes == 0)
        }
    }

    @Test func `thousands of small writes arrive in order, whatever their kind`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
            var received: [UInt8] = []
            pair.server.onBytes = { received += $0 }
            var at = 0
            // Four kinds in turn, many more bytes than the socket buffers hold.
            for number in 0..<9000 {
                let length = number % 61 + 1
                switch number % 4 {
                case 0: pattern(length, from: at).withUnsafeBytes { pair.client.write($0) }
                case 1: pair.client.write(SharedBytes(pattern(length, from: at)))
                case 2:
                    let shared = SharedBytes(pattern(length, from: at))
                    pair.client.write(shared.bytes, of: shared)
                default:
                    let cut = length / 3
                    pair.client.write([
                        SharedBytes(pattern(cut, from: at)),
                        SharedBytes(pattern(length - cut, from: at + cut)),
                    ])
                }
                at += length
            }
            #expect(pair.client.queuedBytes > 0)
            pair.server.startReading()
            loop.turn { received.count == at }
            #expect(received == pattern(at))
            #expect(pair.client.queuedBytes == 0)
        }
    }

    @Test func `a gathered write of more pieces than one call takes stays whole`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop)
            var received: [UInt8] = []
            pair.server.onBytes = { received += $0 }
            pair.server.startReading()
            pair.client.write((0..<3000).map { SharedBytes(pattern($0 % 5, from: $0)) })
            let expected = (0..<3000).flatMap { pattern($0 % 5, from: $0) }
            loop.turn { received.count == expected.count }
            #expect(received == expected)
        }
    }

    @Test(arguments: [false, true])
    func `bytes of another owner live until they are sent`(_ isWrapped: Bool) throws {
        final class Frame: @unchecked Sendable {
            let memory: UnsafeRawBufferPointer
            let isFreed: Tally
            init(_ bytes: [UInt8], _ isFreed: Tally) {
                let copy = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: bytes.count, alignment: 1)
                copy.copyBytes(from: bytes)
                memory = UnsafeRawBufferPointer(copy)
                self.isFreed = isFreed
            }
            deinit {
                memory.deallocate()
                isFreed.value.store(1, ordering: .relaxed)
            }
        }
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
            let isFreed = Tally()
            let size = 4 << 20
            do {
                let frame = Frame(pattern(size), isFreed)
                if isWrapped {
                    let shared = SharedBytes(frame.memory, of: frame)
                    #expect(shared.count == size)
                    pair.client.write(shared)
                } else {
                    pair.client.write(frame.memory, of: frame)
                }
            }
            #expect(isFreed.value.load(ordering: .relaxed) == 0)
            var received = 0
            pair.server.onBytes = { received += $0.count }
            pair.server.startReading()
            loop.turn { received == size && pair.client.queuedBytes == 0 }
            #expect(isFreed.value.load(ordering: .relaxed) == 1)
        }
    }

    @Test func `half a connection still carries the answer`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop)
            var question: [UInt8] = []
            var answer: [UInt8] = []
            var order: [String] = []
            pair.server.onBytes = { question += $0 }
            pair.server.onEnd = {
                order.append("asked")
                question.reversed().withUnsafeBytes { pair.server.write($0) }
                pair.server.closeWhenDrained()
            }
            pair.client.onBytes = { answer += $0 }
            pair.client.onEnd = {
                order.append("answered")
                pair.client.closeWhenDrained()
            }
            pair.client.onClosed = { order.append($0 == nil ? "closed" : "failed") }
            pair.server.startReading()
            pair.client.startReading()
            [1, 2, 3].withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
                pair.client.write(UnsafeRawBufferPointer(rebasing: bytes[..<3]))
            }
            pair.client.shutDown()
            pair.client.write(SharedBytes([9]))  // after the end: not sent
            loop.turn { order.contains("closed") }
            #expect(order == ["asked", "answered", "closed"])
            #expect(answer == question.reversed() && question.count == 3)
        }
    }

    @Test func `what is queued leaves before an end or a close`() throws {
        try withLoop { loop in
            for ending in ["shutDown", "close", "both"] {
                let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
                var received = 0
                var isOver = false
                pair.server.onBytes = { received += $0.count }
                pair.server.onClosed = { error in
                    #expect(error == nil)
                    isOver = true
                }
                pair.client.write(SharedBytes(pattern(2 << 20)))
                #expect(pair.client.queuedBytes > 0)
                if ending != "close" { pair.client.shutDown() }
                if ending != "shutDown" { pair.client.closeWhenDrained() }
                pair.server.startReading()
                loop.turn { isOver }
                #expect(received == 2 << 20, "ended by \(ending)")
                pair.client.closeWhenDrained()
                pair.listener.close()
            }
            loop.turn { loop.openHandles == 1 }
        }
    }

    @Test func `a reset by the peer is told with its name`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop)
            var reasons: [EventLoopError?] = []
            pair.client.onClosed = { reasons.append($0) }
            pair.client.startReading()
            pair.server.reset()
            loop.turn { !reasons.isEmpty }
            #expect(reasons.count == 1)
            #expect(reasons[0]?.code == "ECONNRESET" && reasons[0]?.what == "read")
            #expect(reasons[0]?.address == "127.0.0.1:\(pair.listener.port)")
        }
    }

    @Test func `writing to a peer that is gone fails the connection, not the process`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop)
            var reason: EventLoopError?
            pair.client.onClosed = { reason = $0 }
            pair.server.reset()
            loop.turn {
                // Not reading: only the writes can find out.
                pair.client.write(SharedBytes(pattern(1000)))
                return reason != nil
            }
            #expect(["EPIPE", "ECONNRESET"].contains(reason?.code ?? ""))
            pair.client.write(SharedBytes([1]))
            #expect(pair.client.queuedBytes == 0)
        }
    }

    @Test func `closing with a full queue frees everything`() throws {
        try withLoop { loop in
            let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
            weak var last: SharedBytes?
            do {
                let frame = SharedBytes(pattern(4 << 20))
                last = frame
                pair.client.write(frame)
                pair.client.write([frame, frame])
            }
            #expect(last != nil && pair.client.queuedBytes > 0)
            var isClosed = false
            pair.client.onClosed = { isClosed = $0 == nil }
            pair.client.close()
            #expect(!isClosed, "told from the loop, not from within close")
            loop.turn { isClosed }
            #expect(last == nil)
        }
    }

    @Test func `a connection may be closed in any of its callbacks`() throws {
        try withLoop { loop in
            for place in ["bytes", "end", "drained"] {
                let pair = try LoopbackPair(on: loop, server: smallBuffers, client: smallBuffers)
                var isClosed = false
                pair.client.onClosed = { _ in isClosed = true }
                switch place {
                case "bytes":
                    pair.client.onBytes = { _ in pair.client.close() }
                    pair.server.write(SharedBytes([1, 2]))
                case "end":
                    pair.client.onEnd = { pair.client.close() }
                    pair.server.shutDown()
                default:
                    pair.client.onDrained = { pair.client.close() }
                    pair.client.write(SharedBytes(pattern(1 << 20)))
                }
                pair.client.startReading()
                pair.server.startReading()
                loop.turn { isClosed }
                pair.server.close()
                pair.listener.close()
            }
            loop.turn { loop.openHandles == 1 }
        }
    }
}
