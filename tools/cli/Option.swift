/// An option of a command: `--name VALUE`, or `--name` alone for a flag.
///
/// Declared once as a constant; `Arguments` gives its value by that constant.
public struct Option<Value: Sendable>: Sendable {
    /// What help, completion and the parser need to know.
    public let declaration: OptionDeclaration
    let read: @Sendable (String?) -> Value

    /// An option with a default.
    public init(
        _ name: String, short: Character? = nil, _ form: ValueForm<Value>,
        default value: Value, help: String, isHidden: Bool = false
    ) {
        declaration = OptionDeclaration(
            name, short, form, help, defaultText: form.text(value), isHidden: isHidden)
        read = { $0.flatMap(form.parse) ?? value }
    }

    /// An option that may be absent.
    public init<Wrapped: Sendable>(
        _ name: String, short: Character? = nil, _ form: ValueForm<Wrapped>, help: String,
        isHidden: Bool = false
    ) where Value == Wrapped? {
        declaration = OptionDeclaration(name, short, form, help, isHidden: isHidden)
        read = { $0.flatMap(form.parse) }
    }

    /// An option that must be given.
    public init(
        required name: String, short: Character? = nil, _ form: ValueForm<Value>, help: String
    ) {
        declaration = OptionDeclaration(name, short, form, help, isRequired: true)
        read = { text in
            guard let value = text.flatMap(form.parse) else {
                preconditionFailure("--\(name) was read before the command line was parsed")
            }
            return value
        }
    }

    /// A flag: off unless given.
    public init(
        flag name: String, short: Character? = nil, help: String, isHidden: Bool = false
    ) where Value == Bool {
        declaration = OptionDeclaration(flag: name, short, help, isHidden: isHidden)
        read = { $0 != nil }
    }
}

/// What help, completion and the parser know about an option.
public struct OptionDeclaration: Sendable {
    /// The name without dashes.
    public let name: String
    /// The one-letter name, if any.
    public let short: Character?
    /// One sentence.
    public let help: String
    /// Left out of help and completion.
    public let isHidden: Bool
    /// A command line without it is wrong.
    public let isRequired: Bool
    /// The default as text.
    public let defaultText: String?
    /// What stands for the value, `nil` for a flag.
    public let valueName: String?
    /// What is allowed.
    public let allowed: String
    /// What the shell may offer.
    public let hint: CompletionHint
    let words: [String]
    let isList: Bool
    let accepts: @Sendable (String) -> Bool

    init<Value: Sendable>(
        _ name: String, _ short: Character?, _ form: ValueForm<Value>, _ help: String,
        defaultText: String? = nil, isRequired: Bool = false, isHidden: Bool = false
    ) {
        Self.check(name)
        self.name = name
        self.short = short
        self.help = help
        self.isHidden = isHidden
        self.isRequired = isRequired
        self.defaultText = defaultText
        valueName = form.name
        allowed = form.allowed
        hint = form.hint
        words = form.words
        isList = form.name.hasSuffix("[,...]")
        accepts = { form.parse($0) != nil }
    }

    init(flag name: String, _ short: Character?, _ help: String, isHidden: Bool) {
        Self.check(name)
        self.name = name
        self.short = short
        self.help = help
        self.isHidden = isHidden
        isRequired = false
        defaultText = nil
        valueName = nil
        allowed = ""
        hint = .none
        words = []
        isList = false
        accepts = { _ in false }
    }

    /// Names go into shell scripts as they are.
    static func check(_ name: String) {
        precondition(
            !name.isEmpty
                && name.utf8.allSatisfy {
                    (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
                }
                && !name.hasPrefix("-"),
            "a name has small letters, digits and dashes, got \(name)")
    }
}

/// A value without an option's name, known by its place.
public struct Positional<Value: Sendable>: Sendable {
    /// What help, completion and the parser need to know.
    public let declaration: PositionalDeclaration
    let read: @Sendable ([String]) -> Value

    /// A value that must be given.
    public init(_ name: String, _ form: ValueForm<Value>, help: String) {
        declaration = PositionalDeclaration(name, form, help, least: 1, most: 1)
        read = { texts in
            guard let value = texts.first.flatMap(form.parse) else {
                preconditionFailure("\(name) was read before the command line was parsed")
            }
            return value
        }
    }

    /// A value that may be absent.
    public init<Wrapped: Sendable>(
        optional name: String, _ form: ValueForm<Wrapped>, help: String
    ) where Value == Wrapped? {
        declaration = PositionalDeclaration(name, form, help, least: 0, most: 1)
        read = { $0.first.flatMap(form.parse) }
    }

    /// All values that are left, at least `least`; the last of a command.
    public init<Element: Sendable>(
        rest name: String, _ form: ValueForm<Element>, least: Int = 0, help: String
    ) where Value == [Element] {
        declaration = PositionalDeclaration(name, form, help, least: least, most: .max)
        read = { $0.compactMap(form.parse) }
    }
}

/// What help, completion and the parser know about a positional value.
public struct PositionalDeclaration: Sendable {
    /// What stands for it in help: `SYMBOL`.
    public let name: String
    /// One sentence.
    public let help: String
    /// The fewest values.
    public let least: Int
    /// The most values.
    public let most: Int
    /// What is allowed.
    public let allowed: String
    /// What the shell may offer.
    public let hint: CompletionHint
    let words: [String]
    let accepts: @Sendable (String) -> Bool

    init<Value: Sendable>(
        _ name: String, _ form: ValueForm<Value>, _ help: String, least: Int, most: Int
    ) {
        self.name = name
        self.help = help
        self.least = least
        self.most = most
        allowed = form.allowed
        hint = form.hint
        words = form.words
        accepts = { form.parse($0) != nil }
    }
}
