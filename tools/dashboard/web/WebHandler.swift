/// What a server asks for its answers.
public protocol WebHandler: Sendable {
    /// Answers a request that is no upgrade. On any thread; several run at a time. An answer that
    /// takes longer than `WebPlan.requestTimeout` is not waited for.
    func answer(_ request: WebRequest) async -> WebResponse

    /// Before an upgrade: `nil` lets the page in, anything else is its refusal. On the server's
    /// thread, so quick.
    func accept(_ request: WebRequest) -> WebResponse?

    /// A page is connected. On the server's thread, so quick.
    func opened(_ socket: WebSocketPeer)
}
