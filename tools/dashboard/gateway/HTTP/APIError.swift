package import ClientKit
package import PitctlViews

/// Why a request is not answered as asked: what, where, the limit and the value, in one sentence.
package struct APIError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The words of `code` in answers.
    package enum Code: String, CaseIterable, Sendable {
        /// The body is no JSON object, or says something twice.
        case badJSON = "bad_json"
        /// The body has a key that nothing is known of.
        case unknownKey = "unknown_key"
        /// A value is of the wrong type or out of its range.
        case badValue = "bad_value"
        /// A parameter of the path or query.
        case badQuery = "bad_query"
        /// The gateway's login to the engine may not do it.
        case role
        /// No such path, symbol, engine, footprint or decision.
        case notFound = "not_found"
        /// Not by that method.
        case method
        /// The engine refused in its present state.
        case state
        /// The engine said what the gateway does not understand.
        case engine
        /// The engine cannot be reached.
        case engineAway = "engine_away"
        /// Too much at once, here or there; later it may work.
        case busy
        /// No answer in time.
        case timeout

        /// The HTTP status it comes with.
        package var status: Int {
            switch self {
            case .badJSON, .unknownKey, .badValue, .badQuery: 400
            case .role: 403
            case .notFound: 404
            case .method: 405
            case .state: 409
            case .engine: 502
            case .engineAway, .busy: 503
            case .timeout: 504
            }
        }
    }

    /// What kind of no it is.
    package let code: Code
    /// One sentence.
    package let description: String

    /// Puts an error together.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// What ClientKit could not do.
    package init(_ error: ClientError) {
        let code: Code =
            switch error.code {
            case .timedOut: .timeout
            case .notFound: .notFound
            case .refused: Self.code(error.wireCode)
            case .answerTooLong, .protocolViolation, .system, .badAddress: .engine
            case .connectFailed, .loginRefused, .badVersion, .disconnected, .peerSilent, .cancelled,
                .closed, .endOfData:
                .engineAway
            }
        self.init(code, "\(error)")
    }

    private static func code(_ wireCode: WireErrorCode?) -> Code {
        switch wireCode {
        case .unknownSymbol, .notKept: .notFound
        case .roleMissing: .role
        case .badParameter, .unknownStrategy, .unknownRule: .badQuery
        case .overload, .unreadable, .tooManySubscriptions: .busy
        case .unsupported, .unknownChannel: .state
        // A command that ClientKit itself knows to be none.
        case nil: .badValue
        default: .engine
        }
    }

    /// A command that the engine refused.
    package init(_ answer: CommandAnswer) {
        let code: Code =
            switch answer.outcome {
            case .badValue, .unknownSetting, .badScope, .orderTerms, .badSize, .badPrice: .badValue
            case .notAllowed: .role
            case .unknownInstrument, .unknownAlert, .unknownAnchor, .unknownOrder: .notFound
            default: .state
            }
        let text = answer.text.isEmpty ? "" : ": \(answer.text)"
        self.init(code, answer.outcome.name + text)
    }

    /// `{"error", "code"}`
    package var json: JSONValue {
        .object([("error", .string(description)), ("code", .string(code.rawValue))])
    }
}
