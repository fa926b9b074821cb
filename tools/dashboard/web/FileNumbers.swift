import EventLoop
import Glibc

/// Keeps libwebsockets from closing a file that is not its own.
///
/// It closes the file it is woken by twice, when it is taken down and again from the loop soon
/// after. A file that any thread opened in between would have the same number, as the system gives
/// the lowest one that is free, and be closed in its place. So that file gets a number above all
/// that are in use, and ours takes that number as soon as it is free.
enum FileNumbers {
    private static let turn = Locked(())

    /// What `body` opens has high numbers. One server at a time.
    static func high<Result>(_ body: () -> Result) -> Result {
        turn.withLock { _ in
            let below = fill()
            defer { for number in below { close(number) } }
            return body()
        }
    }

    /// Ours take `numbers` when `body` has closed them. One server at a time.
    static func keep(_ numbers: [CInt], _ body: () -> Void) {
        turn.withLock { _ in
            let spare = nothing()
            body()
            guard spare >= 0 else { return }
            for number in numbers {
                let taken = fcntl(spare, F_DUPFD_CLOEXEC, number)
                if taken != number && taken >= 0 { close(taken) }
            }
            close(spare)
        }
    }

    /// Takes all numbers that are free, up to 4096 or half of what a process may have.
    private static func fill() -> [CInt] {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let top = CInt(min(4096, limit.rlim_cur / 2))
        let first = nothing()
        guard first >= 0 else { return [] }
        var taken = [first]
        while let last = taken.last, last < top {
            let next = fcntl(first, F_DUPFD_CLOEXEC, 0)
            guard next >= 0 else { break }
            taken.append(next)
        }
        return taken
    }

    private static func nothing() -> CInt { open("/dev/null", O_RDONLY | O_CLOEXEC) }
}
