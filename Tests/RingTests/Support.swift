import Glibc
import Ring
import Synchronization
import Testing

/// `PITWIRE_LONG=1` asks for the long run of the race tests.
let isLong = getenv("PITWIRE_LONG").map { String(cString: $0) == "1" } ?? false

/// A thread that can be waited for.
struct Worker {
    private let handle: pthread_t

    /// Runs `body` on a thread of its own.
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

    /// Returns when the thread has ended.
    func join() { pthread_join(handle, nil) }
}

/// Shared between the two threads of a test.
final class Tally: Sendable {
    let value = Atomic<Int>(0)
}

/// `#expect` for conditions that call methods of non-copyable values, which the macro cannot take
/// apart.
func check(
    _ condition: Bool, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(condition, comment, sourceLocation: sourceLocation)
}

/// Waits for `isSo` without sleeping; gives the processor away when it takes long.
func spin(until isSo: () -> Bool) {
    var looks = 0
    while !isSo() {
        looks += 1
        if looks > 1000 { sched_yield() } else { cpuPause() }
    }
}
