import CLI
import Host

/// `pitwire past`: not for people; an engine starts it to look up its past beside it.
let pastCommand = Command(
    name: PastWords.name,
    summary: "Answer an engine's questions about its past",
    discussion: """
        An engine with a journal starts this by itself when it is asked about a past moment, and ends
        it. It speaks over its standard input and output.
        """,
    examples: [Command.Example("pitwire past", "as an engine does")],
    isHidden: true,
    action: .blocking { _ in
        PastServer.run { rules, file in try RecordedRules.plan(rules, file: file) }
        return .ok
    })

/// The command line of an engine's question.
enum PastWords {
    static let name = "past"
    static let all = [name]
}
