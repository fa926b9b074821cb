import Glibc

/// A `.env` file: `KEY=value` lines, `#` comments, values in single or double quotes or plain.
///
/// Only the keys that Pitwire knows are taken from it, and only from a file that nobody else may
/// read. What the environment itself says wins.
public struct EnvironmentFile: Sendable {
    /// The keys that are taken.
    public static let keys =
        TokenRole.allCases.map(\.variable) + ["DATABENTO_API_KEY", "POLYGON_API_KEY"]

    private var values: [String: String] = [:]

    /// Nothing.
    public init() {}

    /// Reads a file; one that is not there holds nothing.
    ///
    /// - Returns: What it holds, or everything that is wrong with it; values are never shown.
    public static func read(_ path: String = ".env") -> Result<EnvironmentFile, SettingsError> {
        guard access(path, F_OK) == 0 else { return .success(EnvironmentFile()) }
        let text: String
        switch TextFile.read(path, limit: 65_536) {
        case .failure(let error): return .failure(error)
        case .success(let read): text = read
        }
        var file = EnvironmentFile()
        var faults: [SettingsFault] = []
        func fault(_ line: Int, _ key: String, _ problem: String) {
            faults.append(
                SettingsFault(
                    file: path, line: line, section: "", key: key, value: nil, problem: problem))
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            let trimmed = trimmed(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            guard let equals = trimmed.firstIndex(of: "=") else {
                fault(place + 1, "", "a line is written KEY=value")
                continue
            }
            let name = Self.name(trimmed[..<equals])
            guard keys.contains(name) else { continue }
            file.values[name] = unquoted(trimmed[trimmed.index(after: equals)...])
        }
        // Only a file that holds something of ours has to be private.
        if faults.isEmpty, !file.values.isEmpty,
            case .failure(let error) = TextFile.read(path, limit: 65_536, isSecret: true)
        {
            return .failure(error)
        }
        return faults.isEmpty ? .success(file) : .failure(SettingsError(faults: faults))
    }

    /// The value of a variable: the process's own, else the file's; `nil` for an empty one.
    public func value(_ name: String) -> String? {
        value(name, environment: TokenLoader.processEnvironment)
    }

    /// The value of a variable, with another environment.
    func value(_ name: String, environment: (String) -> String?) -> String? {
        if let own = environment(name), !own.isEmpty { return own }
        return values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func name(_ text: Substring) -> String {
        let words = text.split(separator: " ")
        return words.count == 2 && words[0] == "export" ? String(words[1]) : Settings.trimmed(text)
    }

    private static func unquoted(_ text: Substring) -> String {
        let value = Settings.trimmed(text)
        for quote in ["\"", "'"] where value.count >= 2 {
            if value.hasPrefix(quote), value.hasSuffix(quote) {
                return String(value.dropFirst().dropLast())
            }
        }
        return value
    }
}
