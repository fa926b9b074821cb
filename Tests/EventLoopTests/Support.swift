import EventLoop
import Glibc
import Synchronization
import Testing

let second: Int64 = 1_000_000_000
let millisecond: Int64 = 1_000_000

/// A loop on the test's own thread, closed at the end with a check that nothing was left open.
///
/// `body` opens things and sets callbacks; the loop turns until `until` holds. A guard timer ends
/// a test that would hang, and fails it.
func withLoop(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (EventLoop) throws -> Void
) throws {
    let loop = try EventLoop()
    try body(loop)
    loop.close()
    #expect(loop.openHandles == 0, sourceLocation: sourceLocation)
}

extension EventLoop {
    /// Turns the loop until `isOver`; 60 s are taken for a hang.
    func turn(
        sourceLocation: SourceLocation = #_sourceLocation, until isOver: () -> Bool
    ) {
        var isLate = false
        let limit = LoopTimer(on: self) { isLate = true }
        limit.start(after: 60 * second)
        while !isOver() && !isLate { runOnce(.once) }
        if isLate { Issue.record("the loop hangs", sourceLocation: sourceLocation) }
        limit.close()
    }
}

/// The machine has the address `::1`, which containers often lack.
let hasIPv6: Bool = {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    let socket = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
    }
}()

/// `localhost` leads to 127.0.0.1, as `/etc/hosts` says on most machines.
let resolvesLocalhost: Bool = {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo("localhost", nil, &hints, &list) == 0 else { return false }
    freeaddrinfo(list)
    return true
}()

/// What a test's callbacks note; the loop is on the test's thread.
final class Notes {
    var text: [String] = []
    var bytes: [UInt8] = []
    var count = 0
    var isOver = false
}

/// A thread that can be waited for.
struct Worker {
    private let handle: pthread_t

    init(_ body: @escaping @Sendable () -> Void) {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var handle = pthread_t()
        let status = pthread_create(
            &handle, nil,
            { argument in
                Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        precondition(status == 0, "pthread_create failed with \(status)")
        self.handle = handle
    }

    func join() { pthread_join(handle, nil) }
}

/// Counts across threads.
final class Tally: Sendable {
    let value = Atomic<Int>(0)
}

/// Both ends of one loopback connection on one loop.
struct LoopbackPair {
    let listener: TCPListener
    let server: TCPConnection
    let client: TCPConnection

    init(
        on loop: EventLoop, server serverOptions: TCPOptions = TCPOptions(),
        client clientOptions: TCPOptions = TCPOptions()
    ) throws {
        var accepted: TCPConnection?
        var connected: TCPConnection?
        listener = try TCPListener(
            on: loop, host: "127.0.0.1", port: 0, options: serverOptions
        ) { accepted = $0 }
        TCPConnector(
            on: loop, host: "127.0.0.1", port: listener.port, timeout: 10 * second,
            options: clientOptions
        ) { connected = try? $0.get() }
        loop.turn { accepted != nil && connected != nil }
        server = try #require(accepted)
        client = try #require(connected)
    }
}

/// Byte `index` of a stream that shows any shift, loss or doubling.
func patternByte(_ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8 &* 17 &+ index >> 16)
}

/// `count` bytes of the pattern from `start`.
func pattern(_ count: Int, from start: Int = 0) -> [UInt8] {
    (start..<start + count).map(patternByte)
}
