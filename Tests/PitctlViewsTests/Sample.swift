import Market
import Measures
import PitctlViews
import Records
import Wire

/// A made-up session of ES around 5131, small enough to check by hand.
enum Sample {
    static let es = Instrument(
        symbol: "ES", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000)
    static let coin = Instrument(
        symbol: "BTC-USD", assetClass: .crypto, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 8, lot: 1), tickValueNanos: 10_000_000)
    static let numbers = NumberText(es)
    static let plain = Look()
    static let ascii = Look(isUnicode: false)
    static let colored = Look(isColored: true)

    /// 2024-03-08 09:30:00 New York.
    static let open = Nanoseconds(1_709_908_200_000_000_000)

    static func row(_ level: Int64, _ bid: Double, _ ask: Double) -> FootprintRow {
        FootprintRow(row: level, bid: Volume(bid), ask: Volume(ask), neutral: .zero)
    }

    /// Levels are quarters: 20525 is 5131.25. Buy imbalances compare an ask with the bid one row
    /// below: 60/20, 90/30 and 45/15 at 20527 to 20529 are three times as much.
    static let rows = [
        row(20523, 10, 4), row(20524, 40, 12), row(20525, 25, 30), row(20526, 20, 35),
        row(20527, 30, 60), row(20528, 15, 90), row(20529, 6, 45), row(20531, 12, 3),
    ]

    static func bar(
        _ minute: Int64, _ period: BarPeriod = .minute1, closing: Int64 = 513_225
    ) -> Bar {
        var whole = Completeness()
        whole.exchangeVolume = Volume(420)
        whole.quoteVolume = Volume(17)
        return Bar(
            start: open + .seconds(60 * minute), end: open + .seconds(60 * (minute + 5)),
            session: SessionDate(rawValue: 19790), mode: .rth, period: period, isFromTicks: true,
            open: Price(513_100), high: Price(513_275), low: Price(513_075),
            close: Price(closing), volume: Volume(437), buyVolume: Volume(279),
            sellVolume: Volume(158), maxDelta: Volume(140), minDelta: Volume(-12),
            cumulativeDelta: Volume(1204 - Double(minute) * 700), trades: 198,
            vwap: 5131.6875, completeness: whole)
    }

    static let footprint = FootprintRecord(
        instrument: InstrumentID(0), bar: bar(0, .minute5), rowTicks: 1, poc: 20528,
        buyImbalances: 3, sellImbalances: 0,
        rule: ImbalanceRule(ratio: 3, minimumVolume: Volume(10)), rows: rows, cause: 1)

    static let profile: ProfileSnapshot = {
        let volumes: [Double] = [
            40, 90, 150, 420, 610, 880, 1240, 990, 700, 320, 90, 60, 210, 520, 610, 480, 160, 30,
        ]
        return ProfileSnapshot(
            instrument: InstrumentID(0), cause: 1, anchor: .daily,
            date: SessionDate(rawValue: 19790), start: open, end: open + .seconds(3600),
            rowTicks: 1, isFromTicks: true, isCompleted: false,
            landmarks: ProfileLandmarks(
                poc: 20526, valueArea: 20523...20529, lvns: [20531], hvns: [20526, 20534],
                nakedPOCs: [
                    .init(session: SessionDate(rawValue: 19788), row: 20533),
                    .init(session: SessionDate(rawValue: 19787), row: 20610),
                ]),
            rows: volumes.enumerated().map { index, volume in
                row(20520 + Int64(index), volume * 0.5, volume * 0.5)
            })
    }()

    static let watch: WatchState = {
        var state = WatchState(instrument: es)
        state.last = Tick(
            time: open + .seconds(304), price: Price(513_200), size: Size(2),
            level: Level(20528), aggressor: .buyer, rule: .exchange, flags: [])
        state.quote = Quote(
            time: open, bid: Price(513_175), ask: Price(513_200), bidSize: Size(5),
            askSize: Size(9))
        state.session = bar(0, .day1)
        state.footprint = footprint
        state.profile = profile
        state.vwap = VWAPReading(vwap: 5131.4375, sigma: 0.62, volume: Volume(437))
        state.bars = (0..<8).map { bar($0, closing: 513_050 + $0 * 25) }
        state.feed = .live
        state.isSimulated = true
        state.connection = .live
        state.tickRate = 1234
        state.latency = Nanoseconds(41_300)
        return state
    }()

    static func frame(
        _ state: WatchState, _ columns: Int, _ lines: Int, _ look: Look = plain,
        keys: String = "q quit"
    ) -> [String] {
        var axis = PriceAxis()
        return WatchFrame(
            state, size: .init(columns: columns, lines: lines), look: look, keys: keys
        ).lines(&axis)
    }
}

extension [String] {
    /// The lines as one text, blanks at their ends left out.
    var text: String {
        map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

extension Sample {
    static func statistics(_ seconds: Int64, pushed: UInt64) -> Statistics {
        Statistics(
            time: open + .seconds(seconds),
            counters: [
                NamedCounter("publisher.ticks", Int64(pushed)), NamedCounter("publisher.gaps", 0),
            ],
            rings: [
                RingReading(
                    name: "feed>core", capacity: 65_536, depth: 12, highWater: 4321,
                    pushed: pushed, waits: 0, dropped: 0),
                RingReading(
                    name: "core>publish", capacity: 65_536, depth: 0, highWater: 65_536,
                    pushed: pushed, waits: 3, dropped: 2),
            ],
            latencies: [
                LatencyReading(
                    name: "feed to core", count: pushed, p50: 850, p99: 12_300, p999: 4_100_000,
                    largest: 1_200_000_000),
                LatencyReading(
                    name: "core to socket", count: 0, p50: 0, p99: 0, p999: 0, largest: 0),
            ])
    }

    static let welcome = Welcome(
        role: .read, heartbeat: 1000, features: .all,
        epoch: UInt64(open.rawValue), session: 1, time: open.rawValue, frameLimit: 1 << 20,
        subscriptionLimit: 64, queueLimit: 1 << 20, engineName: "pitwire",
        engineVersion: "0.1.0")

    static let status: StatusView = {
        var counters = CountersRecord(instrument: InstrumentID(0))
        counters.accepted = 1_234_567
        counters.late = 3
        counters.feedGaps = 1
        let state = InstrumentState(
            instrument: InstrumentID(0), time: open, session: SessionDate(rawValue: 19790),
            cumulativeDelta: Volume(1204), feed: .live, isSimulated: true, lastTick: watch.last)
        return StatusView(
            address: "127.0.0.1:7717", welcome: welcome,
            lines: [
                .init(instrument: es, state: state, counters: counters),
                .init(instrument: coin, state: nil, counters: nil),
            ], statistics: statistics(3725, pushed: 10), plain, columns: 140)
    }()
}
