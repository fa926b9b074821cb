import CLI
import Testing

@Suite struct HelpTests {
    @Test func `help of a command teaches all of it`() throws {
        let text = try #require(Sample.shown("export", "--help"))
        #expect(
            text == """
                demo export: Write files

                Usage:
                  demo export --out DIR [OPTIONS] SYMBOL [FILE...]

                Everything follows the input.

                Arguments:
                  SYMBOL                  What to read.
                  FILE                    More files.

                Options:
                  --out DIR               Folder the files go to. Required.
                  -r, --rows N            Rows. Default: 5.
                  --anchor NAME           What a profile covers. One of daily, weekly, monthly.
                                          Default: daily.
                  --tf TF[,...]           Bar periods. Of 1m, 5m, 1h. Default: 1m.
                  --ticks FILE            Tick file.
                  --share X               A share.
                  --venue NAME            A venue.
                  --kind KIND             A kind.
                  --json                  Write JSON to standard output, one value a line.
                  -h, --help              Show this.

                Examples:
                  # bars of SPY
                  demo export --out x SPY

                Exit codes:
                  0                       done
                  1                       failed, with the reason on standard error
                  3                       the engine could not be reached, or the connection
                                          broke
                  2                       wrong command line, nothing was done

                """)
        #expect(Sample.shown("help", "export") == text)
        #expect(Sample.shown("export", "--out", "x", "-h") == text)
    }

    @Test func `help of the program lists what is not hidden`() throws {
        let text = try #require(Sample.shown("--help"))
        #expect(text.contains("export                  Write files\n"))
        #expect(text.contains("config                  Look after the configuration\n"))
        #expect(!text.contains("inner"))
        #expect(text.contains("demo config check"))
        #expect(Sample.shown("help") == text)
        #expect(Sample.wrong() == text)
    }

    @Test func `a group shows its commands`() throws {
        let text = try #require(Sample.shown("config", "--help"))
        #expect(text.contains("Usage:\n  demo config COMMAND\n"))
        #expect(text.contains("check                   Check it\n"))
        #expect(Sample.wrong("config") == text)
        #expect(
            try #require(Sample.shown("help", "config", "check")).hasPrefix("demo config check:"))
        #expect(
            Sample.wrong("help", "config", "x")
                == "demo: help: \"x\" is no command of demo config\n")
    }

    @Test func `the version is one line`() {
        #expect(Sample.shown("--version") == "demo 1.2.3\n")
        #expect(Sample.shown("version") == "demo 1.2.3\n")
    }

    @Test func `help fits its terminal and is coloured on one only`() throws {
        let wide = Terminal(isTerminal: true, columns: 60)
        guard case .show(let text) = Sample.program.meaning(of: ["help", "export"], terminal: wide)
        else {
            Issue.record("help was not shown")
            return
        }
        #expect(text.contains("\u{1b}[1mOptions:\u{1b}[0m"))
        for line in text.split(separator: "\n") where !line.contains("Usage") {
            #expect(DisplayWidth.of(String(line)) <= 60, "\(line)")
        }
        #expect(try !#require(Sample.shown("help", "export")).contains("\u{1b}"))
    }

    @Test func `a command ends with its code`() async {
        #expect(await Sample.program.run(["config", "check"]) == .failed)
        #expect(await Sample.program.run(["config", "show"]) == .refused)
        #expect(await Sample.program.run(["inner"]) == .timedOut)
        #expect(await Sample.program.run(["export", "--out", "x", "S"]) == .ok)
        #expect(await Sample.program.run(["nothing"]) == .usage)
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 130])
    }
}
