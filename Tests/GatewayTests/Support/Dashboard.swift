import Chance
import ClientKit
import EventLoop
import Feed
import Foundation
import Host
import Market
import Pipeline
import Records
import Settings
import Systems
import Web
import Wire

@testable import Gateway

/// An engine with ES and SPY, all systems and a feed of the test's own, and a dashboard for it.
final class Dashboard {
    static let token = "0123456789abcdef"

    private(set) var host: EngineHost
    let gateway: Gateway
    let server: WebServer
    private var feeder: PitwireClient?
    private var feed: Feed?

    /// Starts both, and waits until they are connected.
    ///
    /// - Parameter names: by which the gateway knows the engine.
    init(
        names: [String] = ["one"], roles: Set<Role> = Set(Role.allCases), page: String? = nil,
        reports: String? = nil,
        web change: (inout WebPlan) -> Void = { _ in }
    ) async throws {
        host = try Self.engine(port: 0, roles: roles)
        host.start()
        let role: Role = roles.contains(.admin) ? .admin : roles.contains(.trade) ? .trade : .read
        var configuration = try ClientConfiguration(
            address: "127.0.0.1:\(host.port)", role: role, token: Self.token)
        configuration.reconnect?.longest = .milliseconds(100)
        gateway = Gateway(
            GatewayPlan(
                engines: names.map { .init(name: $0, configuration: configuration) }, page: page,
                reports: reports, version: "1.2.3"))
        var plan = WebPlan()
        change(&plan)
        server = try WebServer(plan, handler: gateway)
        await gateway.start(server)
        try await waitForEngine(.live)
    }

    static func engine(port: Int, roles: Set<Role> = Set(Role.allCases)) throws -> EngineHost {
        var settings = EngineSettings()
        settings.listen.port = port
        let catalog = SystemCatalog.catalog
        let instruments = try ["ES", "SPY"].map { symbol in
            var one = try HostInstrument(symbol: symbol, settings: settings, origin: .wire)
            one.strategies = catalog.seats(
                on: try settings.instrumentSettings(for: symbol), of: settings, mode: .utc)
            one.pipeline.barsMode = .utc
            one.pipeline.footprintMode = .utc
            one.pipeline.profilesMode = .utc
            one.pipeline.vwapsMode = .utc
            return one
        }
        let plan = HostPlan(settings: settings, instruments: instruments) { token, role in
            token == Array(Self.token.utf8) && (roles.contains(role) || role == .feed)
        }
        return try EngineHost(plan)
    }

    /// Ends everything.
    func end() async {
        await feeder?.close()
        await server.stop()
        await gateway.stop()
        host.stop()
        host.join()
    }

    /// Waits until the gateway says that of its engine.
    func waitForEngine(_ state: EngineLink.State) async throws {
        while gateway.links.contains(where: { $0.reading.state != state }) { await Task.yield() }
    }

    // MARK: The engine

    /// Ends the engine.
    func stopEngine() async {
        await feeder?.close()
        (feeder, feed) = (nil, nil)
        host.stop()
        host.join()
    }

    /// Starts another engine in its place.
    func startEngine() throws {
        host = try Self.engine(port: host.port)
        host.start()
    }

    /// A client of the engine itself.
    func client(_ role: Role = .read) async throws -> PitwireClient {
        try await PitwireClient.connect(
            to: "127.0.0.1:\(host.port)", role: role, token: Self.token)
    }

    /// Lets ES trade, and waits until the engine has taken it in.
    func trade(_ inputs: [Input]) async throws {
        if feed == nil {
            let client = try await client(.feed)
            feeder = client
            feed = try await client.feed(symbols: ["ES"])
        }
        try await feed?.send(inputs)
        guard let last = inputs.last, let feeder else { return }
        while try await feeder.state(of: "ES").state.lastTick?.time != last.time {
            await Task.yield()
        }
    }

    // MARK: Pages

    /// A connection of its own.
    func http(receiveBuffer: CInt? = nil) throws -> HTTPClient {
        try HTTPClient(server.port, receiveBuffer: receiveBuffer)
    }

    /// A page that has had its snapshot.
    func page(_ target: String = "/ws") async throws -> (page: HTTPClient, snapshot: JSON) {
        let page = try http()
        let answer = try await page.upgrade(target)
        guard answer.status == 101 else {
            throw HTTPClient.Failure(description: "\(answer.status): \(answer.text)")
        }
        return (page, try await page.hear("snapshot"))
    }
}

/// A made-up market of ES: ticks at even distances from the open of 2024-01-03, seeded.
struct MadeUpMarket {
    private var random = SplitMix64(7)
    private(set) var time: Int64 = 1_704_292_200_000_000_000
    private(set) var price: Int64 = 4700 * 4

    /// So many ticks, so many milliseconds apart.
    mutating func ticks(_ count: Int, every milliseconds: Int64) -> [Input] {
        (0..<count).map { _ in
            time += milliseconds * 1_000_000
            price += random.below(3) - 1
            return tick(
                size: 1 + random.below(20),
                side: Aggressor(rawValue: UInt8(random.below(3))) ?? .none)
        }
    }

    /// One tick at a price, in quarter points.
    mutating func tick(at quarters: Int64, after milliseconds: Int64) -> Input {
        time += milliseconds * 1_000_000
        price = quarters
        return tick(size: 1, side: .buyer)
    }

    private func tick(size: Int64, side: Aggressor) -> Input {
        .tick(
            InstrumentID(0), time: Nanoseconds(time), price: Price(price * 250_000_000),
            size: Size(size), side: side)
    }
}
