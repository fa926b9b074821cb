import CLI
import ClientKit
import Glibc

/// Finds the token of a role; no error ever shows one.
enum Login {
    /// The role to ask for and its token: the role's own, else the administrator's, else none.
    static func find(_ wanted: Role, file: String?) throws(CommandFailure) -> (Role, String) {
        let roles = wanted == .admin ? [wanted] : [wanted, .admin]
        let lines = try file.map(read) ?? [:]
        for role in roles {
            if let token = lines["\(role)"] { return (role, token) }
        }
        if let bare = lines[""] { return (wanted, bare) }
        for role in roles {
            let name = "PITWIRE_TOKEN_\("\(role)".uppercased())"
            if let token = getenv(name), token.pointee != 0 {
                return (role, String(cString: token))
            }
        }
        return (wanted, "")
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

/// Runs a command's body with a client that is connected, and turns errors into what to do.
enum Engine {
    /// Connects, runs the body, says goodbye.
    ///
    /// - Parameters:
    ///   - reconnects: whether a lost connection is made again.
    ///   - name: the name to go by; `nil` for the command's.
    static func with(
        _ arguments: Arguments, role: Role = .read, reconnects: Bool = false,
        name: String? = nil,
        _ body: (PitwireClient) async throws -> ExitCode
    ) async throws -> ExitCode {
        let (role, token) = try Login.find(role, file: arguments[Flags.tokenFile])
        let host = arguments[Flags.host]
        do {
            let address = "\(host.contains(":") ? "[\(host)]" : host):\(arguments[Flags.port])"
            var configuration = try ClientConfiguration(address: address, role: role, token: token)
            configuration.clientName = name ?? arguments.path
            if !reconnects { configuration.reconnect = nil }
            if Past.asOf != nil { configuration.requestTimeout = PastRun.patience }
            let client = try await PitwireClient.connect(configuration)
            Past.current?.begin(client, arguments)
            do {
                let code = try await body(client)
                await client.close()
                return code
            } catch {
                await client.close()
                throw error
            }
        } catch let error as ClientError {
            throw failure(error, role)
        }
    }

    /// What went wrong, and what to do about it, in one line.
    static func failure(_ error: ClientError, _ role: Role) -> CommandFailure {
        switch error.code {
        case .connectFailed:
            return CommandFailure("\(error): is `pitwire run` running?", code: .connection)
        case .loginRefused:
            let name = "PITWIRE_TOKEN_\("\(role)".uppercased())"
            return CommandFailure("\(error): set \(name) or --token-file", code: .refused)
        case .refused:
            let advice =
                switch error.wireCode {
                case .unknownSymbol: ": `pitctl symbols` lists them"
                case .unknownStrategy, .unknownRule: ": `pitctl strategies` lists them"
                default: ""
                }
            return CommandFailure("\(error)\(advice)", code: .refused)
        case .badVersion: return CommandFailure("\(error)", code: .refused)
        case .disconnected, .peerSilent, .timedOut, .closed, .endOfData:
            return CommandFailure("\(error)", code: .connection)
        case .badAddress: return CommandFailure("\(error)", code: .usage)
        case .notFound, .protocolViolation, .answerTooLong, .cancelled, .system:
            return CommandFailure("\(error)")
        }
    }
}
