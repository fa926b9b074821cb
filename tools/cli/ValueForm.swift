/// What may stand where a value is expected, for the shell's completion.
public enum CompletionHint: Hashable, Sendable {
    /// Nothing to offer.
    case none
    /// One of these words.
    case words([String])
    /// These words, several of them joined by commas.
    case wordList([String])
    /// These words among others.
    case examples([String])
    /// These words among others, several of them joined by commas.
    case exampleList([String])
    /// The lines that the program itself prints when called with `words`; what was typed so far
    /// for the options `passing` goes along.
    case answer(_ words: [String], passing: [String])
    /// A file.
    case file
    /// A folder.
    case folder
}

/// How a value is written on the command line and read from there.
public struct ValueForm<Value: Sendable>: Sendable {
    /// What stands for the value in help: `N`, `FILE`.
    public var name: String
    /// What is allowed, as the end of "expected ...".
    public var allowed: String
    /// What the shell may offer.
    public var hint: CompletionHint
    /// The words one of which was probably meant, empty when the value is free.
    public var words: [String]
    /// The value of a text, `nil` when the text is none.
    public var parse: @Sendable (String) -> Value?
    /// The text of a value, for defaults in help.
    public var text: @Sendable (Value) -> String

    /// Puts a form together.
    public init(
        name: String, allowed: String, hint: CompletionHint = .none, words: [String] = [],
        parse: @escaping @Sendable (String) -> Value?, text: @escaping @Sendable (Value) -> String
    ) {
        self.name = name
        self.allowed = allowed
        self.hint = hint
        self.words = words
        self.parse = parse
        self.text = text
    }
}

extension ValueForm where Value == String {
    /// Any text that is not empty.
    public static func text(_ name: String, hint: CompletionHint = .none) -> ValueForm {
        ValueForm(
            name: name, allowed: "a text", hint: hint, parse: { $0.isEmpty ? nil : $0 },
            text: { $0 })
    }

    /// A file's name.
    public static func file(_ name: String = "FILE") -> ValueForm {
        ValueForm(
            name: name, allowed: "a file", hint: .file, parse: { $0.isEmpty ? nil : $0 },
            text: { $0 })
    }

    /// A folder's name.
    public static func folder(_ name: String = "DIR") -> ValueForm {
        ValueForm(
            name: name, allowed: "a folder", hint: .folder, parse: { $0.isEmpty ? nil : $0 },
            text: { $0 })
    }
}

extension ValueForm where Value == Int {
    /// A whole number of a range.
    public static func integer(_ name: String = "N", in range: ClosedRange<Int>) -> ValueForm {
        let allowed =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound) on"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueForm(
            name: name, allowed: allowed,
            parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
            text: { String($0) })
    }
}

extension ValueForm where Value == Double {
    /// A finite number of a range.
    public static func number(
        _ name: String = "X", in range: ClosedRange<Double>, allowed: String
    ) -> ValueForm {
        ValueForm(
            name: name, allowed: allowed,
            parse: { text in
                guard let value = Double(text), value.isFinite, range.contains(value),
                    text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) })
                else { return nil }
                return value
            },
            text: { value in
                let text = value.description
                return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
            })
    }
}

extension ValueForm where Value: Equatable {
    /// One of a few values, by name.
    public static func choice(
        _ name: String, of values: [(name: String, value: Value)]
    ) -> ValueForm {
        let names = values.map(\.name)
        return ValueForm(
            name: name, allowed: names.joined(separator: ", "), hint: .words(names), words: names,
            parse: { text in values.first { $0.name == text }?.value },
            text: { value in values.first { $0.value == value }?.name ?? "" })
    }
}

extension ValueForm {
    /// Several values joined by commas, at least one.
    public static func list<Element: Sendable>(
        of form: ValueForm<Element>
    ) -> ValueForm where Value == [Element] {
        let hint: CompletionHint =
            switch form.hint {
            case .words(let words): .wordList(words)
            case .examples(let words): .exampleList(words)
            default: form.hint
            }
        return ValueForm(
            name: "\(form.name)[,...]", allowed: "one or more, with commas, of \(form.allowed)",
            hint: hint, words: form.words,
            parse: { text in
                let parts = text.split(separator: ",", omittingEmptySubsequences: false)
                let values = parts.compactMap { form.parse(String($0)) }
                return values.count == parts.count ? values : nil
            },
            text: { $0.map(form.text).joined(separator: ",") })
    }
}
