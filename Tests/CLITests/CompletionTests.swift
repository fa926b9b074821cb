import CLI
import Foundation
import Testing

/// A folder for one question to a shell: files to complete, and a `demo` that can be asked.
private struct Playground: ~Copyable {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("pitwire-completion-\(UUID().uuidString)").path

    init() throws {
        for name in ["bin", "a folder"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        try write("ticks", to: "two words.csv")
        // Answers with what it was called with, a word a line.
        try write("#!/bin/sh\nprintf 'was:%s\\n' \"$@\"\n", to: "bin/demo")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/bin/demo")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    /// What a real shell prints, with `demo` on its path and the files beside it.
    func shell(_ name: String, _ words: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + words
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder)/bin:\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["TERM"] = "dumb"
        process.environment = environment
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
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
        let text = try Playground().shell(
            "bash", "-c",
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
        #expect(try offers("export", "--venue", "c") == ["cme"])
        #expect(try offers("export", "--rows", "").isEmpty)
    }

    @Test func `a value after an equals sign is one, too`() throws {
        #expect(try offers("export", "--anchor", "=") == ["daily", "weekly", "monthly"])
        #expect(try offers("export", "--anchor", "=", "w") == ["weekly"])
    }

    @Test func `names with blanks stay whole`() throws {
        #expect(try offers("export", "--ticks", "two") == ["two words.csv"])
        #expect(try offers("export", "--out", "a") == ["a folder"])
    }

    @Test func `the program itself is asked, with the options that decide its answer`() throws {
        #expect(try offers("export", "--kind", "") == ["was:config", "was:show"])
        #expect(
            try offers("export", "--venue", "cme", "--rows", "3", "--share", "=", "1", "--kind", "")
                == ["was:config", "was:show", "was:--venue", "was:cme", "was:--share", "was:1"])
        #expect(try offers("export", "--kind", "was:s") == ["was:show"])
    }
}

@Suite struct ZshCompletionTests {
    @Test func `the script names commands, options and choices`() throws {
        let script = try #require(Sample.shown("completion", "zsh"))
        #expect(script.hasPrefix("#compdef demo\n"))
        #expect(script.contains("'export:Write files'"))
        #expect(script.contains("'--anchor=[What a profile covers.]:NAME:(daily weekly monthly)'"))
        #expect(script.contains("'--tf=[Bar periods.]:TF\\[,...\\]:_values -s , value 1m 5m 1h'"))
        #expect(script.contains("'--ticks=[Tick file.]:FILE:_files'"))
        #expect(script.contains("_demo_config_check()"))
        #expect(!script.contains("secret") && !script.contains("inner"))
    }
}

/// A real zsh on a terminal of its own is asked; its list is what a person would see.
@Suite(.enabled(if: exists("zsh"), "zsh is not installed")) struct RealZshTests {
    /// What zsh would list for a line, in its order.
    private func offers(_ line: String) throws -> [String] {
        let place = try Playground()
        try place.write(try #require(Sample.shown("completion", "zsh")), to: "_demo")
        try place.write(Self.asking, to: "ask")
        try place.write("", to: "told")
        let noise = try place.shell("timeout", "60", "zsh", "-f", "ask", line)
        #expect(noise == "")
        return try String(contentsOfFile: "\(place.folder)/told", encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    /// Types a line and a tab on a pseudo-terminal; matches go to a file as they are added.
    private static let asking = """
        zmodload zsh/zpty || exit 1
        zpty shell zsh -f -i
        zpty -w shell 'PS1=; PS2=; fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D'
        zpty -w shell 'compadd() {
            if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
            local -a hits
            local hit
            builtin compadd -A hits "$@"
            for hit in $hits; do print -r -- "$hit" >> told; done
            builtin compadd "$@"
        }'
        zpty -w shell 'comppostfuncs=(exit); bindkey "^I" complete-word; print READY'
        zpty -r -m shell text '*READY*READY*' || exit 1
        zpty -n -w shell "$1"$'\\t'
        while zpty -r shell text; do :; done

        """

    @Test func `commands are offered, hidden ones are not`() throws {
        #expect(try offers("demo ") == ["export", "config", "help", "completion"])
        #expect(try offers("demo config ") == ["check", "show"])
        #expect(try offers("demo help ") == ["export", "config"])
        #expect(try offers("demo completion ") == ["bash", "zsh"])
    }

    @Test func `options and their values are offered`() throws {
        let options = try offers("demo export --")
        #expect(options.contains("--anchor") && options.contains("--help"))
        #expect(!options.contains("--secret"))
        #expect(try offers("demo export --anchor ") == ["daily", "weekly", "monthly"])
        #expect(try offers("demo export --anchor=w") == ["weekly"])
        #expect(try offers("demo export --tf 5m,1") == ["1m", "1h"])
        #expect(try offers("demo export --venue c") == ["cme"])
        #expect(try offers("demo export --ticks tw") == ["two\\ words.csv"])
    }

    @Test func `the program itself is asked, with the options that decide its answer`() throws {
        #expect(try offers("demo export --kind ") == ["was:config", "was:show"])
        #expect(
            try offers("demo export --venue cme --rows 3 --share=1 --kind ")
                == ["was:config", "was:show", "was:--venue", "was:cme", "was:--share", "was:1"])
    }
}
