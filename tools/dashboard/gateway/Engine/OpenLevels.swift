package import ClientKit
package import PitctlViews

/// Levels of unfinished business that are open: the fold of what the order flow says of them.
package struct OpenLevels: Sendable {
    /// One level.
    package struct Level: Hashable, Sendable {
        /// A real price.
        package var price: Double
        /// Which end of its bar it was: `high` or `low`.
        package var side: String
        /// When it was opened.
        package var start: Nanoseconds
    }

    /// In the order of their opening.
    package private(set) var levels: [Level] = []
    /// The highest number of a decision that was taken in.
    private var newest: UInt64 = 0

    /// None.
    package init() {}

    /// Takes a decision in; one that was taken in before, or is about something else, changes
    /// nothing.
    ///
    /// - Returns: Whether the levels changed.
    package mutating func take(_ decision: DecisionText) -> Bool {
        let evaluation = decision.evaluation
        guard decision.systemName == "orderflow", decision.ruleName == "level",
            evaluation.number > newest, let price = decision["price"],
            let side = DecisionPageJSON.word("extreme", decision)?.lowercased(),
            let opened = decision["opened"]
        else { return false }
        newest = evaluation.number
        let level = Level(price: price, side: side, start: .milliseconds(Int64(opened)))
        let count = levels.count
        if decision.reason == "opened" {
            levels.append(level)
        } else {
            levels.removeAll { $0 == level }
        }
        return levels.count != count
    }

    /// The levels as a list.
    var list: JSONValue {
        .list(
            levels.map {
                .page([
                    ("price", .price($0.price)), ("side", .string($0.side)),
                    ("start_ns", .time($0.start)),
                ])
            })
    }

    /// The levels of a symbol.
    func json(symbol: String) -> JSONValue {
        .object([("symbol", .string(symbol)), ("levels", list)])
    }

    /// What an engine says of an instrument's levels.
    ///
    /// - Returns: No levels when its order flow does not run.
    static func ask(
        _ client: PitwireClient, _ symbol: String, _ facts: EngineFacts
    ) async throws(ClientError) -> OpenLevels {
        var levels = OpenLevels()
        guard facts.strategies.contains(where: { $0.name == "orderflow" }) else { return levels }
        let events = try await client.evaluations(
            of: symbol, strategy: "orderflow", rule: "level", verdicts: [.event])
        for event in events.reversed() { _ = levels.take(DecisionText(event)) }
        return levels
    }
}

extension DecisionText {
    /// A decision as ClientKit gives it.
    package init(_ decision: Decision) {
        self.init(decision.evaluation, decision.instrument.instrument, decision.strategy)
    }
}
