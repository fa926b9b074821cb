/// A completion script for zsh.
enum ZshCompletion {
    static func script(_ program: Program) -> String {
        let tree = CompletionTree(program)
        let function = CompletionTree.function(program)
        var text = """
            #compdef \(program.name)
            # zsh completion for \(program.name); load with: source <(\(program.name) completion zsh)
            # or keep it as \(function) in a folder of $fpath.


            """
        if tree.asks { text += answer(function) }
        for node in tree.nodes {
            text +=
                "\(function)_\(node.path.map(CompletionTree.identifier).joined(separator: "_"))() {\n"
            text += body(node, function) + "}\n\n"
        }
        // The inner functions see the words of their command only.
        text += "\(function)() {\n    local program=$words[1]\n"
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
        return text + """
            }

            if [[ $funcstack[1] == \(function) ]]; then
                \(function) "$@"
            else
                compdef \(function) \(program.name)
            fi

            """
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
            let value = option.valueName.map {
                "=:\(escaped($0)):\(action(option.hint, function))"
            }
            let name = "--\(option.name)"
            let parts = value.map { (String($0.prefix(1)), String($0.dropFirst())) } ?? ("", "")
            return "'\(name)\(parts.0)[\(escaped(option.help))]\(parts.1)'"
        }
        specs.append("'(- *)--help[Show help.]'")
        specs += node.command.positionals.map { place in
            let start = place.most > 1 ? "*:" : place.least == 0 ? "::" : ":"
            return "'\(start)\(escaped(place.name)):\(action(place.hint, function))'"
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

    private static func action(_ hint: CompletionHint, _ function: String) -> String {
        switch hint {
        case .none: " "
        case .words(let words), .examples(let words): "(\(words.joined(separator: " ")))"
        case .wordList(let words), .exampleList(let words):
            "_values -s , value \(words.joined(separator: " "))"
        case .answer(let words, let passing):
            " \(function)_answer \"\(passing.joined(separator: " "))\" "
                + words.joined(separator: " ")
        case .file: "_files"
        case .folder: "_files -/"
        }
    }

    /// A function that calls the program with the words it gets, and with what was typed for the
    /// options its first argument names.
    private static func answer(_ function: String) -> String {
        """
        \(function)_answer() {
            local option expl
            local -a passed lines
            for option in ${=1}; do
                (( $+opt_args[--$option] )) && passed+=(--$option "${(Q)opt_args[--$option]}")
            done
            shift
            lines=(${(f)"$(_call_program answers timeout 2 ${(q)program} ${(q)@} ${(q)passed} 2>/dev/null)"})
            _wanted answers expl value compadd -a lines
        }


        """
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
