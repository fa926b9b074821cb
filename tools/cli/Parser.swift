/// Reads what was typed after a command's name.
struct Parser {
    let command: Command
    let path: String

    private var values: [String: String] = [:]
    private var loose: [String] = []

    init(_ command: Command, path: String) {
        self.command = command
        self.path = path
    }

    /// Whether help was asked for: before `--`, and not as another option's value.
    static func asksForHelp(_ words: some Sequence<String>) -> Bool {
        words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }

    /// The checked values.
    mutating func parse(_ words: [String]) throws(UsageError) -> Arguments {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                loose += rest
                break
            }
            if word.hasPrefix("--") {
                try take(long: word, &rest)
            } else if word.hasPrefix("-"), word.count > 1, Double(word) == nil {
                try take(short: word, &rest)
            } else {
                loose.append(word)
            }
        }
        for option in command.options where option.isRequired && values[option.name] == nil {
            throw UsageError("--\(option.name) \(option.valueName ?? "") is required")
        }
        return Arguments(
            path: path, values: values, positionals: try places(),
            declared: Set(command.options.map(\.name)))
    }

    private mutating func take(long word: String, _ rest: inout ArraySlice<String>)
        throws(UsageError)
    {
        let parts = word.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.options.first(where: { $0.name == name }) else {
            let names = command.options.filter { !$0.isHidden }.map { "--\($0.name)" } + ["--help"]
            throw UsageError("no option --\(name)" + Nearest.advice("--\(name)", in: names))
        }
        try store(option, "--\(name)", parts.count == 2 ? String(parts[1]) : nil, &rest)
    }

    private mutating func take(short word: String, _ rest: inout ArraySlice<String>)
        throws(UsageError)
    {
        guard word.count == 2,
            let option = command.options.first(where: { $0.short == word.last })
        else {
            throw UsageError("no option \(word); \(path) --help lists them")
        }
        try store(option, word, nil, &rest)
    }

    private mutating func store(
        _ option: OptionDeclaration, _ shown: String, _ inline: String?,
        _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        guard let valueName = option.valueName else {
            guard inline == nil else {
                throw UsageError("\(shown) takes no value, got \"\(inline ?? "")\"")
            }
            values[option.name] = ""
            return
        }
        guard let value = inline ?? next(&rest) else {
            throw UsageError("\(shown) needs a value: \(valueName), \(option.allowed)")
        }
        if let earlier = values[option.name] {
            guard option.isList else {
                throw UsageError("\(shown) is given twice: \"\(earlier)\" and \"\(value)\"")
            }
            try check(shown, value, option.accepts, option.allowed, option.words)
            values[option.name] = "\(earlier),\(value)"
            return
        }
        try check(shown, value, option.accepts, option.allowed, option.words)
        values[option.name] = value
    }

    /// The next word, unless it is an option.
    private func next(_ rest: inout ArraySlice<String>) -> String? {
        guard let word = rest.first, !word.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    private func check(
        _ shown: String, _ value: String, _ accepts: (String) -> Bool, _ allowed: String,
        _ words: [String]
    ) throws(UsageError) {
        guard !accepts(value) else { return }
        // Of a list, the first element that is no word is what was mistyped.
        let parts = value.split(separator: ",").map(String.init)
        let typed = parts.first { !words.contains($0) } ?? value
        throw UsageError(
            "\(shown): \"\(value)\" is not allowed, expected \(allowed)"
                + Nearest.advice(typed, in: words))
    }

    private func places() throws(UsageError) -> [String: [String]] {
        var places: [String: [String]] = [:]
        var rest = loose[...]
        for place in command.positionals {
            let count = min(place.most, rest.count)
            guard count >= place.least else { throw UsageError("\(place.name) is missing") }
            let taken = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            for value in taken {
                try check(place.name, value, place.accepts, place.allowed, place.words)
            }
            places[place.name] = taken
        }
        if let extra = rest.first {
            throw UsageError("\"\(extra)\" is one value too many")
        }
        return places
    }
}
