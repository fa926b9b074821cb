import Market
import Records
import Wire

/// Of instruments and of the engine.
extension GoldenRecords {
    static let tick = Tick(
        time: Nanoseconds(-267_262_245_968_102), price: .none, size: Size(495_002_888_911_061),
        level: Level(-37_659_740), aggressor: .buyer, rule: .quote, flags: TickFlags(rawValue: 3))

    static let quote = Quote(
        time: Nanoseconds(2_389_116_488_397), bid: Price(-38_127_078_154_300_266),
        ask: Price(17_525), bidSize: Size(-184_851_773_929_479_951), askSize: Size(178_943_886))

    static let roll = RollRecord(
        instrument: InstrumentID(461_712_814), measure: .vwaps, anchor: .daily,
        window: SessionWindow(
            date: SessionDate(rawValue: -1_889_243_429), start: Nanoseconds(-390_895),
            end: Nanoseconds(-108_725_359_979_413)), time: Nanoseconds(-1_074_930_213_772),
        cause: 512_835_187_539_187)

    static let nakedPOC = NakedPOCRecord(
        instrument: InstrumentID(425), time: Nanoseconds(2593), cause: 751_792_412_242_559_499,
        session: SessionDate(rawValue: 256_746), row: 163_860_652_774_514, rowTicks: 2,
        isTouched: false)

    static let state = InstrumentState(
        instrument: InstrumentID(1_869_389_959), time: Nanoseconds(348_949),
        session: SessionDate(rawValue: -424_276_310), cumulativeDelta: Volume(126.25), feed: .stale,
        isSimulated: false, lastTick: nil, quote: nil)

    static let statistics = Statistics(
        time: Nanoseconds(35_944_185_954_292_498), counters: [NamedCounter("/", -905_634_387)],
        rings: [
            RingReading(
                name: " 9./日YYX0", capacity: 95_043_130, depth: 79_823_717_696, highWater: 1618,
                pushed: 3, waits: 56_502_894, dropped: 3_618_407_331_507_569_677)
        ],
        latencies: [
            LatencyReading(
                name: "9.😀€-a€9", count: 6_714_117_130, p50: 7_391_018_924_181_373_017,
                p99: 133_494_506, p999: 33_898_822_879, largest: 26_762),
            LatencyReading(
                name: "日Xä1bb9cß0", count: 13_640_426_987_551_785, p50: 471_267_964_691, p99: 6048,
                p999: 109_443, largest: 18),
        ])

    static var counters: CountersRecord {
        var counters = CountersRecord(
            instrument: InstrumentID(178_691_902), time: Nanoseconds(-105_991_924_240), cause: 3100)
        counters.accepted = -66_977_477_991
        counters.bad = 499_785_492
        counters.duplicate = -96_877_748_659_345_738
        counters.late = 836_803_043
        counters.outOfRange = 5_794_604_774_992_558
        counters.outOfSession = (
            1_649_733_834_751_363_881, -1_724_982_613_574_676, 6085, 249_537_021_271_580
        )
        counters.lost = -424_649
        counters.feedGaps = 76_797_240_991
        return counters
    }

    static let status = StatusRecord(
        time: Nanoseconds(-32_669_916), feed: .live, isSimulated: true, counters: statusCounters,
        rings: [
            RingReading(
                name: "/Y1", capacity: 2787, depth: 40_431_706_582_451,
                highWater: 21_981_955_566_302_686, pushed: 86_073_080_098, waits: 668, dropped: 5),
            RingReading(
                name: "c-9日€.XYßä//Xß1日😀", capacity: 11_621_053_042, depth: 104,
                highWater: 12_087_681_686_582_267, pushed: 725_971_866, waits: 565_316_324_472_866,
                dropped: 2_679_880_203_450),
        ],
        latencies: [
            LatencyReading(
                name: "😀91Y", count: 142, p50: 2_113_846_298_796_470, p99: 2_946_278,
                p999: 206_941_974_892_553, largest: 2_671_555_254)
        ])

    private static var statusCounters: CountersRecord {
        var counters = CountersRecord(
            instrument: InstrumentID(2_282_424_012), time: Nanoseconds(-34_603_589_050_130_242),
            cause: 25_610_264)
        counters.accepted = 35_267_664_706_829
        counters.bad = 11_863_707_242_519
        counters.duplicate = 28_696_889_840
        counters.late = -24_276_997
        counters.outOfRange = -39_955_474_295
        counters.outOfSession = (5_896_875_651_091_878, -8, -6_350_713_445, -7_549_966_733)
        counters.lost = 50_386_455_784
        counters.feedGaps = 725_141_435_115_757_781
        return counters
    }
}
