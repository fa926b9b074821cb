import ClientKit
import Testing

@Suite struct ProfileFoldTests {
    private func row(_ number: Int64, _ bid: Double, _ ask: Double) -> FootprintRow {
        FootprintRow(row: number, bid: Volume(bid), ask: Volume(ask), neutral: .zero)
    }

    private func whole(_ rows: [FootprintRow], date: Int32 = 1, isCompleted: Bool = false)
        -> ProfileSnapshot
    {
        ProfileSnapshot(
            instrument: InstrumentID(3), cause: 1, anchor: .daily,
            date: SessionDate(rawValue: date), start: .seconds(1), end: .seconds(2), rowTicks: 1,
            isFromTicks: true, isCompleted: isCompleted, landmarks: ProfileLandmarks(poc: 10),
            rows: rows)
    }

    private func delta(
        _ rows: [FootprintRow], date: Int32 = 1, poc: Int64? = nil, end: Int64 = 3
    ) -> ProfileDelta {
        ProfileDelta(
            instrument: InstrumentID(3), cause: 2, anchor: .daily,
            date: SessionDate(rawValue: date), end: .seconds(end),
            landmarks: ProfileLandmarks(poc: poc), rows: rows)
    }

    @Test func `a snapshot of parts, then changed rows in place, between and at the ends`() {
        var fold = ProfileFold()
        let begun = fold.apply(
            .snapshot([.whole(whole([row(10, 1, 2)])), .delta(delta([row(12, 3, 0)]))]))
        #expect(begun == .snapshot([fold.profile!]))
        #expect(fold.profile?.rows == [row(10, 1, 2), row(12, 3, 0)])
        let change = delta([row(9, 1, 0), row(10, 5, 5), row(11, 0, 1), row(13, 2, 2)], poc: 11)
        #expect(fold.apply(.record(.delta(change))) == .record(fold.profile!))
        #expect(
            fold.profile?.rows
                == [row(9, 1, 0), row(10, 5, 5), row(11, 0, 1), row(12, 3, 0), row(13, 2, 2)])
        #expect(fold.profile?.landmarks.poc == 11 && fold.profile?.end == .seconds(3))
        // Rows are absolute: the same delta again changes nothing.
        let before = fold.profile
        _ = fold.apply(.record(.delta(change)))
        #expect(fold.profile == before)
    }

    @Test func `another date begins an empty profile`() {
        var fold = ProfileFold()
        _ = fold.apply(.snapshot([.whole(whole([row(10, 1, 2)]))]))
        _ = fold.apply(.record(.delta(delta([row(20, 1, 1)], date: 2, end: 9))))
        #expect(fold.profile?.rows == [row(20, 1, 1)])
        #expect(fold.profile?.date == SessionDate(rawValue: 2))
        #expect(fold.profile?.landmarks.poc == nil)
    }

    @Test func `a roll begins an empty profile, and a completed one passes by`() {
        var fold = ProfileFold()
        _ = fold.apply(.snapshot([.whole(whole([row(10, 1, 2)]))]))
        let done = whole([row(10, 7, 7)], isCompleted: true)
        #expect(fold.apply(.record(.whole(done))) == .record(done))
        #expect(fold.profile?.rows == [row(10, 1, 2)])
        let window = SessionWindow(
            date: SessionDate(rawValue: 2), start: .seconds(5), end: .seconds(6))
        let roll = RollRecord(
            instrument: InstrumentID(3), measure: .profiles, anchor: .daily, window: window,
            time: .seconds(5), cause: 3)
        #expect(fold.apply(.roll(roll)) == .roll(roll))
        #expect(fold.profile?.rows == [] && fold.profile?.date == window.date)
    }

    @Test func `naked POCs come and go`() {
        var fold = ProfileFold()
        _ = fold.apply(.snapshot([.whole(whole([]))]))
        var naked = NakedPOCRecord(
            instrument: InstrumentID(3), time: .zero, cause: 1, session: SessionDate(rawValue: 0),
            row: 8, rowTicks: 1, isTouched: false)
        _ = fold.apply(.record(.nakedPOC(naked)))
        #expect(fold.profile?.landmarks.nakedPOCs?.map(\.row) == [8])
        naked.isTouched = true
        _ = fold.apply(.record(.nakedPOC(naked)))
        #expect(fold.profile?.landmarks.nakedPOCs == [])
    }

    @Test func `a gap leaves the profile behind until the next snapshot; a restart voids it`() {
        var fold = ProfileFold()
        _ = fold.apply(.snapshot([.whole(whole([row(10, 1, 2)]))]))
        _ = fold.apply(.gap(StreamGap(from: 1, to: 2, reason: .conflated)))
        #expect(fold.isBehind)
        _ = fold.apply(.snapshot([.whole(whole([row(10, 4, 2)]))]))
        #expect(!fold.isBehind)
        _ = fold.apply(.restarted(StreamRestart(epoch: 2, nextSequence: 1, instrument: nil)))
        #expect(fold.profile == nil)
        #expect(fold.apply(.record(.delta(delta([row(1, 1, 1)])))) == nil)
    }
}
