import CLI
import ClientKit
import PitctlViews

/// `pitctl profile`: one volume profile as a histogram.
let profileCommand = Command(
    name: "profile", summary: "Draw a volume profile: POC, value area, nodes, naked POCs",
    discussion: """
        The developing profile, or a completed one. Volume outside the value area is drawn fainter.
        """,
    options: Flags.with(
        ProfileFlags.anchor.declaration, ProfileFlags.previous.declaration,
        ProfileFlags.rows.declaration),
    positionals: [Flags.symbol.declaration],
    examples: [
        Command.Example("pitctl profile ES", "today's, as it develops"),
        Command.Example("pitctl profile ES --previous 1", "that of the last session"),
        Command.Example("pitctl profile ES --anchor weekly --rows 60", "this week's, in 60 lines"),
    ],
    exitCodes: Flags.exitCodes,
    action: .async { arguments in
        try await Engine.with(arguments) { client in
            let symbol = arguments[Flags.symbol]
            let numbers = NumberText(try await client.facts(of: symbol))
            let previous = arguments[ProfileFlags.previous]
            let profile = try await client.profile(
                of: symbol, anchor: arguments[ProfileFlags.anchor],
                moment: previous == 0 ? .developing : .previous(UInt32(previous)), asOf: Past.asOf)
            if arguments[Flags.json] {
                return try Answer.write(RecordJSON.profile(profile, symbol: symbol, numbers))
            }
            return try Answer.write(
                ProfileView(
                    symbol: symbol, profile, numbers, Look(arguments),
                    columns: Terminal.output.columns, rows: arguments[ProfileFlags.rows]
                ).lines)
        }
    })

enum ProfileFlags {
    static let anchor = Option(
        "anchor", Flags.anchorForm, default: Anchor.daily, help: "What the profile covers.")
    static let previous = Option(
        "previous", .integer("N", in: 0...10_000), default: 0,
        help: "The completed one so many back; 0 is the developing one.")
    static let rows = Option(
        "rows", .integer("N", in: 1...10_000), default: 40,
        help: "The most lines; rows are drawn together to keep to it.")
}
