import CLI
import ClientKit
import PitctlViews

/// `pitctl decisions`: what the strategies did and did not, with the reason.
let decisionsCommand = Command(
    name: "decisions", summary: "List decisions: taken and not taken, each with its reason",
    discussion: """
        Every time a rule that could give a signal was evaluated, it left a decision:
        approved is a signal; rejected is none, and REASON says why; alert is a
        heads-up; event is a change of state or the end of a trade; blocked says that a
        strategy can not run on the input. Newest last. `pitctl explain ID` tells every
        condition with its numbers.
        """,
    options: Flags.with(
        DecisionFlags.system.declaration, DecisionFlags.verdicts.declaration,
        DecisionFlags.rule.declaration, DecisionFlags.since.declaration,
        DecisionFlags.until.declaration, DecisionFlags.limit.declaration,
        DecisionFlags.follow.declaration, DecisionFlags.log.declaration,
        DecisionFlags.names.declaration),
    positionals: [DecisionFlags.symbol.declaration],
    examples: [
        Command.Example("pitctl decisions ES", "the last twenty"),
        Command.Example(
            "pitctl decisions ES --verdict rejected --system momentum", "why nothing was traded"),
        Command.Example("pitctl decisions --verdict approved,event --follow", "signals and exits"),
        Command.Example(
            "pitctl decisions ES --rule setup --since 2024-03-08T09:30 --until 2024-03-08T11:00",
            "one rule, a morning"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await DecisionList(
            arguments, .decisions,
            DecisionWish(
                symbol: arguments[DecisionFlags.symbol], system: arguments[DecisionFlags.system],
                rule: arguments[DecisionFlags.rule],
                verdicts: Set(arguments[DecisionFlags.verdicts] ?? []),
                since: arguments[DecisionFlags.since], until: arguments[DecisionFlags.until],
                limit: arguments[DecisionFlags.limit])
        ).run()
    })
