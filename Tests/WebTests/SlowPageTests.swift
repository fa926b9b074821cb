import Chance
import Testing

@testable import Web

@Suite struct SlowPageTests {
    @Test func `a waiting message of a slot is replaced where it stands`() {
        var queue = SendQueue()
        func add(_ text: String, _ slot: String? = nil) {
            if let slot {
                _ = queue.append(WebBody(text), latest: slot)
            } else {
                queue.append(WebBody(text))
            }
        }
        func take() -> String? {
            queue.removeFirst().map { $0.withBytes { String(decoding: $0, as: UTF8.self) } }
        }
        add("a")
        add("tick 1", "tick")
        add("b")
        add("bar 1", "bar")
        add("tick 2", "tick")
        #expect(queue.count == 4)
        #expect(queue.bytes == 13)
        #expect(take() == "a")
        #expect(take() == "tick 2")
        // It has gone, so the next one stands at the end.
        add("tick 3", "tick")
        add("bar 2", "bar")
        #expect([take(), take(), take(), take()] == ["b", "bar 2", "tick 3", nil])
        #expect(queue.bytes == 0)
    }

    /// Against the plain rule: a list in which a slot's entry is overwritten.
    @Test func `the queue is what the rule says, for fifty thousand operations`() {
        var random = SplitMix64(7)
        var queue = SendQueue()
        var rule: [(text: Int, slot: Int?)] = []
        for number in 0..<50_000 {
            let slot = Int.random(in: 0..<6, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                queue.append(WebBody([UInt8(number & 127)]))
                rule.append((number & 127, nil))
            case 3..<6:
                let body = WebBody([UInt8(number & 127)])
                let wasReplaced = queue.append(body, latest: String(slot))
                let index = rule.firstIndex { $0.slot == slot }
                if wasReplaced != (index != nil) { Issue.record("\(number) replaced wrongly") }
                if let index {
                    rule[index].text = number & 127
                } else {
                    rule.append((number & 127, slot))
                }
            default:
                let taken = queue.removeFirst()?.withBytes { Int($0[0]) }
                let wanted = rule.isEmpty ? nil : rule.removeFirst().text
                if taken != wanted { Issue.record("\(number) took another one") }
            }
            if queue.count != rule.count || queue.bytes != rule.count {
                Issue.record("after \(number): \(queue.count) messages, not \(rule.count)")
                return
            }
        }
    }

    @Test func `a slow page loses only what is replaced by its latest`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port, receiveBuffer: 4096)
            try client.upgrade("/ws?hold")
            let peer = try handler.sockets.take()
            // Fills what the system keeps between the two, so that the rest has to wait.
            let filler = WebBody(String(repeating: "f", count: 1 << 20))
            for _ in 0..<8 { peer.send(filler) }
            for number in 0..<200 {
                peer.send(WebBody("tick \(number)"), latest: "tick")
                if number % 50 == 0 { peer.send(WebBody("signal \(number)")) }
            }
            var texts: [String] = []
            for _ in 0..<8 { #expect(try client.message().payload.count == 1 << 20) }
            for _ in 0..<5 { texts.append(try client.message().text) }
            #expect(texts == ["tick 199", "signal 0", "signal 50", "signal 100", "signal 150"])
            #expect(server.counters.messagesConflated == 199)
            #expect(server.counters.slowPages == 0)
        }
    }

    @Test func `after a thousand waiting messages a page is closed with 1013`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port, receiveBuffer: 4096)
            try client.upgrade("/ws?hold")
            let peer = try handler.sockets.take()
            let filler = WebBody(String(repeating: "f", count: 1 << 20))
            for _ in 0..<8 { peer.send(filler) }
            #expect(eventually { peer.queued < 8 })
            for number in 0..<993 { peer.send(WebBody("signal \(number)")) }
            #expect(server.counters.slowPages == 0)
            for number in 0..<100 { peer.send(WebBody("one more \(number)")) }
            #expect(eventually { server.counters.slowPages == 1 })
            #expect(peer.queued == 0)
            var last = try client.frame()
            while last.opcode < 8 { last = try client.frame() }
            #expect(last.code == 1013)
        }
    }

    @Test func `a page that reads nothing at all is cut off`() async throws {
        try await serving {
            $0.maxQueued = 5
        } _: { server, handler in
            let client = try Client(server.port, receiveBuffer: 4096)
            try client.upgrade("/ws?hold")
            let peer = try handler.sockets.take()
            let filler = WebBody(String(repeating: "f", count: 1 << 20))
            for _ in 0..<40 { peer.send(filler) }
            #expect(eventually { server.counters.socketsOpen == 0 })
            #expect(server.counters.slowPages == 1)
            _ = try client.rest()
        }
    }

    @Test func `fifty pages get the same large message whole and in order`() async throws {
        try await serving { server, handler in
            let clients = try (0..<50).map { _ in try Client(server.port) }
            for client in clients { try client.upgrade("/ws?hold") }
            let peers = try (0..<50).map { _ in try handler.sockets.take() }
            let snapshot = WebBody(String(repeating: "0123456789abcdef", count: 20_000))
            for number in 0..<5 {
                for peer in peers {
                    peer.send(snapshot)
                    peer.send(WebBody("\(number)"))
                }
            }
            for client in clients {
                for number in 0..<5 {
                    let large = try client.message()
                    #expect(large.payload.count == 320_000)
                    #expect(large.payload.suffix(16).elementsEqual("0123456789abcdef".utf8))
                    #expect(try client.message().text == "\(number)")
                }
            }
        }
    }

    @Test func `messages from many threads arrive in each thread's order`() async throws {
        try await serving { server, handler in
            let client = try Client(server.port)
            try client.upgrade("/ws?hold")
            let peer = try handler.sockets.take()
            for thread in 0..<4 {
                Task.detached {
                    for number in 0..<200 { peer.send(WebBody("\(thread) \(number)")) }
                }
            }
            var next = [0, 0, 0, 0]
            for _ in 0..<800 {
                let text = try client.message().text
                let parts = text.split(separator: " ").compactMap { Int($0) }
                try #require(parts.count == 2, "got '\(text)'")
                #expect(next[parts[0]] == parts[1])
                next[parts[0]] += 1
            }
        }
    }
}
