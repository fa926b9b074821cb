import EventLoop
import Glibc
import Testing

@Suite struct ChildProcessTests {
    private func child(
        _ words: [String], environment: [String] = [], errors: ChildProcess.Errors = .output
    ) throws -> ChildProcess {
        try ChildProcess(
            path: words[0], words: words, environment: environment, errors: errors)
    }

    /// Everything it writes until it ends.
    private func text(_ child: ChildProcess) -> String {
        var (all, part) = ([UInt8](), [UInt8](repeating: 0, count: 7))
        while true {
            let count = part.withUnsafeMutableBytes { child.read(into: $0) }
            if count == 0 { return String(decoding: all, as: UTF8.self) }
            all += part[..<count]
        }
    }

    @Test func `what is written comes back, and a closed input ends it`() throws {
        let cat = try child(["/bin/cat"])
        #expect(cat.wait(atMost: 0) == nil && !cat.hasOutput(within: 0))
        let words = Array("the tape runs\n".utf8)
        #expect(words.withUnsafeBytes(cat.write))
        #expect(cat.hasOutput(within: 60_000))
        cat.closeInput()
        #expect(text(cat) == "the tape runs\n")
        #expect(cat.wait() == .status(0) && cat.wait() == .status(0))
        #expect(!words.withUnsafeBytes(cat.write))
    }

    @Test func `errors and environment are as told, and a status is its own`() throws {
        let shell = try child(
            ["/bin/sh", "-c", "echo $TAPE >&2; exit 7"], environment: ["TAPE=slow"])
        #expect(text(shell) == "slow\n")
        #expect(shell.wait() == .status(7))
        #expect(shell.wait().description == "with status 7")
    }

    @Test func `a signal ends it, and one that is let go does not stay`() throws {
        let first = try child(["/bin/cat"])
        first.signal(SIGKILL)
        #expect(first.wait() == .signal(SIGKILL))
        #expect(first.wait().description == "by signal 9")
        first.signal(SIGKILL)
        #expect(kill(first.pid, 0) != 0)
        var second: ChildProcess? = try child(["/bin/cat"])
        let other = try #require(second).pid
        second = nil
        #expect(kill(other, 0) != 0)
    }

    @Test func `it runs in a group of its own, and may be hurried`() throws {
        let cat = try child(["/bin/cat"])
        #expect(getpgid(cat.pid) == cat.pid)
        cat.hurry(thread: cat.pid)
        #expect(sched_getscheduler(cat.pid) == SCHED_OTHER)
    }

    @Test func `a program that is not there is a fault with its name`() {
        let fault = #expect(throws: EventLoopError.self) { try child(["/nowhere/cat"]) }
        #expect(fault?.code == "ENOENT" && fault?.address == "/nowhere/cat")
    }
}
