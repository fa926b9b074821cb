import CLI
import ClientKit
import PitctlViews

/// `pitctl halt`: no trading until it is resumed.
let haltCommand = CLI.Command(
    name: "halt", summary: "Halt trading of one instrument, or of all",
    discussion: """
        Stands until `pitctl resume`, over restarts too. Market data goes on. Needs the
        role trade.
        """,
    options: Flags.with(
        HaltFlags.reason.declaration, CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl halt SPY --reason news", "one instrument"),
        CLI.Command.Example("pitctl halt --reason maintenance --yes", "all, from a script"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let symbol = arguments[CommandFlags.optionalSymbol]
        return try await CommandRun(arguments, role: .trade).run(
            of: symbol, question: "halt trading of \(symbol ?? "all instruments")?"
        ) { _ in .halt(.person, reason: arguments[HaltFlags.reason] ?? "") }
    })

/// `pitctl resume`: trading goes on.
let resumeCommand = CLI.Command(
    name: "resume", summary: "End a halt",
    discussion: """
        Ends the halt that a person began. What the engine halted itself stands until
        its reason is gone, or --force ends all of the instrument's halts; a halt of
        all instruments is ended without SYMBOL. Needs the role trade.
        """,
    options: Flags.with(
        HaltFlags.force.declaration, CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [CommandFlags.optionalSymbol.declaration],
    examples: [
        CLI.Command.Example("pitctl resume SPY", "one instrument"),
        CLI.Command.Example("pitctl resume --force", "the halt of all, whatever began it"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let symbol = arguments[CommandFlags.optionalSymbol]
        let isForced = arguments[HaltFlags.force]
        let what = symbol ?? "all instruments"
        return try await CommandRun(arguments, role: .trade).run(
            of: symbol,
            question: "resume trading of \(what)\(isForced ? ", whatever halted it" : "")?"
        ) { _ in .resume(isForced ? nil : .person) }
    })

/// `pitctl set`: a setting of the running engine.
let setCommand = CLI.Command(
    name: "set", summary: "Change a setting of the running engine",
    discussion: """
        alerts.max 1 to 10000 (1000); halt.on_feed_gap yes or no (no);
        halt.on_feed_lost, halt.on_disk_stall yes or no (yes); trading.profit_target,
        trading.loss_limit dollars; trading.position_size a count; trading.symbol the
        only one that is traded; paper.fills fair, partial, stingy, rejecting or silent
        (fair); paper.model touch, through or queue; paper.latency_ms milliseconds;
        replay.speed how fast files and simulated markets play; orderflow.timeframe 1s, 1m,
        5m, 15m, 1h, 2h, 1d or the seconds, from the next bar on; note free text. The value
        `default` takes a change back. Holds over restarts; the configuration file stays as
        it is.
        `pitctl events` shows what was changed. Needs the role admin.
        """,
    options: Flags.with(
        HaltFlags.symbol.declaration, CommandFlags.yes.declaration, CommandFlags.id.declaration),
    positionals: [HaltFlags.key.declaration, HaltFlags.value.declaration],
    examples: [
        CLI.Command.Example("pitctl set alerts.max 200", "for the engine"),
        CLI.Command.Example("pitctl set halt.on_feed_gap yes --symbol ES", "for one instrument"),
        CLI.Command.Example("pitctl set orderflow.timeframe 60", "footprints of a minute"),
        CLI.Command.Example("pitctl set note default --yes", "as it was, from a script"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        let symbol = arguments[HaltFlags.symbol]
        let (key, value) = (arguments[HaltFlags.key], arguments[HaltFlags.value])
        return try await CommandRun(arguments, role: .admin).run(
            of: symbol, question: "set \(key) to \"\(value)\" for \(symbol ?? "the engine")?"
        ) { _ in .set(key: key, value: value) }
    })

enum HaltFlags {
    static let reason = Option<String?>(
        "reason", CommandFlags.text("TEXT"), help: "Why, for people.")
    static let force = Option(flag: "force", help: "End whatever halts, not only a person's halt.")
    static let symbol = Option<String?>(
        "symbol", Flags.symbolForm, help: "Only for this instrument.")
    static let key = Positional<String>(
        "KEY", CommandFlags.text("KEY", CommandLimits.key), help: "The setting.")
    static let value = Positional<String>(
        "VALUE", CommandFlags.text("VALUE"), help: "Its value; `default` takes a change back.")
}
