import Testing

@testable import Web

/// The parser without a socket: what it takes does not depend on how its bytes are cut.
@Suite struct ParserTests {
    static let requests = [
        "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n3\r\n...\r\n0\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    ]

    private func run(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var parser = RequestParser(maxHeader: 16384, maxBody: 65536)
        var seen: [String] = []
        for piece in pieces {
            piece.withUnsafeBytes { parser.feed($0) }
            steps: while true {
                switch parser.next() {
                case .more: break steps
                case .wantsContinue: seen.append("continue")
                case .refused(let refusal): seen.append("\(refusal.status)")
                case .request(let head, let body):
                    seen.append(
                        "\(head.method) \(head.target.path) \(String(decoding: body, as: UTF8.self))"
                    )
                }
            }
        }
        return seen
    }

    @Test func `requests in a row are the same wherever their bytes are cut`() {
        let bytes = Array(ParserTests.requests.joined().utf8)
        let whole = run([bytes[...]])
        #expect(whole == ["GET /a ", "POST /a hello", "POST /a hello...", "GET / "])
        for cut in 0...bytes.count { #expect(run([bytes[..<cut], bytes[cut...]]) == whole) }
        #expect(run(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    @Test func `no beginning of a request is one`() {
        for request in ParserTests.requests {
            let bytes = Array(request.utf8)
            for cut in 0..<bytes.count { #expect(run([bytes[..<cut]]).isEmpty, "\(cut)") }
        }
    }

    @Test func `after a refusal nothing more is read`() {
        let bytes = Array(("GET / HTTP/9.9\r\n\r\n" + ParserTests.requests[0]).utf8)
        #expect(run([bytes[...], bytes[...]]) == ["505"])
    }

    @Test func `random changes never trap, and are one answer or none each`() {
        var random = SplitMix(state: 3)
        for _ in 0..<20_000 {
            var bytes = Array(ParserTests.requests.randomElement(using: &random)!.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                default: if bytes.count > 1 { bytes.remove(at: index) }
                }
            }
            let whole = run([bytes[...]])
            #expect(whole.count <= 3)
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let cutUp = run([bytes[..<cut], bytes[cut...]])
            #expect(cutUp == whole)
        }
    }

    @Test(arguments: [
        (#"{"token":"a"}"#, "a"), (#"{"token":"\"\\\/\b\f\n\r\t"}"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (#"{"token":"\ud83d\ude00"}"#, "😀"), (#"{"token":"\ud83d"}"#, nil),
        (#"{"token":"\u12"}"#, nil), (#"{"token":"\uzzzz"}"#, nil), (#"{"token":"\x"}"#, nil),
        (#"{"token":"a"#, nil), (#"{"token":"a","b":1}"#, nil), (#"{"Token":"a"}"#, nil),
        ("{\"token\":\"a\nb\"}", nil),
    ])
    func `a login's body is an object of one text`(_ body: String, _ token: String?) {
        #expect(LoginBody.token(Array(body.utf8)) == token)
    }
}
