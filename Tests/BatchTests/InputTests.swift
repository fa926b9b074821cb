import Batch
import Foundation
import Market
import Testing

@Suite struct InputTests {
    @Test func `columns come in any order, case and company, rows with any line end`() throws {
        let text =
            "\u{feff}SIDE, Price ,exchange,SIZE,ts_ns\r\nB, 100 ,X,2,\(open)000000000\r\n\r\n"
            + "S,+100.50,Y,1e0,\(open + 10)000000000\n\nA,.9975e2,,3,\(open + 20)000000000\r\n"
            + "b,100.25,Z,4.,\(open + 59)000000000"
        #expect(
            try written(.bars, text).hasSuffix(
                "2024-03-08,100,100.5,99.75,100.25,10,6,4,2,2,-2,2,4,100.075\n"))
    }

    @Test func `bad rows are counted, and told with their lines`() throws {
        let text =
            ticks("0 100 1 B\n1 100 0 B\n") + "x,100,1,B\n" + "\(open + 2)000000000,nan,1,B\n"
            + "\(open + 3)000000000,100,1\n" + "\(open + 4)000000000,100,-1,B\n"
            + "\(open + 5)000000000,100,7,S\n"
        let folder = Folder()
        let summary = try batch(text, to: folder)
        #expect(summary.rows == 7 && summary.bad == 5 && summary.accepted == 2)
        #expect(
            summary.firstBad.map { $0.prefix(7) } == [
                "line 3:", "line 4:", "line 5:", "line 6:", "line 7:",
            ])
        #expect(summary.text.contains("input.csv: 7 rows, bad 5, late 0, duplicate 0"))
        #expect(summary.text.contains("  bad line 4: expected a time"))
        #expect(try folder.text("profile_rows.csv").hasSuffix("\n2024-03-08,100,8,1,7\n"))
    }

    @Test func `late and repeated ticks are counted and leave no trace`() throws {
        let text =
            "ts_ns,price,size,side,id\n\(open + 1)500000000,100,1,B,7\n\(open + 1)200000000,101,1,S,8\n"
            + "\(open + 1)600000000,500,1,B,7\n\(open)999999999,600,1,B,9\n"
        let folder = Folder()
        let summary = try batch(text, to: folder)
        #expect(summary.late == 1 && summary.duplicate == 1 && summary.accepted == 2)
        // The close is the last to arrive, within the second.
        #expect(try folder.text("bars.csv").contains(",100,101,100,101,2,1,1,0,1,0,0,2,100.5\n"))
    }

    @Test(arguments: ["", "ts_ns,price,size,side\n", "ts_ns,price,size,side\nx,y,z,B\n"])
    func `an input without a good row is an error and leaves no file`(text: String) {
        let folder = Folder()
        let message = failure { try batch(text, to: folder) }
        #expect(message?.contains("input.csv") == true)
        #expect(folder.names == [])
    }

    @Test func `a missing column is named`() {
        let message = failure { try batch("ts_ns,size,side\n1,1,B\n", to: Folder()) }
        #expect(message?.contains("expected a column price") == true)
    }

    @Test func `an input outside the session gives headers and a warning`() throws {
        let folder = Folder()
        let summary = try batch(ticks("-60 100 1 B\n-1 101 1 S\n"), to: folder)
        #expect(summary.isAllOutOfSession)
        let hint = "hold only a header (--session chooses other hours)"
        let names = BatchExport.all(for: .ticks).filter { $0.usualSession == .rth }.map {
            "\($0.rawValue).csv"
        }
        #expect(
            summary.warnings == [
                "nothing was in session rth: \(names.joined(separator: ", ")) \(hint)"
            ])
        #expect(summary.text.contains("\nwarning: nothing was in session rth: bars.csv, "))
        for name in names {
            #expect(try folder.text(name).filter { $0 == "\n" }.count == 1, "\(name)")
        }
        // Convergence counts all hours.
        #expect(try folder.text("convergence.csv").filter { $0 == "\n" }.count == 2)
        let extended = try batch(ticks("-60 100 1 B\n"), to: folder) { $0.session = .ext }
        #expect(!extended.isAllOutOfSession)
    }

    @Test func `the other kind of file is refused`() {
        let asBars = failure { try batch(ticks("0 100 1 B\n"), .bars, to: Folder()) }
        #expect(asBars == "input.csv holds ticks: give it with --ticks")
        let asTicks = failure { try batch(bars("0 1 1 1 1 1"), .ticks, to: Folder()) }
        #expect(asTicks == "input.csv holds bars: give it with --bars")
    }

    @Test func `the tick size comes from the option, else from the symbol`() throws {
        let text = ticks("0 5000.25 1 B\n")
        for symbol in ["ES", "ESZ4", "MESH25"] {
            let rows = try written(.profileRows, text) {
                $0.tickSize = nil
                $0.symbol = symbol
            }
            #expect(rows.hasSuffix("2024-03-08,5000.25,1,1,0\n"))
        }
        for symbol in ["XRPETH", "6EH4", nil] {
            let message = failure {
                try batch(text, to: Folder()) {
                    $0.tickSize = nil
                    $0.symbol = symbol
                }
            }
            #expect(message?.contains("--tick-size") == true, "\(symbol ?? "no symbol")")
        }
        #expect(throws: BatchError.self) {
            try batch(text, to: Folder()) { $0.tickSize = "-1" }
        }
    }

    @Test func `a missing file is one line`() {
        var options = BatchOptions(
            source: .file("/nowhere/ticks.csv"), input: .ticks, folder: "/tmp", exports: [.bars])
        options.tickSize = "1"
        let message = failure { _ = try BatchRun(options).run() }
        #expect(message?.contains("/nowhere/ticks.csv") == true)
        #expect(message?.contains("\n") == false)
    }
}
