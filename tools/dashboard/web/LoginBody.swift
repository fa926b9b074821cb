import JSON

/// The body of a login, `{"token": "..."}`: an object of one text, and nothing else.
enum LoginBody {
    /// The text; `nil` for any other body.
    static func token(_ body: [UInt8]) -> String? {
        guard case .object(let members)? = try? StrictJSON(body), members.count == 1,
            members[0].name == "token", case .string(let token) = members[0].value
        else { return nil }
        return token
    }
}
