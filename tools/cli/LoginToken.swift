internal import Glibc

/// Finds login tokens: in a file for its owner only, else in the environment. No error shows one.
public enum LoginToken {
    /// The first role that there is a token of, and the token.
    ///
    /// A file holds lines `role = token`, or one bare token, which is the first role's. In the
    /// environment they are `PITWIRE_TOKEN_READ` and so on.
    ///
    /// - Parameters:
    ///   - roles: names of roles, the most wanted first.
    ///   - file: looked into before the environment.
    /// - Returns: `nil` when there is a token of none of them.
    /// - Throws: The file cannot be read, or others can read it.
    public static func find(
        _ roles: [String], file: String?
    ) throws(CommandFailure) -> (role: String, token: String)? {
        let lines = try file.map(read) ?? [:]
        for role in roles {
            if let token = lines[role] { return (role, token) }
        }
        if let bare = lines[""], let first = roles.first { return (first, bare) }
        for role in roles {
            if let token = environment("PITWIRE_TOKEN_\(role.uppercased())") {
                return (role, token)
            }
        }
        return nil
    }

    /// A token of one name: of the line `NAME = token` of a file, else of a variable.
    public static func find(
        named name: String, file: String?, variable: String
    ) throws(CommandFailure) -> String? {
        try file.map(read)?[name] ?? environment(variable)
    }

    /// A variable that is there and not empty.
    private static func environment(_ name: String) -> String? {
        guard let token = getenv(name), token.pointee != 0 else { return nil }
        return String(cString: token)
    }

    /// Tokens by role; a file of one bare token gives it under no name.
    private static func read(_ path: String) throws(CommandFailure) -> [String: String] {
        guard let file = fopen(path, "r") else {
            throw CommandFailure("token file \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var facts = stat()
        guard fstat(fileno(file), &facts) == 0, facts.st_mode & 0o077 == 0 else {
            throw CommandFailure("token file \(path) can be read by others: chmod 600 it")
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        var tokens: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let pair = parts[0].split(separator: "=", maxSplits: 1).map { part in
                part.filter { !$0.isWhitespace }
            }
            switch pair.count {
            case 2: if tokens[pair[0]] == nil { tokens[pair[0]] = pair[1] }
            case 1 where !pair[0].isEmpty: if tokens[""] == nil { tokens[""] = pair[0] }
            default: break
            }
        }
        return tokens
    }
}
