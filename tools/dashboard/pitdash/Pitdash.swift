import CLI
import ClientKit
import Gateway
import Glibc
import Web

/// The dashboard's program: a page, JSON over HTTP and a WebSocket, for one or several engines.
@main
enum Pitdash {
    static let version = "0.1.0"

    static func main() async {
        // A page that goes away is a failed write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        var words = Array(CommandLine.arguments.dropFirst())
        // Without a command's name it is the one that serves.
        let first = words.first ?? "-"
        if first.hasPrefix("-"), first != "--version" { words.insert("serve", at: 0) }
        await Program(
            name: "pitdash", version: version, summary: "the dashboard of running engines",
            commands: [serveCommand]
        ).main(words)
    }
}

/// `pitdash`.
private let serveCommand = CLI.Command(
    name: "serve", summary: "Serve the dashboard; the command when none is named",
    discussion: """
        Logs in to engines that `pitwire run` runs, and shows them in a browser at
        http://127.0.0.1:8000/dashboard. Programs find JSON under /api, a WebSocket at /ws,
        counters for Prometheus at /metrics, and all of it described at /openapi.json.

        Tokens of the engines come from the environment (PITWIRE_TOKEN_ADMIN, _TRADE, _READ)
        or from the file that --token-file names, which only its owner may read. The highest
        role there is a token of is taken, --role at most: read looks, trade runs the session,
        admin changes settings, too.

        Any address but this machine's own opens the dashboard to others. It then demands a
        token of its own, PITDASH_TOKEN in the environment or a line `dashboard = token` of
        the file. There is no TLS: put a proxy that has it in front.

        Engines may start later, end, and come back: the page says so, and goes on.
        """,
    options: [
        ServeFlags.engine.declaration, ServeFlags.listen.declaration,
        ServeFlags.tokenFile.declaration, ServeFlags.role.declaration,
        ServeFlags.reports.declaration, ServeFlags.page.declaration,
        ServeFlags.readyFile.declaration, ServeFlags.untilClosed.declaration,
    ],
    examples: [
        CLI.Command.Example("pitdash", "the engine at 127.0.0.1:7717, at port 8000"),
        CLI.Command.Example("pitdash --engine ny=10.0.0.5:7717 --engine 127.0.0.1:7718", "two"),
        CLI.Command.Example("pitdash --listen 127.0.0.1:0 --ready-file port", "any free port"),
        CLI.Command.Example("pitdash --role read --reports reports/", "looks, and shows backtests"),
    ],
    action: .async { arguments in try await ServeRun(arguments).run() })

/// The options of `pitdash`.
enum ServeFlags {
    static let engine = Option(
        "engine", .list(of: engineForm), default: [EnginePlace(address: "127.0.0.1:7717")],
        help: "Where an engine listens, and a name for it; several, the first is usual.")
    static let listen = Option(
        "listen", addressForm, default: "127.0.0.1:8000",
        help: "Where to serve; port 0 takes any free one.")
    static let tokenFile = Option<String?>(
        "token-file", .file(), help: "File with lines `role = token`; for its owner only.")
    static let role = Option(
        "role",
        .choice("ROLE", of: [Role.read, .trade, .admin].map { ("\($0)", $0) }),
        default: Role.admin, help: "The most that pages may do.")
    static let reports = Option<String?>(
        "reports", .folder(), help: "Folder of reports that `pitwire backtest --json` wrote.")
    static let page = Option<String?>(
        "page", .folder(), help: "Folder of the page, instead of the one that came along.")
    static let readyFile = Option<String?>(
        "ready-file", .file(), help: "Written once it serves: the address, for scripts.")

    static let untilClosed = Option(
        flag: "until-closed", help: "End once standard input is closed.", isHidden: true)

    /// An engine on the command line.
    struct EnginePlace: Hashable, Sendable {
        var name: String?
        var address: String

        init(name: String? = nil, address: String) {
            self.name = name
            self.address = address
        }
    }

    private static let engineForm = ValueForm<EnginePlace>(
        name: "[NAME=]HOST:PORT", allowed: "an address such as 127.0.0.1:7717 or ny=10.0.0.5:7717",
        parse: { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let address = String(parts[parts.count - 1])
            guard (try? ClientConfiguration(address: address)) != nil else { return nil }
            guard parts.count == 2 else { return EnginePlace(address: address) }
            let isName =
                !parts[0].isEmpty && parts[0].utf8.count <= 32
                && parts[0].allSatisfy {
                    $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
                }
            return isName ? EnginePlace(name: String(parts[0]), address: address) : nil
        },
        text: { place in place.name.map { "\($0)=\(place.address)" } ?? place.address })

    private static let addressForm = ValueForm<String>(
        name: "HOST:PORT", allowed: "an IP address in digits and a port, such as 127.0.0.1:8000",
        parse: { split($0) == nil ? nil : $0 }, text: { $0 })

    /// Host and port of an address; the port may be 0.
    static func split(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        var bytes = in6_addr()
        let isAddress =
            inet_pton(AF_INET, String(host), &bytes) == 1
            || inet_pton(AF_INET6, String(host), &bytes) == 1
        return isAddress ? (String(host), port) : nil
    }
}
