import Foundation
import Testing

@testable import Settings

@Suite struct EnvironmentFileTests {
    private func file(_ text: String, mode: Int = 0o600) throws -> String {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "pitwire-env-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    @Test func `lines, comments, quotes, export and keys of others`() throws {
        let path = try file(
            """
            # keys
            POLYGON_API_KEY=abc

            export DATABENTO_API_KEY = "d e f"
            PITWIRE_TOKEN_FEED='0123456789abcdef'
            OTHER=ignored
            PITWIRE_TOKEN_READ=
            """)
        defer { unlink(path) }
        let read = try EnvironmentFile.read(path).get()
        #expect(read.value("POLYGON_API_KEY") == "abc")
        #expect(read.value("DATABENTO_API_KEY") == "d e f")
        #expect(read.value("PITWIRE_TOKEN_FEED") == "0123456789abcdef")
        #expect(read.value("OTHER") == nil)
        #expect(read.value("PITWIRE_TOKEN_READ") == nil)
    }

    @Test func `the environment wins`() throws {
        let path = try file("POLYGON_API_KEY=file")
        defer { unlink(path) }
        let read = try EnvironmentFile.read(path).get()
        #expect(read.value("POLYGON_API_KEY", environment: { _ in "environment" }) == "environment")
        #expect(read.value("POLYGON_API_KEY", environment: { _ in "" }) == "file")
        #expect(read.value("POLYGON_API_KEY", environment: { _ in nil }) == "file")
    }

    @Test func `a file that others may read is refused when it holds something of ours`() throws {
        let path = try file("POLYGON_API_KEY=secret", mode: 0o644)
        defer { unlink(path) }
        guard case .failure(let error) = EnvironmentFile.read(path) else {
            Issue.record("it was read")
            return
        }
        #expect("\(error)".contains("make it 600"))
        #expect(!"\(error)".contains("secret"))
        let other = try file("NAME=value", mode: 0o644)
        defer { unlink(other) }
        #expect(throws: Never.self) { try EnvironmentFile.read(other).get() }
    }

    @Test func `a line without a sign is named by its number, and no file is no fault`() throws {
        let path = try file("A=1\nPOLYGON_API_KEY\n")
        defer { unlink(path) }
        guard case .failure(let error) = EnvironmentFile.read(path) else {
            Issue.record("it was read")
            return
        }
        #expect("\(error)".contains(":2"))
        #expect(throws: Never.self) { try EnvironmentFile.read("/nowhere/.env").get() }
    }
}
