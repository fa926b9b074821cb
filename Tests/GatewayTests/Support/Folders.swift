import Foundation

/// A page and reports on disk, which go with the test.
final class Folders {
    private let root: URL
    var page: String { root.appendingPathComponent("page").path }
    var reports: String { root.appendingPathComponent("reports").path }

    init() throws {
        root = FileManager.default.temporaryDirectory
            .appendingPathComponent("pitdash-\(UUID().uuidString)")
        for (name, text) in [
            ("page/index.html", "<!doctype html><title>Pitwire</title>"),
            ("page/main.js", "export const answer = 42\n"), ("page/panels/one.js", "1\n"),
            ("page/assets/logo.svg", "<svg/>"), ("page/.hidden.js", "secret\n"),
            ("page/notes.exe", "no\n"), ("reports/first.json", "{\"trades\":1}"),
            ("reports/second.json", "{\"trades\":2}"), ("reports/notes.txt", "no"),
            ("secret.json", "{\"secret\":1}"),
        ] {
            let file = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(at: root) }
}
