import Chance
import Market
import Strategy

@testable import SEF

/// One bar of a made-up market, with the levels at its close.
struct MarketDay {
    var bar: StudyBar
    /// Twelve levels in order, `nil` where there is none.
    var levels: [Double?]
}

/// The rules again, each answer computed from the whole history by the shortest way, with none of
/// the state the system keeps.
struct Recomputed {
    let days: [MarketDay]
    private let sides: [[Int?]]
    private let counts: [[Int]]
    private let averages: [Double?]

    init(_ days: [MarketDay]) {
        self.days = days
        let averages = Self.averageRanges(days)
        self.averages = averages
        var sides: [[Int?]] = []
        var counts: [[Int]] = []
        for (index, day) in days.enumerated() {
            let found = (0..<12).map { level -> Int? in
                guard let price = day.levels[level], let atr = averages[index], atr > 1e-9 else {
                    return nil
                }
                let distance = (day.bar.close - price) / atr
                return distance >= 0.5 - 1e-9 ? 1 : distance <= -0.5 + 1e-9 ? -1 : 0
            }
            sides.append(found)
            counts.append(
                (0..<12).map { Self.candles(days, sides, level: $0, at: index) })
        }
        self.sides = sides
        self.counts = counts
    }

    /// Wilder's average of 14 true ranges.
    private static func averageRanges(_ days: [MarketDay]) -> [Double?] {
        var ranges: [Double] = []
        return days.indices.map { index -> Double? in
            guard index > 0 else { return nil }
            let (bar, before) = (days[index].bar, days[index - 1].bar.close)
            ranges.append(max(bar.high, before) - min(bar.low, before))
            guard ranges.count >= 14 else { return nil }
            return ranges[14...].reduce(ranges[..<14].reduce(0, +) / 14) { ($0 * 13 + $1) / 14 }
        }
    }

    /// Closes in a row on one side, counted backward within the level's period.
    private static func candles(
        _ days: [MarketDay], _ sides: [[Int?]], level: Int, at index: Int
    ) -> Int {
        guard let side = sides[index][level], side != 0 else { return 0 }
        var candles = 0
        for earlier in stride(from: index, through: 0, by: -1) {
            guard
                period(days[earlier].bar.session, level) == period(days[index].bar.session, level),
                sides[earlier][level] == side
            else { break }
            candles += 1
        }
        return candles
    }

    private static func period(_ session: SessionDate, _ level: Int) -> String {
        switch level / 4 {
        case 0: session.description
        case 1: session.isoWeekLabel
        default: session.monthLabel
        }
    }

    /// The columns of extension.csv at a close, setup and plan left out; `nil` without a row.
    func row(_ level: Int, at index: Int) -> [Double?]? {
        guard let side = sides[index][level], let price = days[index].levels[level],
            let atr = averages[index]
        else { return nil }
        let distance = (days[index].bar.close - price) / atr
        let candles = counts[index][level]
        guard side != 0 else {
            return [price, atr, distance, 2, 0, 0, 0, 0, 0, 0, 0, 0, nil, 0, 0]
        }
        let bar = days[index].bar
        let range = bar.high - bar.low
        let wick =
            side > 0 ? bar.high - max(bar.open, bar.close) : min(bar.open, bar.close) - bar.low
        let isRejection = range > 0 && wick >= 0.5 * range - 1e-9
        let body = Double(side) * (bar.close - bar.open)
        var isContinuation = false
        if index > 0, range > 0, body >= 0.6 * range - 1e-9 {
            let before = days[index - 1].bar
            isContinuation = side > 0 ? bar.close > before.high : bar.close < before.low
        }
        let volumes = days[...index].suffix(min(candles, 3)).map(\.bar.volume)
        let isDeclining = candles >= 2 && zip(volumes, volumes.dropFirst()).allSatisfy { $0 > $1 }
        let isExtreme = abs(distance) > 2 + 1e-9
        let first = level / 4 * 4
        let isAligned = [first, first + 1, first + (side > 0 ? 2 : 3)]
            .allSatisfy { sides[index][$0] == side }
        let bucket = min(candles, 4)
        var probability = [0.45, 0.55, 0.65, 0.75][bucket - 1]
        for (flag, change) in [
            (isRejection, 0.10), (isDeclining, 0.05), (isExtreme, 0.05), (isContinuation, -0.10),
        ] where flag { probability += change }
        let quality =
            Double(10 * bucket) + 10 * min(abs(distance), 3)
            + 10 * Double([isRejection, isDeclining, isAligned].filter { $0 }.count)
        return [
            price, atr, distance, side > 0 ? 0 : 1, Double(candles), Double(2 * candles),
            Double(bucket), isRejection ? 1 : 0, isContinuation ? 1 : 0, isDeclining ? 1 : 0,
            isExtreme ? 1 : 0, isAligned ? 1 : 0, min(0.95, max(0.05, probability)),
            abs(distance) * 2 * Double(candles), min(100, quality),
        ]
    }

    /// Observations and hits of every cell whose horizon of four bars ended by a close.
    func cells(at index: Int) -> [(count: Int, hits: Int)] {
        var cells = [(count: Int, hits: Int)](repeating: (0, 0), count: 96)
        guard index >= 4 else { return cells }
        for start in 0...(index - 4) {
            for level in 0..<12 {
                let candles = counts[start][level]
                guard (1...4).contains(candles), let side = sides[start][level],
                    let price = days[start].levels[level]
                else { continue }
                let cell = (level * 2 + (side > 0 ? 0 : 1)) * 4 + candles - 1
                cells[cell].count += 1
                let isHit = days[(start + 1)...(start + 4)].contains { (day: MarketDay) -> Bool in
                    side > 0 ? day.bar.low <= price + 1e-7 : day.bar.high >= price - 1e-7
                }
                if isHit { cells[cell].hits += 1 }
            }
        }
        return cells
    }
}

extension Recomputed {
    /// A random walk in quarters through some weeks, with levels that come, move and go.
    static func market(_ seed: UInt64, bars: Int) -> [MarketDay] {
        var random = SplitMix64(seed)
        var session = SessionDate("2024-02-20")!
        var close = 100.0
        var levels = [Double?](repeating: nil, count: 12)
        return (0..<bars).map { index in
            if index == 0 || random.below(5) == 0 {
                session = session.adding(days: 1 + random.below(3))
                for place in 0..<12 where place % 4 != 0 && random.below(3) == 0 {
                    levels[place] =
                        random.below(9) == 0 ? nil : close + random.step(8) - 4
                }
            }
            for place in [0, 4, 8] { levels[place] = close + random.step(6) - 3 }
            let open = close + (random.below(4) == 0 ? random.step(4) - 2 : 0)
            close = open + random.step(4) - 2
            let isFlat = random.below(12) == 0
            if isFlat { close = open }
            let high = max(open, close) + (isFlat ? 0 : random.step(2))
            let low = min(open, close) - (isFlat ? 0 : random.step(2))
            let bar = StudyBar.sample(
                Int64(index), open, high, low, close, volume: 1 + random.step(3),
                session: session)
            // POC, VAH and VAL of a timeframe exist together.
            var known = levels
            for first in [0, 4, 8] where known[(first + 1)...(first + 3)].contains(nil) {
                for place in (first + 1)...(first + 3) { known[place] = nil }
            }
            return MarketDay(bar: bar, levels: known)
        }
    }
}
