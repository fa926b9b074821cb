import ClientKit
import PitctlViews
import Web

/// A parameter of a route's query.
package struct QueryKey: Sendable {
    /// What its values are.
    enum Form: Sendable {
        /// Any text.
        case text
        /// A whole number within bounds.
        case count(ClosedRange<Int>)
        /// An instant: nanoseconds since 1970, or ISO 8601.
        case instant
        /// One of some words.
        case choice([String])
    }

    let name: String
    let form: Form
    /// What holds without it, as text.
    let standard: String?
    let meaning: String

    init(_ name: String, _ form: Form, standard: String? = nil, _ meaning: String) {
        self.name = name
        self.form = form
        self.standard = standard
        self.meaning = meaning
    }
}

/// A request on its way through a route: its parameters are checked before anything is done.
package struct Call: Sendable {
    let gateway: Gateway
    let request: WebRequest
    /// What stands in the path's braces.
    let parts: [String: String]
    private let query: [String: String]

    init(
        _ gateway: Gateway, _ request: WebRequest, _ route: Route, _ parts: [String: String]
    ) throws(APIError) {
        self.gateway = gateway
        self.request = request
        self.parts = parts
        var query: [String: String] = [:]
        for (name, value) in request.query {
            guard let key = route.query.first(where: { $0.name == name }) else {
                let known = route.query.map(\.name).joined(separator: ", ")
                throw APIError(
                    .badQuery,
                    "no parameter '\(name)' here; "
                        + (known.isEmpty ? "there are none" : "there are \(known)"))
            }
            guard query[name] == nil else {
                throw APIError(.badQuery, "\(name) is there twice")
            }
            // `?system=` is as good as nothing.
            guard !value.isEmpty else { continue }
            try key.check(value)
            query[name] = value
        }
        for key in route.query where query[key.name] == nil {
            query[key.name] = key.standard
        }
        self.query = query
    }

    /// A parameter as text.
    func text(_ name: String) -> String? { query[name] }

    /// A parameter that has a number, given or standard.
    func count(_ name: String) -> Int {
        guard let value = query[name].flatMap({ Int($0) }) else {
            preconditionFailure("parameter \(name) has no number")
        }
        return value
    }

    /// A parameter that is an instant.
    func instant(_ name: String) -> Nanoseconds? {
        query[name].flatMap { InstantText.parse($0) }
    }

    // MARK: The engine

    /// The engine that is meant.
    func link() throws(APIError) -> EngineLink { try gateway.link(query["engine"]) }

    /// A live engine, and what it is.
    func engine() throws(APIError) -> (client: PitwireClient, facts: EngineFacts) {
        let link = try link()
        let client = try link.client()
        guard let facts = link.reading.facts else {
            throw APIError(.engineAway, "\(link.name) has not said yet what it is")
        }
        return (client, facts)
    }

    /// The instrument that is meant, of a live engine.
    func instrument() throws(APIError) -> (
        client: PitwireClient, facts: EngineFacts, info: InstrumentInfo
    ) {
        let (client, facts) = try engine()
        guard let symbol = query["symbol"] else {
            guard let first = facts.instruments.first else {
                throw APIError(.notFound, "the engine has no instrument")
            }
            return (client, facts, first)
        }
        guard let info = facts.instrument(symbol) else { throw .noSymbol(symbol, facts) }
        return (client, facts, info)
    }

    /// The period that is meant; the engine's usual unless `period` says another.
    func period(_ facts: EngineFacts) throws(APIError) -> BarPeriod {
        guard let name = query["period"] else {
            guard let usual = facts.usualPeriod else {
                throw APIError(.state, "the engine has no bars")
            }
            return usual
        }
        guard let period = BarPeriod(name: name), facts.periods.contains(period) else {
            throw .noPeriod(name, facts)
        }
        return period
    }

    /// The period of footprints.
    func footprintPeriod(_ facts: EngineFacts) throws(APIError) -> BarPeriod {
        guard let period = facts.footprintPeriod else {
            throw APIError(.notFound, "the engine has no footprints")
        }
        if let name = query["period"], name != period.name {
            throw APIError(
                .badQuery, "no footprints of period '\(name)'; they are of \(period.name)")
        }
        return period
    }

    /// Asks the engine.
    func ask<Value>(
        _ question: () async throws(ClientError) -> Value
    ) async throws(APIError) -> Value {
        do throws(ClientError) {
            return try await question()
        } catch {
            throw APIError(error)
        }
    }
}

extension QueryKey {
    /// Throws when a text is no value of the parameter.
    func check(_ text: String) throws(APIError) {
        switch form {
        case .text:
            guard text.utf8.count <= 128 else {
                throw APIError(
                    .badQuery, "\(name) has at most 128 bytes, got \(text.utf8.count)")
            }
        case .count(let range):
            let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isPlain, let number = Int(text), range.contains(number) else {
                throw APIError(
                    .badQuery,
                    "\(name) is a whole number from \(range.lowerBound) to \(range.upperBound), "
                        + "got '\(text.prefix(64))'")
            }
        case .instant:
            guard InstantText.parse(text) != nil else {
                throw APIError(
                    .badQuery,
                    "\(name) is an instant, in nanoseconds since 1970 or ISO 8601, "
                        + "got '\(text.prefix(64))'")
            }
        case .choice(let words):
            guard words.contains(text) else {
                throw APIError(
                    .badQuery,
                    "\(name) is one of \(words.joined(separator: ", ")), got '\(text.prefix(64))'")
            }
        }
    }
}
