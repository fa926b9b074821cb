/// A completion script for bash.
enum BashCompletion {
    static func script(_ program: Program) -> String {
        let tree = CompletionTree(program)
        let function = CompletionTree.function(program)
        let top = CompletionTree.top(program)
        let commands = program.commands.filter { !$0.isHidden }.map(\.name)
        return """
            # bash completion for \(program.name); load with: source <(\(program.name) completion bash)
            \(tree.asks ? answer(function) : "")\(function)() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local place="" word index
                COMPREPLY=()
                # bash takes --option=value for three words.
                if [[ $current == "=" ]]; then
                    current=""
                elif [[ $previous == "=" ]]; then
                    previous="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word="${COMP_WORDS[index]}"
                    case "$place/$word" in
            \(tree.nodes.map { "            \"\(leader($0.path))\") place=\"$place/$word\" ;;" }.joined(separator: "\n"))
                    esac
                done
                case "$place:$previous" in
            \(tree.nodes.flatMap { values($0, function) }.joined(separator: "\n"))
                esac
                case "$place" in
                    "")
                        if [[ ${COMP_WORDS[1]} == help && $COMP_CWORD -gt 1 ]]; then
                            \(offer(commands))
                        elif [[ ${COMP_WORDS[1]} == completion && $COMP_CWORD -gt 1 ]]; then
                            \(offer(["bash", "zsh"]))
                        else
                            \(offer(top + ["--help", "--version"]))
                        fi ;;
            \(tree.nodes.map { words($0, function) }.joined(separator: "\n"))
                esac
            }
            complete -F \(function) \(program.name)

            """
    }

    private static func leader(_ path: [String]) -> String { "/" + path.joined(separator: "/") }

    /// What follows an option of a command.
    private static func values(_ node: CompletionTree.Node, _ function: String) -> [String] {
        node.options.filter { $0.valueName != nil }.map { option in
            var patterns = ["\"\(leader(node.path)):--\(option.name)\""]
            if let short = option.short { patterns.append("\"\(leader(node.path)):-\(short)\"") }
            let reply = reply(option.hint, function)
            return "        \(patterns.joined(separator: "|"))) \(reply); return ;;"
        }
    }

    /// What a command offers where no value is due.
    private static func words(_ node: CompletionTree.Node, _ function: String) -> String {
        let offer = offer(
            node.inner.map(\.name) + node.options.map { "--\($0.name)" } + ["--help"])
        guard let place = node.command.positionals.first, place.hint != .none else {
            return "        \"\(leader(node.path))\") \(offer) ;;"
        }
        return """
                    "\(leader(node.path))")
                        if [[ $current == -* ]]; then
                            \(offer)
                        else
                            \(reply(place.hint, function))
                        fi ;;
            """
    }

    private static func reply(_ hint: CompletionHint, _ function: String) -> String {
        switch hint {
        case .none: ":"
        case .words(let words), .examples(let words): offer(words)
        case .wordList(let words), .exampleList(let words):
            "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"${current##*,}\"))"
                + "; [[ $current == *,* ]] && COMPREPLY=(\"${COMPREPLY[@]/#/${current%,*},}\")"
        case .answer(let words, let passing):
            "COMPREPLY=($(compgen -W \"$(\(function)_answer '\(passing.joined(separator: " "))'"
                + " \(words.joined(separator: " ")))\" -- \"$current\"))"
        // Names may have blanks; only they are marked as files, for readline to quote.
        case .file:
            "mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); compopt -o filenames 2>/dev/null"
        case .folder:
            "mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); compopt -o filenames 2>/dev/null"
        }
    }

    private static func offer(_ words: [String]) -> String {
        "COMPREPLY=($(compgen -W \"\(words.joined(separator: " "))\" -- \"$current\"))"
    }

    /// A function that calls the program with the words it gets, and with what was typed for the
    /// options its first argument names.
    private static func answer(_ function: String) -> String {
        """
        \(function)_answer() {
            local passing=" $1 " index word
            local -a passed=()
            shift
            for ((index = 1; index < COMP_CWORD; index++)); do
                word="${COMP_WORDS[index]}"
                [[ $word == --* && $passing == *" ${word#--} "* ]] || continue
                [[ ${COMP_WORDS[index+1]} == "=" ]] && index=$((index + 1))
                passed+=("$word" "${COMP_WORDS[index+1]}")
            done
            timeout 2 "${COMP_WORDS[0]}" "$@" "${passed[@]}" 2>/dev/null </dev/null
        }

        """
    }
}
