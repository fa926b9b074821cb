import CLibwebsockets

extension HTTPConnection {
    /// An upgrade is asked for. The library goes on with it, to a WebSocket, at 0; a refusal is
    /// written here, and ends the connection.
    func confirmUpgrade() -> CInt {
        let sent = LibraryHeaders(wsi)
        // An upgrade to something it has never heard of the library refuses by itself, lets go of the
        // request, and asks here all the same.
        guard case .idle = phase, !sent.values(WSI_TOKEN_UPGRADE).isEmpty else { return -1 }
        let fields: RequestFields
        switch RequestFields.read(sent) {
        case .success(let read): fields = read
        case .failure(let refusal): return refuse(refusal)
        }
        if let refusal = server.door.refusal(fields, isUpgrade: true, port: server.port) {
            return refuse(refusal)
        }
        guard fields.tokens(of: "upgrade") == ["websocket"], fields.path == server.plan.socketPath
        else { return answer(elsewhere(fields)) }
        guard SocketRequest.isAsked(fields) else { return answer(HTTPConnection.noUpgrade) }
        guard SocketRequest.hasKey(fields) else {
            var refusal = Refusal.bad("an upgrade has a key of 16 bytes and version 13")
            refusal.headers = [("Sec-WebSocket-Version", "13")]
            return refuse(refusal)
        }
        guard (fields.length ?? 0) == 0 else { return refuse(.bad("an upgrade has no body")) }
        let request = request(fields, [])
        if let response = server.handler.accept(request) { return answer(response) }
        nextLink = SocketLink(request, wsi, server)
        return 0
    }

    private func elsewhere(_ fields: RequestFields) -> WebResponse {
        var response = WebResponse.refusal(
            426, "upgrade", "only \(server.plan.socketPath) is upgraded, and to a WebSocket")
        response.headers = [("Upgrade", "websocket")]
        return response
    }

    private func refuse(_ refusal: Refusal) -> CInt {
        server.count { $0.refused += 1 }
        return answer(refusal.response)
    }

    /// Here and now: the library waits for no answer before an upgrade.
    private func answer(_ response: WebResponse) -> CInt {
        let writer = AnswerWriter(response, to: nil, keepsAlive: false)
        count(response, writer)
        _ = writer.write(wsi, server)
        return endNow()
    }
}
