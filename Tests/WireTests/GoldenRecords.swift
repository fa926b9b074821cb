import Market
import Records
import Wire

/// The values of the golden records: drawn once, written down for ever.
enum GoldenRecords {
    static let bar = Bar(
        start: Nanoseconds(-758_868_474_810_876_248), end: Nanoseconds(-8_398_441_779_852),
        session: SessionDate(rawValue: -2), mode: .ext, period: .second1, isFromTicks: true,
        open: .none, high: Price(175_135_883), low: .none, close: Price(1_379_348_011),
        volume: .zero, buyVolume: Volume(-4_911_933_885_120), sellVolume: Volume(237),
        maxDelta: Volume(-2.2665586393418719e+18), minDelta: Volume(256.25),
        cumulativeDelta: Volume(312), trades: -1, vwap: 0.0,
        completeness: whole(334759.7245449443, -0.0))

    static let openBar = Bar(
        start: Nanoseconds(23_827_470), end: Nanoseconds(565_593),
        session: SessionDate(rawValue: -173_014), mode: .ny, period: .minute15, isFromTicks: true,
        open: Price(1_546_657), high: Price(17_525), low: Price(-3_711_601_058_500_527_961),
        close: Price(388), volume: Volume(-0.0), buyVolume: .zero, sellVolume: Volume(923.25),
        maxDelta: Volume(753.25), minDelta: Volume(-1), cumulativeDelta: Volume(983.25),
        trades: 2_635_738, vwap: nil, completeness: whole(119.25, 787))

    static let footprint = FootprintRecord(
        instrument: InstrumentID(3_215_461_910),
        bar: Bar(
            start: Nanoseconds(13_817_958_165_112), end: Nanoseconds(25_097_784_985),
            session: SessionDate(rawValue: 59), mode: .ext, period: .hour2, isFromTicks: false,
            open: Price(3), high: Price(-1_424_295_249_983_125_106), low: Price(85_099_451),
            close: Price(858_416_361), volume: Volume(109.25), buyVolume: Volume(3_318_481),
            sellVolume: Volume(294.25), maxDelta: Volume(246), minDelta: Volume(551),
            cumulativeDelta: Volume(475.25), trades: 1_686_961_329, vwap: nil,
            completeness: whole(512.25, 38.25, late: 28_771, feedGaps: 159_311)), rowTicks: 464,
        poc: -105_156_600_749_623, buyImbalances: 16, sellImbalances: 35,
        rule: ImbalanceRule(ratio: 0.0, minimumVolume: .zero, ignoresZeros: false),
        rows: GoldenRows.footprint, cause: 138_489_307)

    static let openFootprint = FootprintRecord(
        instrument: InstrumentID(4908),
        bar: Bar(
            start: Nanoseconds(8_501_983), end: Nanoseconds(-184_569_389),
            session: SessionDate(rawValue: 1_411_423_766), mode: .globex, period: .minute5,
            isFromTicks: true, open: .none, high: Price(8_007_444), low: Price(-518_279_506),
            close: Price(-3_845_128_703), volume: .zero, buyVolume: Volume(-152618.46442379468),
            sellVolume: Volume(285), maxDelta: Volume(756_949_029),
            minDelta: Volume(-6.044444297018172e+307), cumulativeDelta: .zero,
            trades: 1_463_190_191_148_388_685, vwap: 0.0, completeness: whole(1189, 33)),
        rowTicks: 345, poc: 2937, buyImbalances: 83, sellImbalances: 1,
        rule: ImbalanceRule(ratio: 0.0, minimumVolume: Volume(429), ignoresZeros: false),
        rows: GoldenRows.openFootprint, cause: 140)

    static let profile = ProfileSnapshot(
        instrument: InstrumentID(1_308_707_313), cause: 3, anchor: .monthly, anchorNumber: 15,
        date: SessionDate(rawValue: 26_691), start: Nanoseconds(408_380_532_801_483_848),
        end: Nanoseconds(196_692_859_576), rowTicks: 4, isFromTicks: true, isCompleted: false,
        landmarks: ProfileLandmarks(
            poc: 456_816_487_002, valueArea: (-3228)...(-1821),
            lvns: [153_706_073_793_959, 5_757_931_133_338], hvns: nil, nakedPOCs: nil),
        rows: [
            FootprintRow(
                row: -124, bid: Volume(895), ask: Volume(151.25), neutral: Volume(749.25),
                marks: FootprintRow.Marks(rawValue: 5))
        ])

    static let profileDelta = ProfileDelta(
        instrument: InstrumentID(1), cause: 126, anchor: .weekly, anchorNumber: 632_102,
        date: SessionDate(rawValue: -10_927), end: Nanoseconds(-427_002_843_608_126_816),
        landmarks: ProfileLandmarks(
            poc: nil, valueArea: nil, lvns: [14_054_621_043], hvns: nil, nakedPOCs: []),
        rows: GoldenRows.profileDelta)

    static let vwap = VWAPRecord(
        instrument: InstrumentID(4_062_639_897), barStart: Nanoseconds(38_161), period: .second1,
        anchor: .user, anchorNumber: 95_216, date: SessionDate(rawValue: -2_012_182_750),
        vwap: -249.0, sigma: -155440.60706412123, volume: Volume(319420.2763966336),
        cause: 8_122_483_631_972_135_618)

    static let vwapState = VWAPState(
        instrument: InstrumentID(779_652_367), cause: 19_421_646_261,
        time: Nanoseconds(44_505_794_831_483), anchor: .daily, anchorNumber: 2_547_953_885,
        date: SessionDate(rawValue: -803_292_841), vwap: 0.0, sigma: 95087.0,
        volume: Volume(10_820_814_826_032), origin: 0.0, first: -311454.75341149984,
        second: 112819.79224942706)

    private static func whole(
        _ exchange: Double, _ tick: Double, late: UInt32 = 0, feedGaps: UInt32 = 0
    ) -> Completeness {
        var whole = Completeness()
        whole.exchangeVolume = Volume(exchange)
        whole.tickVolume = Volume(tick)
        whole.late = late
        whole.feedGaps = feedGaps
        return whole
    }
}
