import CLI

/// The engine's command line.
@main
enum Pitwire {
    static func main() {
        Program(
            name: "pitwire", version: programVersion, summary: "order-flow engine",
            discussion: """
                Ticks in; bars, footprints, volume profiles and VWAPs out: live over TCP to any number
                of clients, or from files into CSV. The core is the same in both.
                """,
            commands: [
                runCommand, replayCommand, demoCommand, batchCommand, backtestCommand,
                exportCommand, verifyCommand,
                journalCommand,
                configCommand, pastCommand,
            ]
        ).mainBlocking()
    }
}
