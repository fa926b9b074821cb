/// Help, made from the declarations.
struct HelpText {
    let style: Style
    /// Columns of a line.
    let columns: Int

    init(_ terminal: Terminal, _ choice: ColorChoice = .auto) {
        style = Style(terminal, choice)
        columns = min(100, terminal.columns)
    }

    /// What a program is and which commands it has.
    func of(_ program: Program) -> String {
        var text = "\(style.bold(program.name)) \(program.version): \(program.summary)\n\n"
        text += heading("Usage") + "  \(program.name) COMMAND [OPTIONS]\n\n"
        if !program.discussion.isEmpty { text += program.discussion + "\n\n" }
        text += heading("Commands")
        let shown = program.commands.filter { !$0.isHidden }
        text += pairs(shown.map { ($0.name, $0.summary) })
        text += pairs([
            ("help COMMAND", "Teach a command: usage, options, examples"),
            ("completion SHELL", "Print a completion script for bash or zsh"),
        ])
        text += "\n" + heading("Options")
        text += pairs([("-h, --help", "Show this."), ("--version", "Show the version.")])
        let examples = shown.compactMap(\.examples.first)
        return text + "\n" + self.examples(examples)
            + "\n\(program.name) help COMMAND shows the options and exit codes of a command.\n"
    }

    /// What a command does, takes and returns.
    func of(_ command: Command, path: String) -> String {
        var text = "\(style.bold(path)): \(command.summary)\n\n"
        text += heading("Usage") + "  \(usage(command, path: path))\n\n"
        if !command.discussion.isEmpty { text += command.discussion + "\n\n" }
        if !command.commands.isEmpty {
            let shown = command.commands.filter { !$0.isHidden }
            text += heading("Commands") + pairs(shown.map { ($0.name, $0.summary) }) + "\n"
        }
        if !command.positionals.isEmpty {
            text += heading("Arguments")
            text += pairs(command.positionals.map { ($0.name, $0.help) }) + "\n"
        }
        text += heading("Options") + pairs(options(command)) + "\n"
        text += examples(command.examples) + "\n" + heading("Exit codes")
        let codes = [.ok] + command.exitCodes.filter { $0 != .ok && $0 != .usage } + [.usage]
        return text + pairs(codes.map { ("\($0.rawValue)", $0.meaning) })
    }

    /// `pitwire batch --out DIR [OPTIONS] FILE`.
    func usage(_ command: Command, path: String) -> String {
        var parts = [path]
        if !command.commands.isEmpty { parts.append("COMMAND") }
        for option in command.options where option.isRequired {
            parts.append("--\(option.name) \(option.valueName ?? "")")
        }
        if command.options.contains(where: { !$0.isRequired && !$0.isHidden }) {
            parts.append("[OPTIONS]")
        }
        for place in command.positionals {
            let name = place.most > 1 ? "\(place.name)..." : place.name
            parts.append(place.least == 0 ? "[\(name)]" : name)
        }
        return parts.joined(separator: " ")
    }

    private func options(_ command: Command) -> [(String, String)] {
        var rows = command.options.filter { !$0.isHidden }.map { option in
            var left = option.short.map { "-\($0), " } ?? ""
            left += "--\(option.name)" + (option.valueName.map { " \($0)" } ?? "")
            var right = option.help
            if case .words(let words) = option.hint { right += " One of \(list(words))." }
            if case .wordList(let words) = option.hint { right += " Of \(list(words))." }
            if option.isRequired { right += " Required." }
            if let value = option.defaultText, !value.isEmpty { right += " Default: \(value)." }
            return (left, right)
        }
        rows.append(("-h, --help", "Show this."))
        return rows
    }

    private func list(_ words: [String]) -> String { words.joined(separator: ", ") }

    private func examples(_ examples: [Command.Example]) -> String {
        var text = heading("Examples")
        for example in examples {
            text += "  \(style.dim("# \(example.says)"))\n  \(example.line)\n"
        }
        return text
    }

    private func heading(_ title: String) -> String { style.bold("\(title):") + "\n" }

    /// Terms with their texts beside them, or below when the term is long.
    private func pairs(_ rows: [(term: String, text: String)]) -> String {
        let indent = 26
        var text = ""
        for row in rows {
            let lines = Self.wrap(row.text, to: max(20, columns - indent))
            var term = "  \(row.term)"
            let width = DisplayWidth.of(term)
            if width + 2 > indent {
                text += style.cyan(term) + "\n"
                term = ""
            }
            for (index, line) in lines.enumerated() {
                let used = index == 0 && !term.isEmpty ? width : 0
                let padding = String(repeating: " ", count: indent - used)
                text += (used > 0 ? style.cyan(term) : "") + padding + line + "\n"
            }
        }
        return text
    }

    /// Words on lines of at most `columns`, at least one line.
    static func wrap(_ text: String, to columns: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if DisplayWidth.of(last) + 1 + DisplayWidth.of(String(word)) <= columns {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
