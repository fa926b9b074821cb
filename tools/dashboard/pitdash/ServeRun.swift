import CLI
import ClientKit
import EventLoop
import Gateway
import Web

/// Serves until a signal says to stop.
struct ServeRun {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws -> ExitCode {
        let place = ServeFlags.split(arguments[ServeFlags.listen]) ?? ("127.0.0.1", 8000)
        var web = WebPlan(host: place.host, port: place.port)
        web.token = try LoginToken.find(
            named: "dashboard", file: arguments[ServeFlags.tokenFile], variable: "PITDASH_TOKEN")
        if !web.isLoopback, web.token == nil {
            throw CommandFailure(
                "\(arguments[ServeFlags.listen]) opens the dashboard to others: that needs a token, "
                    + "PITDASH_TOKEN in the environment or `dashboard = token` in --token-file")
        }
        let signals = try StopSignals(untilClosed: arguments[ServeFlags.untilClosed])
        let gateway = Gateway(try plan())
        let server: WebServer
        do {
            server = try WebServer(web, handler: gateway)
        } catch {
            throw CommandFailure("\(error)")
        }
        await gateway.start(server)
        let shown = place.host.contains(":") ? "[\(place.host)]" : place.host
        let address = "\(shown):\(server.port)"
        Output.note("pitdash: http://\(address)/dashboard\n")
        for engine in gateway.plan.engines {
            Output.note(
                "engine \(engine.name) at \(engine.configuration.address), "
                    + "as \(engine.configuration.role)\n")
        }
        if let file = arguments[ServeFlags.readyFile] { try ReadyFile.write(address, to: file) }
        await signals.wait()
        await server.stop()
        await gateway.stop()
        return .ok
    }

    private func plan() throws -> GatewayPlan {
        let (role, token) = try login()
        var engines: [GatewayPlan.Engine] = []
        for place in arguments[ServeFlags.engine] {
            let name = place.name ?? place.address
            guard !engines.contains(where: { $0.name == name }) else {
                throw UsageError("--engine: '\(name)' is there twice")
            }
            var configuration = try ClientConfiguration(
                address: place.address, role: role, token: token)
            configuration.clientName = "pitdash"
            configuration.requestTimeout = .seconds(5)
            engines.append(GatewayPlan.Engine(name: name, configuration: configuration))
        }
        return GatewayPlan(
            engines: engines, page: arguments[ServeFlags.page] ?? Self.ownPage,
            reports: arguments[ServeFlags.reports], version: Pitdash.version)
    }

    /// The highest role that there is a token of, `--role` at most.
    private func login() throws -> (Role, String) {
        let most = arguments[ServeFlags.role]
        let roles = [Role.admin, .trade, .read].filter { $0.rawValue <= most.rawValue }
        guard
            let found = try LoginToken.find(
                roles.map { "\($0)" }, file: arguments[ServeFlags.tokenFile])
        else { return (most, "") }
        return (roles.first { "\($0)" == found.role } ?? most, found.token)
    }

    /// The page that was built along: beside the program.
    private static var ownPage: String? {
        ThisProcess.programFolder.map { $0 + "/pitwire_pitdash.resources/page" }
    }
}
