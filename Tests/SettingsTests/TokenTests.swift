import Foundation
import Settings
import Testing

@Suite struct TokenTests {
    static let reader = "reader-0123456789"
    static let admin = "admin-0123456789ab"

    /// A file of its own for `body`, gone afterwards.
    func withFile<Result>(
        _ text: String, mode: Int = 0o600, _ body: (String) throws -> Result
    ) throws -> Result {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "pitwire-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try body(path)
    }

    func tokens(_ file: String, _ environment: [String: String] = [:]) throws -> Tokens {
        try TokenLoader.load(file: file) { environment[$0] }.get()
    }

    func faults(_ file: String, _ environment: [String: String] = [:]) -> [String] {
        switch TokenLoader.load(file: file, environment: { environment[$0] }) {
        case .success: []
        case .failure(let error):
            error.faults.map { $0.description.replacing(file.isEmpty ? "?" : file, with: "FILE") }
        }
    }

    @Test func `a private file gives each role its tokens`() throws {
        let text =
            "# who may\nread = \(Self.reader)\nread = second-0123456789\nadmin = \(Self.admin)\n"
        let read = try withFile(text) { try tokens($0) }
        #expect(read.allows(Self.reader.utf8, .read))
        #expect(read.allows("second-0123456789".utf8, .read))
        #expect(read.allows(Self.admin.utf8, .admin))
        #expect(!read.allows(Self.admin.utf8, .read))
        #expect(!read.allows(Self.reader.utf8, .trade))
        #expect(!read.allows(Self.reader.dropLast().utf8, .read))
        #expect(!read.allows("\(Self.reader)x".utf8, .read))
        #expect(!read.allows("".utf8, .read))
        #expect(!read.isEmpty)
    }

    @Test(arguments: [0o640, 0o604, 0o644, 0o660, 0o666])
    func `a file that others may use is refused`(mode: Int) throws {
        try withFile("read = \(Self.reader)", mode: mode) { path in
            #expect(
                faults(path) == [
                    "FILE: has mode \(String(mode, radix: 8)), others may read it; make it 600"
                ])
        }
    }

    @Test func `what is no file is refused`() {
        #expect(faults("/nowhere/tokens") == ["FILE: cannot be opened: No such file or directory"])
        #expect(faults("/tmp") == ["FILE: is not a regular file"])
    }

    @Test func `the environment wins over the file, role by role`() throws {
        let text = "read = \(Self.reader)\nadmin = \(Self.admin)"
        let read = try withFile(text) { path in
            try tokens(path, ["PITWIRE_TOKEN_READ": "other-0123456789a", "PITWIRE_TOKEN_FEED": ""])
        }
        #expect(!read.allows(Self.reader.utf8, .read))
        #expect(read.allows("other-0123456789a".utf8, .read))
        #expect(read.allows(Self.admin.utf8, .admin))
        #expect(!read.allows("".utf8, .feed))
        #expect(try tokens("").isEmpty)
        #expect(try tokens("", ["PITWIRE_TOKEN_TRADE": Self.admin]).allows(Self.admin.utf8, .trade))
    }

    @Test func `all faults are told, and none shows a token`() throws {
        let text = """
            read = short
            boss = \(Self.admin)
            \(Self.reader)
            feed = has a blank in it, sadly
            trade = \(Self.admin)
            admin = \(Self.admin)
            """
        let found = try withFile(text) { faults($0, ["PITWIRE_TOKEN_READ": "tiny"]) }
        #expect(
            found == [
                "FILE:1: read: a token has 16 to 256 bytes, got 5",
                "FILE:2: unknown role; known are read, feed, trade, admin",
                "FILE:3: a token is written `role = token`",
                "FILE:4: feed: a token is printable ASCII without blanks",
                "environment: PITWIRE_TOKEN_READ: a token has 16 to 256 bytes, got 4",
                "FILE: admin: has a token that trade has too",
            ])
        for line in found {
            #expect(!line.contains(Self.admin) && !line.contains(Self.reader))
        }
    }

    @Test func `neither text nor dump shows a token`() throws {
        let read = try tokens("", ["PITWIRE_TOKEN_READ": Self.reader])
        var dumped = ""
        dump(read, to: &dumped)
        #expect("\(read)" == "tokens(read 1, feed 0, trade 0, admin 0)")
        #expect(!dumped.contains("reader") && !dumped.contains("114"))
        #expect(!String(reflecting: read).contains("reader"))
    }

    @Test func `a configuration file is read from its path`() throws {
        let port = try withFile("[listen]\nport = 1234\n", mode: 0o644) { path in
            try SettingsLoader.load(path: path).get().listen.port
        }
        #expect(port == 1234)
        try withFile("[listen]\nport = x\n") { path in
            guard case .failure(let error) = SettingsLoader.load(path: path) else {
                Issue.record("x is no port")
                return
            }
            #expect(
                error.description
                    == "\(path):2: [listen] port = x: must be a whole number, 0 to 65535")
        }
        guard case .failure(let error) = SettingsLoader.load(path: "/nowhere/pitwire.conf") else {
            Issue.record("there is no such file")
            return
        }
        #expect(
            error.description
                == "/nowhere/pitwire.conf: cannot be opened: No such file or directory")
    }

    @Test func `a file of odd bytes or size is refused`() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "pitwire-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data([0x5b, 0xff, 0xfe, 0x5d]).write(to: URL(filePath: path))
        guard case .failure(let odd) = SettingsLoader.load(path: path) else {
            Issue.record("not UTF-8")
            return
        }
        #expect(odd.description == "\(path): is not UTF-8 text")
        try Data(repeating: 0x23, count: 1_048_577).write(to: URL(filePath: path))
        guard case .failure(let large) = SettingsLoader.load(path: path) else {
            Issue.record("too large")
            return
        }
        #expect(large.description == "\(path): has 1048577 bytes, at most 1048576 are read")
    }
}
