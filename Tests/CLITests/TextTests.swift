import CLI
import Testing

@Suite struct TextTests {
    @Test func `colour follows the choice, the terminal and the environment`() {
        let terminal = Terminal(isTerminal: true)
        #expect(terminal.usesColor(.auto))
        #expect(!Terminal(isTerminal: false).usesColor(.auto))
        #expect(!Terminal(isTerminal: true, kind: "dumb").usesColor(.auto))
        #expect(!Terminal(isTerminal: true, kind: "").usesColor(.auto))
        #expect(!Terminal(isTerminal: true, refusesColor: true).usesColor(.auto))
        #expect(Terminal(isTerminal: false, refusesColor: true).usesColor(.always))
        #expect(!terminal.usesColor(.never))
    }

    @Test func `styles vanish when they are off`() {
        #expect(Style(isOn: false).red("x") == "x")
        #expect(Style(isOn: true).red("x") == "\u{1b}[31mx\u{1b}[0m")
        #expect(Style(isOn: true).bold("") == "")
        #expect(!Style(Terminal(isTerminal: false)).isOn)
    }

    @Test(arguments: [
        ("SPY", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👍", 2), ("\u{1b}[31mred\u{1b}[0m", 3),
        ("", 0), ("❤️", 2), ("…", 1),
    ])
    func `a text is as wide as it is shown`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `a cut text ends with an ellipsis`() {
        #expect(DisplayWidth.cut("abcdef", to: 4) == "abc…")
        #expect(DisplayWidth.cut("abcd", to: 4) == "abcd")
        #expect(DisplayWidth.cut("日本語", to: 4) == "日…")
        #expect(DisplayWidth.cut("abc", to: 0) == "")
    }

    @Test func `columns line up by shown width`() {
        var table = Table([
            Table.Column("SYMBOL"), Table.Column("TICKS", .right), Table.Column("NOTE"),
        ])
        table.add(["SPY", "451545", ""])
        table.add(["日本", "7", "late"])
        #expect(
            table.text() == """
                SYMBOL   TICKS  NOTE
                SPY     451545
                日本         7  late

                """)
        let red = Style(isOn: true).red("日本")
        table.add([red, "1", "x"])
        #expect(table.text(showsTitles: false).hasSuffix("\(red)       1  x\n"))
    }

    @Test func `a flexible column gives way`() {
        var table = Table([Table.Column("A"), Table.Column("TEXT", isFlexible: true)])
        table.add(["x", "a long text that goes on"])
        #expect(table.text(columns: 15) == "A  TEXT\nx  a long text…\n")
    }

    @Test func `figures read the same everywhere`() {
        #expect(
            [0, 999, 1000, -1_234_567].map(Figures.count) == ["0", "999", "1,000", "-1,234,567"])
        #expect(
            [999, 1500, 999_949, 999_950, 12_345_678].map(Figures.bytes) == [
                "999 B", "1.5 kB", "999.9 kB", "1.0 MB", "12.3 MB",
            ])
        #expect(
            [0.004, 0.5, 7.06, 59.96, 80, 7500].map(Figures.seconds) == [
                "0.00 s", "0.50 s", "7.1 s", "1 min 0 s", "1 min 20 s", "2 h 5 min",
            ])
        #expect(Figures.seconds(.nan) == "-")
        #expect(Figures.decimal(-0.004, places: 2) == "0.00")
        #expect(Figures.decimal(-1.005, places: 1) == "-1.0")
        #expect(Figures.decimal(2.5, places: 0) == "3")
        #expect(Figures.decimal(1e20, places: 2) == "1e+20")
    }
}

@Suite struct ProgressTests {
    @Test func `a line says how far, how fast and how long`() {
        let state = ProgressLine.State(bytes: 12_000_000, total: 30_000_000, rows: 1_234_567)
        #expect(
            ProgressLine.text("reading a.csv", state, seconds: 2, columns: 200)
                == "reading a.csv  40 %  12.0 MB of 30.0 MB  1,234,567 rows  6.0 MB/s  3.0 s left")
        #expect(
            ProgressLine.text("x", .init(bytes: 10, rows: 1), seconds: 0, columns: 200)
                == "x  10 B  1 rows")
        #expect(ProgressLine.text("reading", state, seconds: 2, columns: 12) == "reading  40…")
    }

    @Test func `lines come ten times a second at most, to a terminal only`() {
        final class Screen {
            var time: UInt64 = 0
            var writes: [String] = []
        }
        let screen = Screen()
        func line(_ terminal: Terminal) -> ProgressLine {
            ProgressLine(
                "x", terminal: terminal, now: { screen.time }, write: { screen.writes.append($0) })
        }
        var shown = line(Terminal(isTerminal: true))
        for step in 0..<10 {
            screen.time = UInt64(step) * 60_000_000
            shown.update(.init(bytes: step, rows: step))
        }
        // Due at 100 ms, then 100 ms after each: 120, 240, 360, 480 ms.
        #expect(screen.writes.count == 4)
        #expect(screen.writes.allSatisfy { $0.hasPrefix("\r\u{1b}[K") })
        shown.finish()
        #expect(screen.writes.last == "\r\u{1b}[K")
        screen.writes = []
        screen.time = 0
        for terminal in [Terminal(isTerminal: false), Terminal(isTerminal: true, kind: "dumb")] {
            var silent = line(terminal)
            screen.time = 10_000_000_000
            silent.update(.init(bytes: 1, rows: 1))
            silent.finish()
        }
        #expect(screen.writes.isEmpty)
    }
}
