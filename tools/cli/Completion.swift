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
    }

    /// The words after the program's name.
    static func top(_ program: Program) -> [String] {
        program.commands.filter { !$0.isHidden }.map(\.name) + ["help", "completion"]
    }

    /// The program's name as part of a shell function's.
    static func identifier(_ name: String) -> String {
        String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }
}

/// A completion script for bash.
enum BashCompletion {
    static func script(_ program: Program) -> String {
        let tree = CompletionTree(program)
        let function = "_" + CompletionTree.identifier(program.name)
        let top = CompletionTree.top(program)
        return """
            # bash completion for \(program.name); load with: source <(\(program.name) completion bash)
            \(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local place="" word index
                COMPREPLY=()
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    case "$place/$word" in
            \(tree.nodes.map { "            \"\(leader($0.path))\") place=\"$place/$word\" ;;" }.joined(separator: "\n"))
                    esac
                done
                case "$place:$previous" in
            \(tree.nodes.flatMap(values).joined(separator: "\n"))
                esac
                case "$place" in
                    "")
                        if [[ ${COMP_WORDS[1]} == help && $COMP_CWORD -gt 1 ]]; then
                            COMPREPLY=($(compgen -W "\(program.commands.filter { !$0.isHidden }.map(\.name).joined(separator: " "))" -- "$current"))
                        elif [[ ${COMP_WORDS[1]} == completion && $COMP_CWORD -gt 1 ]]; then
                            COMPREPLY=($(compgen -W "bash zsh" -- "$current"))
                        else
                            COMPREPLY=($(compgen -W "\(top.joined(separator: " ")) --help --version" -- "$current"))
                        fi ;;
            \(tree.nodes.map(words).joined(separator: "\n"))
                esac
            }
            complete -o filenames -F \(function) \(program.name)

            """
    }

    private static func leader(_ path: [String]) -> String { "/" + path.joined(separator: "/") }

    /// What follows an option of a command.
    private static func values(_ node: CompletionTree.Node) -> [String] {
        node.options.filter { $0.valueName != nil }.map { option in
            var patterns = ["\"\(leader(node.path)):--\(option.name)\""]
            if let short = option.short { patterns.append("\"\(leader(node.path)):-\(short)\"") }
            return "        \(patterns.joined(separator: "|"))) \(reply(option.hint)); return ;;"
        }
    }

    /// What a command offers where no value is due.
    private static func words(_ node: CompletionTree.Node) -> String {
        let names = node.inner.map(\.name) + node.options.map { "--\($0.name)" } + ["--help"]
        let offer = "COMPREPLY=($(compgen -W \"\(names.joined(separator: " "))\" -- \"$current\"))"
        guard let place = node.command.positionals.first, place.hint != .none else {
            return "        \"\(leader(node.path))\") \(offer) ;;"
        }
        return """
                    "\(leader(node.path))")
                        if [[ $current == -* ]]; then
                            \(offer)
                        else
                            \(reply(place.hint))
                        fi ;;
            """
    }

    private static func reply(_ hint: CompletionHint) -> String {
        switch hint {
        case .none: ":"
        case .words(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\"))"
        case .wordList(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"${current##*,}\"))"
                + "; [[ $current == *,* ]] && COMPREPLY=(\"${COMPREPLY[@]/#/${current%,*},}\")"
        case .file: "COMPREPLY=($(compgen -f -- \"$current\"))"
        case .folder: "COMPREPLY=($(compgen -d -- \"$current\"))"
        }
    }
}

/// A completion script for zsh.
enum ZshCompletion {
    static func script(_ program: Program) -> String {
        let tree = CompletionTree(program)
        let function = "_" + CompletionTree.identifier(program.name)
        var text = "#compdef \(program.name)\n# zsh completion for \(program.name)\n\n"
        for node in tree.nodes {
            text +=
                "\(function)_\(node.path.map(CompletionTree.identifier).joined(separator: "_"))() {\n"
            text += body(node, function) + "}\n\n"
        }
        text += "\(function)() {\n"
        let pairs =
            program.commands.filter { !$0.isHidden }.map { ($0.name, $0.summary) } + [
                ("help", "Teach a command"), ("completion", "Print a completion script"),
            ]
        let cases = program.commands.filter { !$0.isHidden }.map { command in
            "        \(command.name)) \(function)_\(CompletionTree.identifier(command.name)) ;;\n"
        }
        text += chooser(
            pairs,
            cases.joined() + """
                        help) _values command \(program.commands.filter { !$0.isHidden }.map(\.name).joined(separator: " ")) ;;
                        completion) _values shell bash zsh ;;

                """)
        return text + "}\n\n\(function) \"$@\"\n"
    }

    private static func body(_ node: CompletionTree.Node, _ function: String) -> String {
        guard node.inner.isEmpty else {
            let prefix =
                "\(function)_\(node.path.map(CompletionTree.identifier).joined(separator: "_"))"
            let cases = node.inner.map { inner in
                "        \(inner.name)) \(prefix)_\(CompletionTree.identifier(inner.name)) ;;\n"
            }
            return chooser(node.inner.map { ($0.name, $0.summary) }, cases.joined())
        }
        var specs = node.options.map { option in
            let value = option.valueName.map { ":\(escaped($0)):\(action(option.hint))" } ?? ""
            return "'--\(option.name)[\(escaped(option.help))]\(value)'"
        }
        specs.append("'(- *)--help[Show help.]'")
        specs += node.command.positionals.map { place in
            let start = place.most > 1 ? "*:" : place.least == 0 ? "::" : ":"
            return "'\(start)\(escaped(place.name)):\(action(place.hint))'"
        }
        return "    _arguments -s \\\n        " + specs.joined(separator: " \\\n        ") + "\n"
    }

    /// One word of a list, and what follows each.
    private static func chooser(_ pairs: [(String, String)], _ cases: String) -> String {
        let described = pairs.map { "        '\($0.0):\(escaped($0.1))'" }.joined(separator: "\n")
        return """
                local context state state_descr line
                typeset -A opt_args
                local -a commands=(
            \(described)
                )
                _arguments -C '1: :->command' '*:: :->rest'
                case $state in
                command) _describe command commands ;;
                rest)
                    case $line[1] in
            \(cases)        esac ;;
                esac

            """
    }

    private static func action(_ hint: CompletionHint) -> String {
        switch hint {
        case .none: " "
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .wordList(let words): "_values -s , value \(words.joined(separator: " "))"
        case .file: "_files"
        case .folder: "_files -/"
        }
    }

    /// A text inside `'...[...]'`.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "'": result += "'\\''"
            case "[", "]", ":", "\\": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result
    }
}
