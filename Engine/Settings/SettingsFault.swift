/// One thing wrong with the configuration.
public struct SettingsFault: Sendable, Hashable, CustomStringConvertible {
    /// Where it was read from.
    public var file: String
    /// The line, from 1; 0 when it is about the file as a whole.
    public var line: Int
    /// The section as written, `symbol SPY`; empty before the first.
    public var section: String
    /// The key; empty when the fault is no key's.
    public var key: String
    /// The value; `nil` when there is none or when it might be a secret.
    public var value: String?
    /// What is wrong and what is allowed.
    public var problem: String

    /// `pitwire.conf:12: [rings] symbol = 1000: must be a power of two, 64 to 16777216`.
    public var description: String {
        var text = line > 0 ? "\(file):\(line): " : "\(file): "
        if !section.isEmpty, line > 0 { text += "[\(section)]" + (key.isEmpty ? ": " : " ") }
        if !key.isEmpty { text += key + (value.map { " = \($0)" } ?? "") + ": " }
        return text + problem
    }
}

/// Everything wrong with the configuration, in the order of its lines.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one fault.
    public var faults: [SettingsFault]

    /// One line per fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
