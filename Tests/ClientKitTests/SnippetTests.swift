import Foundation
import Testing

/// Guides show code that is compiled: their blocks are those of the files in `Snippets`.
@Suite struct SnippetTests {
    private var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    @Test(arguments: [("Guide", "clientkit"), ("Orders", "orders")])
    func `a guide's code blocks are the snippets, each once, in order`(
        _ file: String, _ guide: String
    ) throws {
        var snippets: [[String]] = []
        var isInside = false
        for line in try lines("Tests/ClientKitTests/Snippets/\(file).swift") {
            if line.hasPrefix("// snippet: ") {
                #expect(!isInside, "a snippet within a snippet: \(line)")
                isInside = true
                snippets.append([])
            } else if line == "// end" {
                isInside = false
            } else if isInside {
                snippets[snippets.count - 1].append(line)
            }
        }
        var blocks: [[String]] = []
        isInside = false
        for line in try lines("docs/guides/\(guide).md") {
            if line == "```swift" {
                isInside = true
                blocks.append([])
            } else if line == "```" {
                isInside = false
            } else if isInside {
                blocks[blocks.count - 1].append(line)
            }
        }
        #expect(snippets.count >= 10)
        #expect(blocks.count == snippets.count)
        for (block, snippet) in zip(blocks, snippets) {
            #expect(block.joined(separator: "\n") == snippet.joined(separator: "\n"))
        }
    }
}
