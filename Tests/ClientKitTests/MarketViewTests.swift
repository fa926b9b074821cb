import ClientKit
import Testing

/// Numbers by hand: price units are cents, all ticks in session unless said otherwise.
@Suite struct MarketViewTests {
    /// 2024-01-02 09:30 New York.
    private let open = Nanoseconds.seconds(1_704_205_800)
    private let date = SessionDate(rawValue: 19_724)

    private func tick(
        _ second: Int64, _ price: Int64, _ size: Int64, _ side: Aggressor,
        _ flags: TickFlags = [.inBars, .inFootprint, .inProfiles, .inVWAPs]
    ) -> Tick {
        Tick(
            time: open + .seconds(second), price: Price(price), size: Size(size),
            level: Level(price), aggressor: side, rule: .exchange, flags: flags)
    }

    private func roll(_ measure: Measure, day: Int32 = 0) -> StreamEvent<Tick> {
        let start = open + .seconds(86_400 * Int64(day))
        let window = SessionWindow(
            date: SessionDate(rawValue: date.rawValue + day), start: start,
            end: start + .seconds(23_400))
        return .roll(
            RollRecord(
                instrument: InstrumentID(3), measure: measure, anchor: .daily, window: window,
                time: start, cause: 1))
    }

    private func view() -> MarketView { MarketView(of: Sample.instrument) }

    @Test func `ticks become delta, footprint, POC, value area and VWAP`() {
        var view = view()
        for measure in Measure.allCases { view.apply(roll(measure)) }
        // Volumes: 100.00 has 3 + 6, 100.01 has 5, 100.02 has 2: 16 in all.
        for tick in [
            tick(0, 10_000, 3, .buyer), tick(1, 10_001, 5, .seller), tick(2, 10_000, 6, .buyer),
            tick(3, 10_002, 2, .none),
        ] { view.apply(.record(tick)) }
        let reading = view.reading
        #expect(reading.lastTick?.price == Price(10_002) && reading.session == date)
        #expect(reading.cumulativeDelta == Volume(4))
        #expect(reading.bar?.delta == Volume(4) && reading.bar?.volume == Volume(16))
        // Running delta: 3, -2, 4, 4.
        #expect(reading.bar?.minDelta == Volume(-2) && reading.bar?.maxDelta == Volume(4))
        #expect(reading.bar?.start == open && reading.bar?.end == open + .seconds(300))
        #expect(reading.footprint.map(\.row) == [10_000, 10_001, 10_002])
        #expect(reading.footprint[0].ask == Volume(9) && reading.footprint[1].bid == Volume(5))
        #expect(reading.footprint[0].marks.contains(.poc))
        // 70 % of 16 is 11.2: 9 at the POC and the 7 of the two rows above.
        #expect(reading.poc == Price(10_000))
        #expect(reading.vah == Price(10_002) && reading.val == Price(10_000))
        // (9 x 0 + 5 x 1 + 2 x 2) / 16 cents above 100.00.
        #expect(abs((reading.vwap?.vwap ?? 0) - (100 + 0.09 / 16)) < 1e-12)
        #expect(reading.whole == .all && reading.missed == 0)
    }

    @Test func `flags say what a tick counts in`() {
        var view = view()
        for measure in Measure.allCases { view.apply(roll(measure)) }
        view.apply(.record(tick(0, 10_000, 3, .buyer, [])))
        #expect(view.price == Price(10_000))
        #expect(view.bar == nil && view.vwap == nil && view.poc == nil)
        #expect(view.cumulativeDelta == Volume(3))
        view.apply(.record(tick(1, 10_000, 3, .buyer, .inProfiles)))
        #expect(view.poc == Price(10_000) && view.vwap == nil)
    }

    @Test func `the footprint begins anew with its period, the day with its roll`() {
        var view = view()
        for measure in Measure.allCases { view.apply(roll(measure)) }
        view.apply(.record(tick(299, 10_000, 3, .buyer)))
        view.apply(.record(tick(300, 10_005, 1, .seller)))
        #expect(view.bar?.start == open + .seconds(300) && view.bar?.volume == Volume(1))
        #expect(view.footprintRows.map(\.row) == [10_005])
        #expect(view.cumulativeDelta == Volume(2))
        for measure in Measure.allCases { view.apply(roll(measure, day: 1)) }
        #expect(view.cumulativeDelta == .zero && view.bar == nil && view.poc == nil)
        #expect(view.vwap == nil && view.session?.rawValue == date.rawValue + 1)
    }

    @Test func `a view that begins in the midst of a session knows that it is not whole`() {
        var view = view()
        view.apply(.record(tick(0, 10_000, 3, .buyer)))
        #expect(view.whole == [])
        view.apply(.record(tick(300, 10_000, 3, .buyer)))
        #expect(view.whole == .footprint)
        view.apply(roll(.bars))
        #expect(view.whole == [.footprint, .delta])
        view.apply(.gap(StreamGap(from: 1, to: 5, reason: .slowReader)))
        #expect(view.whole == [] && view.missed == 4)
    }

    @Test func `a seed counts every tick once, by its place in the stream`() {
        var view = view()
        let row = FootprintRow(row: 10_000, bid: .zero, ask: Volume(5), neutral: .zero)
        let position = StreamPosition(epoch: Sample.epoch, nextSequence: 3)
        let profile = ProfileSnapshot(
            instrument: InstrumentID(3), cause: 1, anchor: .daily, date: date, start: open,
            end: open + .seconds(1), rowTicks: 1, isFromTicks: true, isCompleted: false,
            landmarks: ProfileLandmarks(), rows: [row])
        view.seed(profile: Positioned(value: profile, position: position))
        let state = InstrumentState(
            instrument: InstrumentID(3), time: open, session: date, cumulativeDelta: Volume(5),
            feed: .live, isSimulated: false, lastTick: tick(1, 10_000, 2, .buyer))
        let vwap = VWAPState(
            instrument: InstrumentID(3), cause: 1, time: open, anchor: .daily, date: date,
            vwap: 100, sigma: 0, volume: Volume(5), origin: 10_000, first: 0, second: 0)
        view.seed(
            InstrumentReading(
                state: state, openBars: [], vwaps: [vwap], counters: nil, position: position))
        // Sequences 2 to 4, of which 2 is in the seed; all within one second.
        let header = FrameHeader(type: .ticks, count: 3, firstSequence: 2)
        let stamps = FrameStamps(header, exchange: .zero, arrived: .zero)
        let ticks = [
            tick(1, 10_000, 2, .buyer), tick(1, 10_000, 7, .seller), tick(1, 10_001, 1, .buyer),
        ]
        ticks.withUnsafeBufferPointer { view.apply($0, stamps) }
        #expect(view.cumulativeDelta == Volume(-1))
        #expect(view.profileRows.map(\.volume) == [Volume(12), Volume(1)])
        #expect(view.vwap?.volume == Volume(13))
        #expect(view.whole.isSuperset(of: [.delta, .profile, .vwap]))
        // A roll of the session that is known already, late in the stream, changes nothing.
        view.apply(roll(.profiles))
        #expect(view.profileRows.count == 2)
    }

    @Test func `a new start of the engine voids what was folded`() {
        var view = view()
        for measure in Measure.allCases { view.apply(roll(measure)) }
        view.apply(.record(tick(0, 10_000, 3, .buyer)))
        view.apply(
            .restarted(StreamRestart(epoch: 2, nextSequence: 1, instrument: Sample.info)))
        #expect(view.poc == nil && view.vwap == nil && view.bar == nil && view.whole == [])
    }
}
