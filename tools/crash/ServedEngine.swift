import CLI
import Glibc
import Host
import Recovery

/// The process that is killed: an engine, and a line on standard output once it listens.
enum ServedEngine {
    static func run(_ plan: CrashPlan, port: Int) throws -> ExitCode {
        endWithParent()
        let host = try EngineHost(try plan.hostPlan(port: port))
        try host.stops(on: [SIGTERM])
        host.start()
        let recovery = host.recovery
        Output.write(
            Greeting(
                port: host.port, sequence: recovery?.sequence ?? 0,
                checkpoint: recovery?.point.sequence ?? 0, replayed: recovery?.replayed ?? 0,
                appended: recovery?.appended ?? 0,
                passedOver: recovery?.point.passedOver.count ?? 0,
                processor: Int(Clock.processorSeconds() * 1e6)
            ).line)
        host.join()
        guard let fault = host.journalFault else { return .ok }
        throw CommandFailure("journal: \(fault)")
    }

    /// Ends with whoever started it: standard input is a pipe that only that process holds.
    private static func endWithParent() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                var byte: UInt8 = 0
                while read(0, &byte, 1) > 0 {}
                _exit(9)
            }, nil)
    }
}

/// What a started engine says: where it listens, and what it came back from.
struct Greeting: Sendable {
    var port: Int
    var sequence: UInt64
    var checkpoint: UInt64
    var replayed: UInt64
    var appended: UInt64
    var passedOver: Int
    /// Microseconds of processor time until it listened.
    var processor: Int

    var line: String {
        "listening \(port) \(sequence) \(checkpoint) \(replayed) \(appended) \(passedOver) "
            + "\(processor)\n"
    }
}

extension Greeting {
    /// Reads the line.
    init?(_ line: String) {
        let words = line.split(separator: " ")
        let numbers = words.dropFirst().compactMap { UInt64($0) }
        guard words.first == "listening", numbers.count == 7 else { return nil }
        self.init(
            port: Int(numbers[0]), sequence: numbers[1], checkpoint: numbers[2],
            replayed: numbers[3], appended: numbers[4], passedOver: Int(numbers[5]),
            processor: Int(numbers[6]))
    }
}
