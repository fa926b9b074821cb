import CLI
import Market
import Measures
import Records
import Wire

/// The live view where there is no terminal: one line a second, as text or JSON.
public struct WatchLine: Sendable {
    let state: WatchState
    let numbers: NumberText
    let look: Look

    /// A line of a state.
    public init(_ state: WatchState, _ look: Look) {
        self.state = state
        numbers = NumberText(state.instrument)
        self.look = look
    }

    /// `09:35:04 EST  ES  5132.00  delta +121  CVD +1,204  POC 5131.50 …`
    public var text: String {
        var line = LineText(look)
        var parts: [(String, Ink)] = [
            (
                state.last.map { look.clock.clock($0.time) + " " + look.clock.zone($0.time) }
                    ?? "-", .dim
            ),
            (state.instrument.symbol, [.bold, .cyan]),
            (state.last.map { numbers.price($0.price) } ?? "no trade yet", .bold),
        ]
        let delta = state.footprint?.bar.delta.rawValue ?? 0
        if let bar = state.footprint?.bar {
            parts.append(("delta \(numbers.delta(bar.delta))", .sign(delta)))
            parts.append(("CVD \(numbers.delta(bar.cumulativeDelta))", []))
        }
        if let profile = state.profile {
            let marks = profile.landmarks
            let named = [("POC", marks.poc), ("VAH", marks.vah), ("VAL", marks.val)]
            for case (let name, let row?) in named {
                parts.append(
                    ("\(name) \(numbers.price(row: row, rowTicks: profile.rowTicks))", []))
            }
        }
        if let vwap = state.vwap, vwap.volume.rawValue > 0 {
            parts.append(("VWAP \(numbers.mean(vwap.vwap))", []))
        }
        if let signal = state.systems.signals.last {
            parts.append((signal.id, signal.evaluation.direction.ink))
        }
        parts.append((state.isSimulated ? "SIMULATED" : "", .yellow))
        parts.append((state.missed > 0 ? "missed \(state.missed)" : "", .yellow))
        switch state.connection {
        case .connecting: parts.append(("connecting", .yellow))
        case .live: break
        case .lost(let why): parts.append(("connection lost: \(why)", .red))
        case .ended(let why): parts.append(("ended: \(why)", .yellow))
        }
        line.addFitting(parts.map { (text: $0.0, ink: $0.1) })
        return line.text
    }

    /// The same as an object.
    public var json: JSONValue {
        let bar = state.footprint?.bar
        let rowTicks = state.profile?.rowTicks ?? 1
        let marks = state.profile?.landmarks
        func price(_ row: Int64?) -> JSONValue {
            row.map { numbers.json(row: $0, rowTicks: rowTicks) } ?? .null
        }
        let vwap = state.vwap.flatMap { $0.volume.rawValue > 0 ? $0 : nil }
        let none = JSONValue.null
        let delta = bar.map { numbers.json($0.delta) } ?? none
        let cumulative = bar.map { numbers.json($0.cumulativeDelta) } ?? none
        let time = state.last.map { JSONValue.time($0.time) } ?? none
        let members: [(String, JSONValue)] = [
            ("symbol", .string(state.instrument.symbol)), ("event_time_ns", time),
            ("price", numbers.json(state.last?.price)), ("bid", numbers.json(state.quote?.bid)),
            ("ask", numbers.json(state.quote?.ask)), ("delta", delta),
            ("cumulative_delta", cumulative),
            ("session_high", numbers.json(state.session?.high)),
            ("session_low", numbers.json(state.session?.low)), ("poc", price(marks?.poc)),
            ("vah", price(marks?.vah)), ("val", price(marks?.val)),
            ("vwap", vwap.map { JSONValue.number($0.vwap) } ?? none),
            ("sigma", vwap.map { JSONValue.number($0.sigma) } ?? none),
            ("ticks_per_s", state.tickRate.map { JSONValue.number($0) } ?? none),
            ("missed", .number(state.missed)), ("simulated", .bool(state.isSimulated)),
            ("feed", .string("\(state.feed)")), ("connected", .bool(state.connection == .live)),
        ]
        return .object(members + systems)
    }

    /// What the systems say; nothing when the engine runs none.
    private var systems: [(String, JSONValue)] {
        let systems = state.systems
        if systems.isEmpty { return [] }
        func word(_ strategy: String, _ rule: String, _ name: String) -> JSONValue {
            let word = systems.study(strategy, rule)?.word(name) ?? "-"
            return word == "-" ? .null : .string(word)
        }
        func number(_ strategy: String, _ rule: String, _ name: String) -> JSONValue {
            systems.study(strategy, rule)?.number(name).map { .number($0) } ?? .null
        }
        let action = systems.extensions(symbol: state.instrument.symbol)?.action
        return [
            ("regime", word("orderflow", "regime", "regime")),
            ("market_state", word("auction", "market", "state")),
            ("momentum_state", word("momentum", "bar", "state")),
            ("extension_action", action.map { .string($0) } ?? .null),
            ("entry_lenses", number("convergence", "minute", "entry_count")),
            ("exit_lenses", number("convergence", "minute", "exit_count")),
            ("divergences", number("convergence", "minute", "divergence_count")),
            ("last_signal", systems.signals.last.map { .string($0.id) } ?? .null),
        ]
    }
}
