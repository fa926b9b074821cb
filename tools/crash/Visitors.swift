import ClientKit
import Market

/// The engine's clients: one that feeds it, one that gives commands.
struct Visitors: Sendable {
    let admin: PitwireClient
    let feed: Feed
    private let feeder: PitwireClient

    init(port: Int, names: [String]) async throws {
        feeder = try await Self.connect(port, .feed)
        admin = try await Self.connect(port, .admin)
        feed = try await feeder.feed(symbols: names)
    }

    private static func connect(_ port: Int, _ role: Role) async throws -> PitwireClient {
        var configuration = try ClientConfiguration(
            address: "127.0.0.1:\(port)", role: role, token: CrashPlan.token)
        configuration.clientName = "pitcrash \(role)"
        configuration.requestTimeout = .seconds(45)
        configuration.feedBuffer = 8192
        var policy = ReconnectPolicy()
        policy.first = .milliseconds(5)
        policy.longest = .milliseconds(20)
        configuration.reconnect = policy
        return try await PitwireClient.connect(configuration)
    }

    func leave() async {
        feed.close()
        await feeder.close()
        await admin.close()
    }
}
