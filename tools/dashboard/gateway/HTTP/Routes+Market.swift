import ClientKit
import PitctlViews
import Web

/// Prices and volumes.
extension Routes {
    static let market: [Route] = [
        Route("GET", "/api/engines", [], "The engines.", .json(.engines)) { call in
            WebResponse(.object([("engines", .list(call.gateway.links.map(\.json)))]))
        },
        Route(
            "GET", "/api/symbols", [engine], "Instruments with their scales, and lengths of bars.",
            .json(.symbols), symbolsAnswer),
        Route(
            "GET", "/api/bars",
            [
                engine, symbol, period, limit(1...5000, 500),
                QueryKey("from", .instant, "The first start that counts."),
                QueryKey("to", .instant, "The first start that counts no more."),
            ], "Closed bars, oldest first.", .json(.bars), barsAnswer),
        Route(
            "GET", "/api/footprint",
            [
                engine, symbol, period,
                QueryKey("start_ns", .instant, "The start of its bar; the developing one without."),
            ], "One footprint.", .json(.footprint), footprintAnswer),
        Route(
            "GET", "/api/footprints",
            [
                engine, symbol, period, limit(1...500, 50),
                QueryKey("before_ns", .instant, "Those that start before it."),
            ], "Closed footprints, oldest first.", .json(.footprints), footprintsAnswer),
        Route(
            "GET", "/api/profile",
            [
                engine, symbol, anchor,
                QueryKey(
                    "previous", .count(0...32), standard: "0",
                    "So many completed ones back; 0 is the developing one."),
            ], "A volume profile.", .json(.profile), profileAnswer),
        Route(
            "GET", "/api/vwap", [engine, symbol, anchor], "A VWAP with its deviation.",
            .json(.vwap), vwapAnswer),
        Route(
            "GET", "/api/levels", [engine, symbol], "Open levels of unfinished business.",
            .json(.levels)
        ) { (call: Call) async throws(APIError) in
            let (client, facts, info) = try call.instrument()
            let symbol = info.instrument.symbol
            let levels = try await call.ask { () throws(ClientError) in
                try await OpenLevels.ask(client, symbol, facts)
            }
            return WebResponse(levels.json(symbol: symbol))
        },
    ]

    private static func symbolsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (_, facts) = try call.engine()
        let footprints = [facts.footprintPeriod].compactMap(\.self)
        return WebResponse(
            .object([
                ("symbols", .list(facts.instruments.map { MarketJSON($0.instrument).symbol })),
                ("periods", .list(facts.periods.map { .string($0.name) })),
                ("footprint_periods", .list(footprints.map { .string($0.name) })),
            ]))
    }

    private static func barsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts, info) = try call.instrument()
        let period = try call.period(facts)
        let bars = try await call.ask { () throws(ClientError) in
            try await client.bars(
                of: info.instrument.symbol, period: period, from: call.instant("from"),
                to: call.instant("to"), limit: call.count("limit"))
        }
        return WebResponse(list("bars", info, period, bars.map(MarketJSON(info.instrument).bar)))
    }

    private static func list(
        _ name: String, _ info: InstrumentInfo, _ period: BarPeriod, _ values: [JSONValue]
    ) -> JSONValue {
        .object([
            ("symbol", .string(info.instrument.symbol)), ("period", .string(period.name)),
            (name, .list(values)),
        ])
    }

    private static func footprintAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts, info) = try call.instrument()
        let period = try call.footprintPeriod(facts)
        let start = call.instant("start_ns")
        let record = try await call.ask { () throws(ClientError) in
            try await client.footprint(
                of: info.instrument.symbol, period: period,
                moment: start.map { .at($0) } ?? .developing)
        }
        if let start, record.bar.start != start {
            throw APIError(.notFound, "no footprint starts at \(InstantText.utc(start))")
        }
        return WebResponse(MarketJSON(info.instrument).footprint(record, isOpen: start == nil))
    }

    private static func footprintsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, facts, info) = try call.instrument()
        let period = try call.footprintPeriod(facts)
        let json = MarketJSON(info.instrument)
        let records = try await call.ask { () throws(ClientError) in
            try await client.footprints(
                of: info.instrument.symbol, period: period, before: call.instant("before_ns"),
                limit: call.count("limit"))
        }
        return WebResponse(
            list("footprints", info, period, records.map { json.footprint($0, isOpen: false) }))
    }

    private static func profileAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, _, info) = try call.instrument()
        let back = call.count("previous")
        let profile = try await call.ask { () throws(ClientError) in
            try await client.profile(
                of: info.instrument.symbol, anchor: call.anchor,
                moment: back == 0 ? .developing : .previous(UInt32(back)))
        }
        return WebResponse(MarketJSON(info.instrument).profile(profile))
    }

    private static func vwapAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, _, info) = try call.instrument()
        let anchor = call.anchor
        let reading = try await call.ask { () throws(ClientError) in
            try await client.state(of: info.instrument.symbol)
        }
        guard let vwap = reading.vwaps.first(where: { $0.anchor == anchor }) else {
            throw APIError(
                .notFound, "\(info.instrument.symbol) has no \(anchor.name) VWAP yet")
        }
        return WebResponse(MarketJSON(info.instrument).vwap(vwap))
    }
}

extension Call {
    /// What the beginning of a profile or VWAP is.
    fileprivate var anchor: Anchor {
        let name = text("anchor")
        return [Anchor.weekly, .monthly].first { $0.name == name } ?? .daily
    }
}
