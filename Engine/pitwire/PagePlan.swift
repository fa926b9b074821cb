import CLI
import EventLoop
import Glibc
import Settings

/// What `--page-port` asks for, checked before anything starts: the dashboard of this engine.
struct PagePlan {
    /// Where pages are served, on this machine's own address.
    let port: Int
    /// The program that serves them.
    let program: String
    /// Its environment: this one's, with the tokens that it logs in with.
    let environment: [String]

    /// Roles that a page has use for.
    private static let roles = [TokenRole.admin, .trade, .read]

    init?(_ arguments: Arguments, _ tokens: Tokens) throws {
        guard let port = arguments[RunFlags.pagePort] else { return nil }
        self.port = port
        guard let program = Self.find("pitdash") else {
            throw CommandFailure(
                "--page-port \(port): the page is served by the program pitdash, which is neither "
                    + "beside pitwire nor in PATH")
        }
        self.program = program
        guard Self.roles.contains(where: { tokens.first(of: $0) != nil }) else {
            throw CommandFailure(
                "--page-port \(port): the page needs a token to log in with: set "
                    + "PITWIRE_TOKEN_READ, _TRADE or _ADMIN")
        }
        environment = Self.environment(tokens)
        if let fault = Self.fault(of: port) {
            throw CommandFailure("--page-port \(port): \(fault)")
        }
    }

    /// A program beside this one, or in PATH.
    private static func find(_ name: String) -> String? {
        let folders =
            [ThisProcess.programFolder].compactMap(\.self)
            + (TokenLoader.processEnvironment("PATH") ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Tokens travel here: a command line can be read by everybody on the machine.
    private static func environment(_ tokens: Tokens) -> [String] {
        var lines: [String] = []
        var next = environ
        while let line = next.pointee {
            lines.append(String(cString: line))
            next += 1
        }
        lines.removeAll { line in
            TokenRole.allCases.contains { line.hasPrefix("\($0.variable)=") }
        }
        for role in roles {
            if let token = tokens.first(of: role) { lines.append("\(role.variable)=\(token)") }
        }
        return lines
    }

    /// Why nobody can listen there; `nil` when somebody can.
    private static func fault(of port: Int) -> String? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return String(cString: strerror(errno)) }
        defer { close(socket) }
        var yes: Int32 = 1
        setsockopt(
            socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return isBound ? nil : "127.0.0.1:\(port): \(String(cString: strerror(errno)))"
    }
}
