import CLI
import Foundation
import Testing

/// Asks a real shell what it would offer.
private func shell(_ name: String, _ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name, "-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
}

private func exists(_ name: String) -> Bool {
    ["/bin", "/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
}

@Suite(.enabled(if: exists("bash"), "bash is not installed")) struct BashCompletionTests {
    private func offers(_ words: String...) throws -> [String] {
        let script = try #require(Sample.shown("completion", "bash"))
        let line = (["demo"] + words).map { "'\($0)'" }.joined(separator: " ")
        let text = try shell(
            "bash",
            script + "\nCOMP_WORDS=(\(line)); COMP_CWORD=\(words.count); _demo\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"")
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `commands are offered, hidden ones are not`() throws {
        #expect(
            try offers("") == ["export", "config", "help", "completion", "--help", "--version"])
        #expect(try offers("ex") == ["export"])
        #expect(try offers("help", "") == ["export", "config"])
        #expect(try offers("completion", "z") == ["zsh"])
        #expect(try offers("config", "") == ["check", "show", "--help"])
        #expect(try offers("config", "check", "--") == ["--help"])
    }

    @Test func `options and their values are offered`() throws {
        let options = try offers("export", "--")
        #expect(options.contains("--anchor") && options.contains("--tf"))
        #expect(!options.contains("--secret"))
        #expect(try offers("export", "--anchor", "") == ["daily", "weekly", "monthly"])
        #expect(try offers("export", "--tf", "1") == ["1m", "1h"])
        #expect(try offers("export", "--tf", "5m,1") == ["5m,1m", "5m,1h"])
        #expect(try offers("export", "--ticks", "/etc/host").contains("/etc/hosts"))
        #expect(try offers("export", "--rows", "").isEmpty)
    }
}

@Suite struct ZshCompletionTests {
    @Test func `the script names commands, options and choices`() throws {
        let script = try #require(Sample.shown("completion", "zsh"))
        #expect(script.hasPrefix("#compdef demo\n"))
        #expect(script.contains("'export:Write files'"))
        #expect(script.contains("'--anchor[What a profile covers.]:NAME:(daily weekly monthly)'"))
        #expect(script.contains("'--tf[Bar periods.]:TF\\[,...\\]:_values -s , value 1m 5m 1h'"))
        #expect(script.contains("'--ticks[Tick file.]:FILE:_files'"))
        #expect(script.contains("_demo_config_check()"))
        #expect(!script.contains("secret") && !script.contains("inner"))
    }

    @Test(.enabled(if: exists("zsh"), "zsh is not installed"))
    func `zsh can read the script`() throws {
        let script = try #require(Sample.shown("completion", "zsh"))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "completion-\(UUID().uuidString)")
        try script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try shell("zsh", "zsh -n '\(file.path)'") == "")
    }
}
