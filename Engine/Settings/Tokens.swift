import Glibc

/// What a login token allows.
public enum TokenRole: String, Sendable, CaseIterable {
    /// Watch market data and state.
    case read
    /// Send ticks.
    case feed
    /// Send orders.
    case trade
    /// Change and stop the engine.
    case admin

    /// The environment variable that holds its token: `PITWIRE_TOKEN_READ`.
    public var variable: String { "PITWIRE_TOKEN_\(rawValue.uppercased())" }
}

/// The login tokens by role. Texts and dumps of it show how many there are, never which.
public struct Tokens: Sendable, CustomStringConvertible, CustomReflectable {
    var byRole: [TokenRole: [[UInt8]]] = [:]

    /// No tokens: nobody can log in.
    public init() {}

    /// Whether there is no token of any role.
    public var isEmpty: Bool { byRole.isEmpty }

    /// Whether a token is one of a role's. Takes as long for a wrong token as for a right one.
    public func allows(_ token: some Collection<UInt8>, _ role: TokenRole) -> Bool {
        let offered = Array(token)
        var found = false
        for known in byRole[role] ?? [] {
            var difference = known.count ^ offered.count
            for (index, byte) in known.enumerated() {
                difference |= Int(byte ^ (index < offered.count ? offered[index] : 0))
            }
            found = found || difference == 0
        }
        return found
    }

    /// A token of a role, for a program that this one starts; `nil` when there is none.
    public func first(of role: TokenRole) -> String? {
        byRole[role]?.first.map { String(decoding: $0, as: UTF8.self) }
    }

    /// How many tokens each role has.
    public var description: String {
        let counts = TokenRole.allCases.map { "\($0.rawValue) \(byRole[$0]?.count ?? 0)" }
        return "tokens(\(counts.joined(separator: ", ")))"
    }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Reads login tokens from a private file and the environment.
public enum TokenLoader {
    /// Bytes of a token.
    static let length = 16...256

    /// The value of one of the process's own environment variables.
    public static func processEnvironment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// The tokens of a file and of the environment, or everything that is wrong with them.
    ///
    /// The file has lines `role = token`, several of one role if wanted, and must be readable by
    /// its owner only. A role that the environment names takes its token from there alone.
    ///
    /// - Parameters:
    ///   - file: path of the file; empty for none.
    ///   - environment: the value of a variable; the process's own unless given.
    public static func load(
        file: String,
        environment: (String) -> String? = TokenLoader.processEnvironment
    ) -> Result<Tokens, SettingsError> {
        var pass = TokenPass(file: file)
        if !file.isEmpty {
            switch TextFile.read(file, limit: 65_536, isSecret: true) {
            case .failure(let error): return .failure(error)
            case .success(let text):
                for (number, line) in SettingsLines.read(text) { pass.take(line, number) }
            }
        }
        for role in TokenRole.allCases {
            guard let token = environment(role.variable), !token.isEmpty else { continue }
            pass.replace(role, with: token)
        }
        pass.checkRoles()
        return pass.faults.isEmpty
            ? .success(pass.tokens) : .failure(SettingsError(faults: pass.faults))
    }
}

/// One pass over the sources of tokens. No fault ever shows a token.
struct TokenPass {
    let file: String
    var tokens = Tokens()
    var faults: [SettingsFault] = []

    init(file: String) { self.file = file }

    mutating func fault(_ place: String, _ line: Int, _ key: String, _ problem: String) {
        faults.append(
            SettingsFault(
                file: place, line: line, section: "", key: key, value: nil, problem: problem))
    }

    mutating func take(_ line: SettingsLine, _ number: Int) {
        guard case .entry(let key, let value) = line else {
            return fault(file, number, "", "a token is written `role = token`")
        }
        guard let role = TokenRole(rawValue: key) else {
            let known = TokenRole.allCases.map(\.rawValue).joined(separator: ", ")
            return fault(file, number, "", "unknown role; known are \(known)")
        }
        if let problem = Self.problem(value) { return fault(file, number, key, problem) }
        tokens.byRole[role, default: []].append(Array(value.utf8))
    }

    mutating func replace(_ role: TokenRole, with token: String) {
        if let problem = Self.problem(token) {
            return fault("environment", 0, role.variable, problem)
        }
        tokens.byRole[role] = [Array(token.utf8)]
    }

    /// A token of two roles would make the lesser one as strong as the other.
    mutating func checkRoles() {
        var owner: [[UInt8]: TokenRole] = [:]
        for role in TokenRole.allCases {
            for token in tokens.byRole[role] ?? [] {
                if let other = owner[token], other != role {
                    fault(
                        file.isEmpty ? "environment" : file, 0, role.rawValue,
                        "has a token that \(other.rawValue) has too")
                }
                owner[token] = role
            }
        }
    }

    static func problem(_ token: String) -> String? {
        guard TokenLoader.length.contains(token.utf8.count) else {
            return "a token has \(TokenLoader.length.lowerBound) to "
                + "\(TokenLoader.length.upperBound) bytes, got \(token.utf8.count)"
        }
        let isPrintable = token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
        return isPrintable ? nil : "a token is printable ASCII without blanks"
    }
}
