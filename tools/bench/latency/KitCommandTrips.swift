import BenchKit
import ClientKit
import EventLoop
import Glibc
import Records

/// From a command sent through ClientKit to its answer, which comes once the journal has it on disk;
/// beside it, a write of as many bytes and `fdatasync`, in the same folder, turn by turn.
enum KitCommandTrips {
    static func run(port: Int, trips: Int, folder: String) async -> (Histogram, Histogram) {
        do {
            let client = try await PitwireClient.connect(
                to: "127.0.0.1:\(port)", role: .admin, token: "bench")
            var answers = Histogram()
            var syncs = Histogram()
            let file = open("\(folder)/peer", O_WRONLY | O_CREAT | O_APPEND, 0o600)
            guard file >= 0 else { Measured.fail("latencybench: no file in \(folder)") }
            for number in 1...trips + 20 {
                let answer = try await timed { try await client.set("note", to: "\(number)") }
                let sync = await timed { write(file) }
                guard number > 20 else { continue }
                answers.add(answer)
                syncs.add(sync)
            }
            close(file)
            await client.close()
            return (answers, syncs)
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }

    private static func timed<Value>(_ body: () async throws -> Value) async rethrows -> UInt64 {
        let start = Measured.nanoseconds()
        _ = try await body()
        return UInt64(Measured.nanoseconds() - start)
    }

    private static func write(_ file: Int32) {
        guard EchoServer.append(to: file) else {
            Measured.fail("latencybench: can not write the peer's file")
        }
    }
}
