import Glibc
import Market
import Records
import Testing

@testable import Store

@Suite struct MigrationTests {
    let folder = Folder()

    /// A file of version 1 as that version left it, with a bar, a decision and a position.
    func makeVersion1() throws {
        folder.bytes = []
        let file = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
        try StoreFile.migrate(file, from: 0, to: 1)
        try file.run(VersionOne.rows, as: "rows")
    }

    @Test func `the tables of version 1 are what they were`() throws {
        try makeVersion1()
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        let columns = try file.texts(
            """
            SELECT m.name || ': ' || group_concat(c.name, ' ') FROM sqlite_schema m,
            pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name
            """, as: "columns")
        #expect(columns == VersionOne.columns)
        #expect(try file.number("PRAGMA user_version", as: "version") == 1)
    }

    @Test func `a file of version 1 becomes one of this build, its rows as they were`() throws {
        try makeVersion1()
        let store = Sample.writer(folder)
        #expect(store.step(now: noon) == nil)
        #expect(store.position == 12)
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.bars(symbol: "SPY", period: .minute1) == [Sample.bar(0)])
        #expect(try reader.evaluations() == [Sample.decision(3)])
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        #expect(try file.number("PRAGMA user_version", as: "version") == Migration.current)
        #expect(try file.number("SELECT records FROM cursor", as: "records") == 0)
        let plan = try file.texts(
            """
            SELECT detail FROM pragma_table_info('cursor'), (SELECT name detail FROM sqlite_schema
            WHERE type = 'index' AND tbl_name = 'decisions' AND sql NOT NULL) GROUP BY detail
            """, as: "indexes")
        #expect(plan == ["decisions_by_instrument", "decisions_by_time"])

        var log = SampleLog()
        for number in 0..<15 { log.add { Sample.bar(number).write(to: &$0) } }
        log.feedAll(store, now: noon)
        #expect(try file.number("SELECT records FROM cursor", as: "records") == 3)
        #expect(try reader.bars(symbol: "SPY", period: .minute1).count == 4)
    }

    @Test func `an old and a new file have the same tables, indexes and views`() throws {
        try makeVersion1()
        #expect(Sample.writer(folder).step(now: noon) == nil)
        let new = Folder()
        #expect(Sample.writer(new).step(now: noon) == nil)
        let schema = { (path: String) throws -> [String] in
            try Connection(path: path, readOnly: true, busyLimit: 50).texts(
                "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema "
                    + "ORDER BY 1", as: "schema")
        }
        #expect(try schema(folder.file) == schema(new.file))
        #expect(try schema(new.file).count > 40)
    }

    @Test func `steps have consecutive versions, and opening again takes none`() throws {
        #expect(Migration.all.map(\.version) == Array(1...Migration.current))
        var store: StoreWriter? = Sample.writer(folder)
        #expect(store?.step(now: noon) == nil)
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        let version = try file.number("PRAGMA schema_version", as: "version")
        store = Sample.writer(folder)
        #expect(store?.step(now: noon) == nil)
        #expect(try file.number("PRAGMA schema_version", as: "version") == version)
    }

    @Test func `a step that fails leaves the file as it was`() throws {
        try makeVersion1()
        do {
            let file = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
            try file.run("CREATE INDEX decisions_by_time ON decisions (start)", as: "in the way")
        }
        let store = Sample.writer(folder)
        let fault = try #require(store.step(now: noon))
        #expect(fault.kind == .corrupt)
        let kept = try Connection(path: fault.setAside!, readOnly: true, busyLimit: 50)
        #expect(try kept.number("PRAGMA user_version", as: "version") == 1)
        #expect(try kept.number("SELECT count(*) FROM bars", as: "rows") == 1)
        #expect(
            try kept.number(
                "SELECT count(*) FROM pragma_table_info('cursor') WHERE name = 'records'",
                as: "columns") == 0)
    }

    @Test func `words and views are made anew where they are not those of this build`() throws {
        #expect(Sample.writer(folder).step(now: noon) == nil)
        do {
            let file = try Connection(path: folder.file, readOnly: false, busyLimit: 50)
            try file.run("UPDATE words SET word = 'old' WHERE about = 'verdict'", as: "words")
            try file.run("DROP VIEW bars_view", as: "view")
            try file.run("CREATE VIEW bars_view AS SELECT 1 one", as: "view")
        }
        #expect(Sample.writer(folder).step(now: noon) == nil)
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        #expect(try file.texts("SELECT symbol FROM bars_view", as: "view") == [])
        #expect(
            try file.texts(
                "SELECT word FROM words WHERE about = 'verdict' AND number = 2", as: "word")
                == ["approved"])
    }

    @Test func `an instrument whose facts change keeps its old rows in their units`() throws {
        var log = SampleLog()
        log.add { Sample.bar(0).write(to: &$0) }
        log.feedAll(Sample.writer(folder), now: noon)
        var finer = Sample.instruments.reversed() as [Instrument]
        finer[1].prices = PriceScale(decimals: 6, tick: 10_000)
        let store = StoreWriter(
            path: folder.file, instruments: finer, schemas: Sample.schemas, rules: 2)
        #expect(store.step(now: noon) == nil)
        log.add { Sample.bar(1, instrument: 1, price: 509_010_000).write(to: &$0) }
        log.feedAll(store, now: noon)
        let file = try Connection(path: folder.file, readOnly: true, busyLimit: 50)
        #expect(
            try file.texts("SELECT symbol || ' ' || open FROM bars_view ORDER BY start", as: "view")
                == ["SPY 509.01", "SPY 509.01"])
        #expect(
            try file.texts("SELECT position || ' ' || digest FROM rules", as: "rules")
                == ["0 43981", "1 2"])
        let reader = try StoreReader(path: folder.file)
        #expect(
            try reader.bars(symbol: "SPY", period: .minute1).map(\.bar.open) == [
                Price(509_010_000)
            ])
        #expect(try reader.instruments().map(\.instrument) == finer)
    }
}
