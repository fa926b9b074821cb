/// What both shells' scripts are made of.
struct CompletionTree {
    /// A command with the words that lead to it.
    struct Node {
        /// The words after the program's name.
        var path: [String]
        var command: Command
        /// What may follow: names of inner commands.
        var inner: [Command]
        var options: [OptionDeclaration]
    }

    let nodes: [Node]
    /// Some value is completed by what the program itself answers.
    let asks: Bool

    init(_ program: Program) {
        var nodes: [Node] = []
        func visit(_ command: Command, _ path: [String]) {
            guard !command.isHidden else { return }
            let path = path + [command.name]
            let inner = command.commands.filter { !$0.isHidden }
            nodes.append(
                Node(
                    path: path, command: command, inner: inner,
                    options: command.options.filter { !$0.isHidden }))
            for next in inner { visit(next, path) }
        }
        for command in program.commands { visit(command, []) }
        self.nodes = nodes
        asks = nodes.contains { node in
            let hints = node.options.map(\.hint) + node.command.positionals.map(\.hint)
            return hints.contains { if case .answer = $0 { true } else { false } }
        }
    }

    /// The words after the program's name.
    static func top(_ program: Program) -> [String] {
        program.commands.filter { !$0.isHidden }.map(\.name) + ["help", "completion"]
    }

    /// The name of the shell function that completes a program.
    static func function(_ program: Program) -> String { "_" + identifier(program.name) }

    /// A name as part of a shell function's.
    static func identifier(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}
