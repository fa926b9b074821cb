import ClientKit
import JSON
import PitctlViews
import Web

/// A page's side of the WebSocket: what it asks for.
struct PageTalk: Sendable {
    private let gateway: Gateway
    private let socket: WebSocketPeer

    init(_ gateway: Gateway, _ socket: WebSocketPeer) {
        self.gateway = gateway
        self.socket = socket
    }

    /// Serves the page until its socket is closed.
    func run() async {
        guard let (link, wish) = try? Self.wish(of: socket.request, gateway) else {
            return socket.close(1008, "the parameters are not understood")
        }
        var talk = State(link: link, wish: wish)
        await watch(&talk, link, wish)
        for await message in socket.messages {
            do throws(APIError) {
                try await answer(message, &talk)
            } catch {
                refuse(error)
            }
        }
        await talk.link.leave(socket)
    }

    /// What it watches.
    private struct State {
        var link: EngineLink
        var wish: PageWish
    }

    private func refuse(_ error: APIError) {
        gateway.pageCounters.refused.add()
        socket.send(PageMessage.body("error", at: nil, error.json))
    }

    private func watch(_ talk: inout State, _ link: EngineLink, _ wish: PageWish) async {
        do throws(APIError) {
            try await link.watch(socket, wish)
            if link !== talk.link { await talk.link.leave(socket) }
            talk = State(link: link, wish: wish)
        } catch {
            refuse(error)
        }
    }

    private func answer(_ message: String, _ talk: inout State) async throws(APIError) {
        var (type, data) = ("", [StrictJSON.Member]())
        for member in try StrictBody(Array(message.utf8)).members {
            switch (member.name, member.value) {
            case ("type", .string(let text)): type = text
            case ("data", .object(let members)): data = members
            case ("data", .null), ("ts_ns", _): break
            case ("type", let value):
                throw APIError(.badValue, "type is a text, got \(value.kind)")
            case ("data", let value):
                throw APIError(.badValue, "data is an object, got \(value.kind)")
            default:
                throw APIError(
                    .unknownKey, "no key '\(member.name)' here; there are type, ts_ns, data")
            }
        }
        switch type {
        case "ping":
            try StrictBody(data).allow([])
            socket.send(PageMessage.body("pong", at: nil, .object([])))
        case "watch": try await change(StrictBody(data), &talk)
        default:
            throw APIError(.badValue, "type is one of ping, watch, got '\(type.prefix(64))'")
        }
    }

    private func change(_ body: StrictBody, _ talk: inout State) async throws(APIError) {
        try body.allow(["engine", "symbol", "period"])
        let link = try body.text("engine").map { (name) throws(APIError) in
            try gateway.link(name)
        }
        var wish = link == nil || link === talk.link ? talk.wish : PageWish()
        if let symbol = try body.text("symbol") { wish.symbol = symbol }
        if let name = try body.text("period") { wish.period = try Self.period(name) }
        await watch(&talk, link ?? talk.link, wish)
    }

    /// What the query of an upgrade asks for.
    static func wish(
        of request: WebRequest, _ gateway: Gateway
    ) throws(APIError) -> (EngineLink, PageWish) {
        var values: [String: String] = [:]
        for (name, value) in request.query where !value.isEmpty {
            guard ["engine", "symbol", "period"].contains(name) else {
                throw APIError(
                    .badQuery, "no parameter '\(name)' here; there are engine, symbol, period")
            }
            guard values[name] == nil else { throw APIError(.badQuery, "\(name) is there twice") }
            values[name] = value
        }
        let link = try gateway.link(values["engine"])
        let wish = PageWish(
            symbol: values["symbol"],
            period: try values["period"].map { (name) throws(APIError) in try period(name) })
        if let facts = link.reading.facts {
            if let symbol = wish.symbol, facts.instrument(symbol) == nil {
                throw .noSymbol(symbol, facts)
            }
            if let period = wish.period, !facts.periods.contains(period) {
                throw .noPeriod(period.name, facts)
            }
        }
        return (link, wish)
    }

    private static func period(_ name: String) throws(APIError) -> BarPeriod {
        if let period = BarPeriod(name: name) { return period }
        let known = BarPeriod.allCases.map(\.name).joined(separator: ", ")
        throw APIError(.badQuery, "period is one of \(known), got '\(name.prefix(64))'")
    }
}
