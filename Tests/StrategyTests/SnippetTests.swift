import Foundation
import Testing

/// The guide shows code that is compiled: its blocks are those of the files in `Snippets`.
@Suite struct SnippetTests {
    private var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    /// What stands between two kinds of lines, in order.
    private func blocks(
        _ path: String, from isStart: (String) -> Bool, to end: String
    ) throws -> [String] {
        var found: [[String]] = []
        var isInside = false
        for line in try lines(path) {
            if isStart(line) {
                #expect(!isInside, "a block within a block: \(line)")
                isInside = true
                found.append([])
            } else if line == end {
                isInside = false
            } else if isInside {
                found[found.count - 1].append(line)
            }
        }
        return found.map { $0.joined(separator: "\n") }
    }

    @Test func `the guide's code blocks are the snippets, each once`() throws {
        let folder = "Tests/StrategyTests/Snippets"
        let snippets = try ["Breakaway", "RuleTest", "RunInPipeline", "Catalog"].flatMap {
            try blocks(
                "\(folder)/\($0).swift", from: { $0.hasPrefix("// snippet: ") }, to: "// end")
        }
        let shown = try blocks("docs/guides/strategies.md", from: { $0 == "```swift" }, to: "```")
        #expect(snippets.count == 7)
        #expect(shown.count == snippets.count)
        for snippet in snippets {
            #expect(shown.contains(snippet), "not in the guide:\n\(snippet)")
        }
    }
}
