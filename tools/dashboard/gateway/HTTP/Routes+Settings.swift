import ClientKit
import PitctlViews
import Web

/// Settings of the running engine.
extension Routes {
    static let settings: [Route] = [
        Route(
            "GET", "/api/settings", [engine], "What can be changed while the engine runs.",
            .json(.settings), settingsAnswer),
        Route(
            "POST", "/api/settings", [engine, symbol],
            "Changes some settings: all of them, or none.", .json(.status), body: .settingsBody
        ) { (call: Call) async throws(APIError) in
            let (client, facts) = try call.engine()
            try call.body.allow(SettingsChange.keys)
            let change = try SettingsChange(call.body, facts)
            _ = try await change.apply(call, client)
            return try await call.statusAnswer()
        },
    ]

    private static func settingsAnswer(_ call: Call) async throws(APIError) -> WebResponse {
        let (client, _) = try call.engine()
        let desk = try await call.ask { () throws(ClientError) in try await client.desk() }
        let settings = SettingKey.all.map { known in
            let changed = desk.state.settings.last {
                $0.setting.key == known.name && $0.setting.instrument == .all
            }
            return JSONValue.object([
                ("key", .string(known.name)),
                ("value", .string(changed?.setting.value ?? known.standard)),
                ("default", .string(known.standard)), ("meaning", .string(known.meaning)),
            ])
        }
        return WebResponse(.object([("settings", .list(settings))]))
    }
}

/// Settings that a page changes together: all of them are checked before the first is sent, and
/// when the engine refuses one, those before it are taken back.
struct SettingsChange: Sendable {
    /// What a body may name.
    static let keys = [
        "symbol", "profit_target", "loss_limit", "position_size", "timeframe", "speed",
    ]

    private var changes: [(key: String, value: String)] = []

    /// The settings that a body names; other members are passed over.
    init(_ body: StrictBody, _ facts: EngineFacts) throws(APIError) {
        if let symbol = try body.text("symbol") {
            guard facts.instrument(symbol) != nil || symbol.isEmpty else {
                let known = facts.instruments.map(\.instrument.symbol).joined(separator: ", ")
                throw APIError(.badValue, "symbol is one of \(known), got '\(symbol)'")
            }
            changes.append(("trading.symbol", symbol))
        }
        if let target = try body.amount("profit_target", in: 0...10_000_000) {
            changes.append(("trading.profit_target", target.description))
        }
        if let limit = try body.amount("loss_limit", in: -10_000_000...10_000_000) {
            changes.append(("trading.loss_limit", limit.description))
        }
        if let size = try body.count("position_size", in: 1...1_000_000) {
            changes.append(("trading.position_size", "\(size)"))
        }
        if let period = try body.period("timeframe") {
            changes.append((SettingKey.timeframe, period))
        }
        if let speed = try body.number("speed", in: 0...1_000_000) {
            changes.append(("replay.speed", speed))
        }
    }

    /// Sends the settings.
    ///
    /// - Returns: What takes them back.
    func apply(_ call: Call, _ client: PitwireClient) async throws(APIError) -> SettingsUndo {
        guard !changes.isEmpty else { return SettingsUndo() }
        let desk = try await call.ask { () throws(ClientError) in try await client.desk().state }
        var undo = SettingsUndo()
        for (key, value) in changes {
            do throws(APIError) {
                try await call.command { () throws(ClientError) in
                    try await client.set(key, to: value)
                }
            } catch {
                await undo.undo(client)
                // What this engine does not know as a setting it does not offer.
                throw error
            }
            let before = desk.settings.last {
                $0.setting.instrument == .all && $0.setting.key == key
            }
            undo.settings.append((key, before?.setting.value ?? "default"))
        }
        return undo
    }
}

/// Settings as they were before a change.
struct SettingsUndo: Sendable {
    fileprivate(set) var settings: [(key: String, value: String)] = []

    /// Sets them again, the last first; what fails stays as it is.
    func undo(_ client: PitwireClient) async {
        for (key, value) in settings.reversed() {
            _ = try? await client.set(key, to: value)
        }
    }
}

extension Shape {
    static let settings = Shape.object([
        (
            "settings",
            .list(
                .object([
                    ("key", .text), ("value", .text), ("default", .text), ("meaning", .text),
                ]))
        )
    ])

    static let settingsBody = Shape.object(
        [
            ("symbol", .text), ("profit_target", .number), ("loss_limit", .number),
            ("position_size", .whole), ("timeframe", .either([.text, .whole])), ("speed", .number),
        ], optional: Set(SettingsChange.keys))
}
