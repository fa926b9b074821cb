import CLI
import ClientKit
import PitctlViews

/// `pitctl anchor`: VWAPs from an instant of one's own.
let anchorCommand = CLI.Command(
    name: "anchor", summary: "Start and end VWAPs anchored at an instant",
    commands: [anchorAddCommand, anchorRemoveCommand])

private let anchorAddCommand = CLI.Command(
    name: "add", summary: "Start a VWAP at an instant",
    discussion: """
        Counts from the first trade at or after TIME, which must not be over: without
        it, from now on. `pitctl vwap SYMBOL` shows it with its number. Needs the role
        trade.
        """,
    options: Flags.with(CommandFlags.id.declaration),
    positionals: [Flags.symbol.declaration, AnchorFlags.time.declaration],
    examples: [
        CLI.Command.Example("pitctl anchor add SPY", "from now on"),
        CLI.Command.Example("pitctl anchor add SPY 2024-03-08T14:00", "from 14:00 New York on"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await CommandRun(arguments, role: .trade).run(of: arguments[Flags.symbol]) { _ in
            .addAnchor(from: arguments[AnchorFlags.time])
        }
    })

private let anchorRemoveCommand = CLI.Command(
    name: "remove", summary: "End a VWAP that a command started",
    options: Flags.with(CommandFlags.id.declaration),
    positionals: [Flags.symbol.declaration, AnchorFlags.number.declaration],
    examples: [CLI.Command.Example("pitctl anchor remove SPY 1", "by its number")],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await CommandRun(arguments, role: .trade).run(of: arguments[Flags.symbol]) { _ in
            .removeAnchor(UInt32(arguments[AnchorFlags.number]))
        }
    })

enum AnchorFlags {
    static let time = Positional<Nanoseconds?>(
        optional: "TIME", Flags.instant, help: "The first instant that counts; now without it.")
    static let number = Positional<Int>(
        "NUMBER", .integer("NUMBER", in: 1...Int(UInt32.max)),
        help: "As `pitctl events` shows it.")
}
