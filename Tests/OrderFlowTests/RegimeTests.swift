import Indicators
import Market
import Testing

@testable import OrderFlow

/// The regime's decision table, line by line.
@Suite struct RegimeTests {
    let up = [3, 3, 0, 0]
    let down = [0, 0, 3, 3]

    func reading(
        _ inputs: RegimeInputs, hours: RegimeReason = .none, previous: Regime? = nil
    ) -> RegimeReading {
        RegimeReading(inputs, hours: hours, previousRaw: previous)
    }

    @Test func `any undefined input is warm-up and leaves no raw regime`() {
        let undefine: [(inout RegimeInputs) -> Void] = [
            { $0.ema9 = nil }, { $0.ema21 = nil }, { $0.vwap = nil }, { $0.adx = nil },
            { $0.plusDI = nil }, { $0.minusDI = nil }, { $0.atr = nil }, { $0.atrRatio = nil },
            { $0.meanVolume = nil }, { $0.hasStructure = false },
        ]
        for change in undefine {
            var inputs = Sample.inputs(adx: 30, ema9: 101, structure: up)
            change(&inputs)
            // Warm-up comes before every other reason.
            let reading = reading(inputs, hours: .outsideRTH, previous: .trendingUp)
            #expect(reading.regime == .noTrade)
            #expect(reading.reason == .warmup)
            #expect(reading.raw == nil)
            #expect(reading.scoreUp == 0)
            #expect(reading.scoreDown == 0)
            #expect(reading.confidence == 0)
            #expect(reading.sizeMultiplier == 0)
        }
    }

    @Test(arguments: [RegimeReason.outsideRTH, .sessionEdge, .news])
    func `hours come before volume and keep scores and the raw regime`(_ reason: RegimeReason) {
        let inputs = Sample.inputs(adx: 30, ema9: 101, volume: 1, structure: up)
        let reading = reading(inputs, hours: reason)
        #expect(reading.regime == .noTrade)
        #expect(reading.reason == reason)
        #expect(reading.raw == .trendingUp)
        #expect(reading.scoreUp == 3)
        #expect(reading.confidence == 0)
        #expect(reading.sizeMultiplier == 0)
    }

    @Test func `volume below three tenths of its mean is low`() {
        #expect(reading(Sample.inputs(volume: 29.9)).reason == .lowVolume)
        #expect(reading(Sample.inputs(volume: 29.9)).regime == .noTrade)
        #expect(reading(Sample.inputs(volume: 30)).regime == .ranging)
        // 0.3 x 100 is 30 up to noise only.
        #expect(reading(Sample.inputs(volume: 30 - 1e-9)).regime == .ranging)
    }

    @Test func `a trend needs ADX above 25, the averages and order`() {
        #expect(reading(Sample.inputs(adx: 25.1, ema9: 101, structure: up)).regime == .trendingUp)
        #expect(
            reading(Sample.inputs(adx: 25.1, ema9: 99, structure: down)).regime == .trendingDown)
        // Order against the averages, averages that are equal, no order.
        #expect(reading(Sample.inputs(adx: 25.1, ema9: 99, structure: up)).regime == .volatile)
        #expect(reading(Sample.inputs(adx: 25.1, ema9: 101, structure: down)).regime == .volatile)
        #expect(reading(Sample.inputs(adx: 25.1, ema9: 100, structure: up)).regime == .volatile)
        #expect(reading(Sample.inputs(adx: 25.1, ema9: 101)).regime == .volatile)
        // ADX 25 within noise is not above it.
        #expect(
            reading(Sample.inputs(adx: 25 + 1e-9, ema9: 101, structure: up)).regime == .ranging)
        #expect(reading(Sample.inputs(adx: 25 + 1e-9)).confidence == 0)
    }

    @Test func `a strong trend with wide bars is still a trend`() {
        let inputs = Sample.inputs(adx: 30, ema9: 101, atrRatio: 3, structure: up)
        #expect(reading(inputs).regime == .trendingUp)
    }

    @Test func `wide bars without strong movement are volatile`() {
        #expect(reading(Sample.inputs(atrRatio: 1.49)).regime == .ranging)
        #expect(reading(Sample.inputs(atrRatio: 1.5)).regime == .volatile)
        #expect(reading(Sample.inputs(adx: 25, atrRatio: 1.5)).regime == .volatile)
    }

    /// From each raw regime, into bars of each order: does the trend last?
    @Test(arguments: Regime.allCases.dropLast().map { Optional($0) } + [nil])
    func `a trend outlasts bars without order, not order against it`(_ previous: Regime?) {
        let rising = {
            reading(Sample.inputs(adx: 30, ema9: 101, structure: $0), previous: previous)
        }
        let falling = {
            reading(Sample.inputs(adx: 30, ema9: 99, structure: $0), previous: previous)
        }
        let none = [2, 3, 2, 2]
        #expect(rising(up).regime == .trendingUp)
        #expect(rising(none).regime == (previous == .trendingUp ? .trendingUp : .volatile))
        #expect(rising(down).regime == .volatile)
        #expect(falling(down).regime == .trendingDown)
        #expect(falling(none).regime == (previous == .trendingDown ? .trendingDown : .volatile))
        #expect(falling(up).regime == .volatile)
        // A trend does not outlast its strength.
        #expect(reading(Sample.inputs(adx: 20, ema9: 101), previous: previous).regime == .ranging)
    }

    @Test func `scores count five signs each way`() {
        var inputs = Sample.inputs(ema9: 101, structure: up)
        (inputs.close, inputs.plusDI) = (100.5, 21)
        #expect(reading(inputs).scoreUp == 5)
        #expect(reading(inputs).scoreDown == 0)
        inputs = Sample.inputs(ema9: 99, structure: down)
        (inputs.close, inputs.minusDI) = (99.5, 21)
        #expect(reading(inputs).scoreUp == 0)
        #expect(reading(inputs).scoreDown == 5)
        // Equal within noise points nowhere.
        inputs = Sample.inputs(ema9: 100 + 1e-8)
        inputs.close = 100 + 1e-8
        #expect(reading(inputs).scoreUp == 0)
        // Each sign by itself.
        #expect(reading(Sample.inputs(structure: [3, 0, 0, 0])).scoreUp == 1)
        #expect(reading(Sample.inputs(structure: [0, 3, 0, 0])).scoreUp == 1)
        #expect(reading(Sample.inputs(structure: [0, 0, 3, 0])).scoreDown == 1)
        #expect(reading(Sample.inputs(structure: [0, 0, 0, 3])).scoreDown == 1)
    }

    @Test(
        arguments: [
            // ADX 25 more is half of the confidence, each sign a tenth.
            (50.0, 3, 0.8), (75, 3, 0.8), (37.5, 3, 0.55), (25.5, 3, 0.31),
        ] as [(Double, Int, Double)])
    func `confidence of a trend`(_ adx: Double, _ score: Int, _ expected: Double) {
        for structure in [up, down] {
            let inputs = Sample.inputs(
                adx: adx, ema9: structure == up ? 101 : 99, structure: structure)
            let reading = reading(inputs)
            #expect((structure == up ? reading.scoreUp : reading.scoreDown) == score)
            #expect(abs(reading.confidence - expected) < 1e-12)
        }
    }

    @Test func `confidence of a range and of a volatile market`() {
        #expect(abs(reading(Sample.inputs(adx: 5)).confidence - 0.8) < 1e-12)
        #expect(reading(Sample.inputs(adx: 0)).confidence == 1)
        #expect(reading(Sample.inputs(adx: 30, atrRatio: 0.8)).confidence == 0)
        #expect(reading(Sample.inputs(adx: 30, atrRatio: 9)).confidence == 1)
    }

    @Test(
        arguments: [
            (1.0, 1.0), (0.75, 1), (0.75 - 1e-12, 1), (0.74, 0.75), (0.5, 0.75), (0.49, 0.5),
            (0.25, 0.5), (0.24, 0.25), (0, 0.25),
        ] as [(Double, Double)])
    func `the size multiplier steps with confidence, half of it when volatile`(
        _ confidence: Double, _ expected: Double
    ) {
        for regime in [Regime.trendingUp, .trendingDown, .ranging] {
            #expect(RegimeReading.multiplier(regime, confidence) == expected)
        }
        #expect(RegimeReading.multiplier(.volatile, confidence) == expected / 2)
        #expect(RegimeReading.multiplier(.noTrade, confidence) == 0)
    }
}
