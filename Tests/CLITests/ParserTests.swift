import CLI
import Testing

@Suite struct ParserTests {
    @Test func `values arrive with their types`() throws {
        let values = try #require(
            Sample.values(
                "export", "--out", "dir", "--rows=7", "--tf", "5m,1h", "--share", "0.25", "SPY",
                "a", "-"))
        #expect(values[Sample.out] == "dir")
        #expect(values[Sample.rows] == 7)
        #expect(values[Sample.periods] == [300, 3600])
        #expect(values[Sample.share] == 0.25)
        #expect(values[Sample.symbol] == "SPY")
        #expect(values[Sample.more] == ["a", "-"])
        #expect(values[Sample.ticks] == nil)
        #expect(!values[StandardOptions.json])
        #expect(values.path == "demo export")
    }

    @Test func `defaults hold until something is given`() throws {
        let values = try #require(Sample.values("export", "--out", "d", "SPY"))
        #expect(values[Sample.rows] == 5)
        #expect(values[Sample.anchor] == 1)
        #expect(values[Sample.periods] == [60])
        #expect(!values.has(Sample.rows))
        let short = try #require(Sample.values("export", "--out", "d", "-r", "9", "SPY"))
        #expect(short[Sample.rows] == 9)
        #expect(short.has(Sample.rows))
    }

    @Test func `a list given twice is one list`() throws {
        let values = try #require(
            Sample.values("export", "--tf", "1m", "--out", "d", "--tf", "1h", "S"))
        #expect(values[Sample.periods] == [60, 3600])
    }

    @Test func `after two dashes nothing is an option`() throws {
        let values = try #require(Sample.values("export", "--out", "d", "--", "--rows", "-x"))
        #expect(values[Sample.symbol] == "--rows")
        #expect(values[Sample.more] == ["-x"])
    }

    @Test func `a dash and negative numbers are values`() throws {
        let values = try #require(Sample.values("export", "--out", "-", "--", "-5"))
        #expect(values[Sample.out] == "-")
        #expect(Sample.values("export", "--out", "d", "-5") != nil)
    }

    @Test(arguments: [
        (["export", "S"], "demo export: --out DIR is required\n"),
        (
            ["export", "--out", "d", "--row", "1", "S"],
            "demo export: no option --row; did you mean --rows?\n"
        ),
        (
            ["export", "--out", "d", "--rows", "0", "S"],
            "demo export: --rows: \"0\" is not allowed, expected a whole number from 1 to 100\n"
        ),
        (
            ["export", "--out", "d", "--anchor", "dayly", "S"],
            "demo export: --anchor: \"dayly\" is not allowed, expected daily, weekly, monthly; did "
                + "you mean daily?\n"
        ),
        (
            ["export", "--out", "d", "--tf", "1m,5n", "S"],
            "demo export: --tf: \"1m,5n\" is not allowed, expected one or more, with commas, of 1m, "
                + "5m, 1h; did you mean 5m?\n"
        ),
        (
            ["export", "--out", "d", "--json=1", "S"],
            "demo export: --json takes no value, got \"1\"\n"
        ),
        (["export", "S", "--out"], "demo export: --out needs a value: DIR, a folder\n"),
        (["export", "--out", "--json", "S"], "demo export: --out needs a value: DIR, a folder\n"),
        (
            ["export", "--out", "a", "--out", "b", "S"],
            "demo export: --out is given twice: \"a\" and \"b\"\n"
        ),
        (["export", "--out", "d"], "demo export: SYMBOL is missing\n"),
        (
            ["export", "--out", "d", "-xy", "S"],
            "demo export: no option -xy; demo export --help lists them\n"
        ),
        (
            ["exprot"],
            "demo: no command \"exprot\"; did you mean export?; demo --help lists the commands\n"
        ),
        (["--jsn"], "demo: no option \"--jsn\"; demo --help lists the commands\n"),
        (
            ["config", "chekc"],
            "demo config: no command \"chekc\", it has check, show; did you mean check?\n"
        ),
        (["config", "check", "extra"], "demo config check: \"extra\" is one value too many\n"),
        (
            ["completion", "fish"],
            "demo: completion: \"fish\" is not allowed, expected bash, zsh\n"
        ),
    ])
    func `a wrong command line is one line with what is allowed`(
        words: [String], text: String
    ) {
        guard case .wrong(let found) = Sample.program.meaning(of: words, terminal: Sample.plain)
        else {
            Issue.record("\(words) was taken")
            return
        }
        #expect(found == text)
        #expect(found.split(separator: "\n").count == 1)
    }

    @Test func `a message cannot break out of its line`() throws {
        let text = try #require(
            Sample.wrong("export", "--out", "d", "--rows", "1\n\u{1b}[31m", "S"))
        #expect(text.filter { $0 == "\n" }.count == 1)
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `numbers are finite and plain`() {
        for text in ["nan", "inf", "0x1p-1", " 0.5", "1.01", "-0.1", ""] {
            #expect(Sample.values("export", "--out", "d", "--share=\(text)", "S") == nil, "\(text)")
        }
        #expect(Sample.values("export", "--out", "d", "--share=5e-1", "S")?[Sample.share] == 0.5)
    }
}

@Suite struct NearestTests {
    @Test(arguments: [
        ("wekly", "weekly"), ("monthyl", "monthly"), ("dai", "daily"), ("xyz", nil),
    ])
    func `the nearest name is within a slip or two`(typed: String, name: String?) {
        #expect(Nearest.name(to: typed, in: ["daily", "weekly", "monthly"]) == name)
    }

    @Test func `control characters are shown`() {
        #expect(VisibleText.of("a\nb\tc\r\u{7}\u{9b}") == "a\\nb\\tc\\r\\u{7}\\u{9b}")
        #expect(VisibleText.of("plain é") == "plain é")
    }
}
