import Bars
import Intake
import Market
import Measures
public import Records

/// Working memory for the ticks of a run: what the measures need of them, a column each.
///
/// A handle on memory that pipelines of one thread share; whoever made it frees it.
public struct TickBlock: @unchecked Sendable {
    /// Ticks that fit.
    static let capacity = 128

    let times: UnsafeMutablePointer<Nanoseconds>
    let prices: UnsafeMutablePointer<Int64>
    let levels: UnsafeMutablePointer<Level>
    let volumes: UnsafeMutablePointer<Double>
    let aggressors: UnsafeMutablePointer<Aggressor>

    /// Makes working memory.
    public init() {
        times = .allocate(capacity: Self.capacity)
        prices = .allocate(capacity: Self.capacity)
        levels = .allocate(capacity: Self.capacity)
        volumes = .allocate(capacity: Self.capacity)
        aggressors = .allocate(capacity: Self.capacity)
    }

    /// Frees it; no pipeline may use it afterwards.
    public func deallocate() {
        times.deallocate()
        prices.deallocate()
        levels.deallocate()
        volumes.deallocate()
        aggressors.deallocate()
    }
}

/// Runs of ticks.
extension TickPipeline {
    /// Takes consecutive inputs of this instrument, bars excepted.
    ///
    /// - Parameter firstCause: the sequence of the first; the others follow it.
    public mutating func apply(
        run: UnsafeBufferPointer<Input>, firstCause: UInt64, into out: inout OutputBuffer
    ) {
        var count = 0
        var extremes = Extremes()
        // Kept beside the totals: reading them back right after each tick would wait for memory.
        var delta = totals.delta
        for index in run.indices {
            let cause = firstCause &+ UInt64(index)
            guard run[index].kind == .tick else {
                settle(&count, &extremes)
                applyRare(run[index], cause: cause, into: &out)
                continue
            }
            guard let found = intake.take(run[index]) else { continue }
            if run[index].time.rawValue >= boundary {
                settle(&count, &extremes)
                let price = Price(run[index].price)
                guard begin(run[index].time, price, found.level, cause, &out) else { continue }
            } else if !intake.isInRange(found.level) {
                continue
            }
            note(run[index], found, cause, count, &delta, &extremes, &out)
            count &+= 1
            if count == TickBlock.capacity { settle(&count, &extremes) }
        }
        settle(&count, &extremes)
    }

    /// Counts an accepted tick, writes its record and leaves it for the measures.
    @inline(__always)
    private mutating func note(
        _ input: Input, _ found: Classified, _ cause: UInt64, _ place: Int,
        _ delta: inout Double, _ extremes: inout Extremes, _ out: inout OutputBuffer
    ) {
        let volume = Double(input.size)
        totals.add(input.price, input.size, found.aggressor, found.rule)
        // A buyer's size counts up, a seller's down, by the raw values 1 and 2 without a branch.
        let side = Int64(found.aggressor.rawValue)
        delta += Double(input.size &* ((side & 1) - (side >> 1)))
        extremes.add(input.price, runningDelta: delta)
        block.times[place] = input.time
        block.prices[place] = input.price
        block.levels[place] = found.level
        block.volumes[place] = volume
        block.aggressors[place] = found.aggressor
        var marks = flags
        if input.flags.contains(.endOfEvent) { marks.insert(.endOfEvent) }
        out.append(
            TickRecord(
                instrument: instrument,
                tick: Tick(
                    time: input.time, price: Price(input.price), size: Size(input.size),
                    level: found.level, aggressor: found.aggressor, rule: found.rule,
                    flags: marks),
                cause: cause, received: input.received
            ).slot)
        if nakedPOCs.mayTouch(found.level) { touchPOCs(found.level, input.time, cause, &out) }
    }

    /// Takes the waiting ticks through every measure whose session they are in.
    @inline(__always)
    private mutating func settle(_ count: inout Int, _ extremes: inout Extremes) {
        guard count > 0 else { return }
        measure(count, extremes)
        count = 0
        extremes = Extremes()
    }

    private mutating func measure(_ count: Int, _ extremes: Extremes) {
        let close = block.prices[count - 1]
        lastPrice = Price(close)
        intake.counters.accepted += Int64(count)
        if flags.contains(.inBars) {
            for index in 0..<barCount { bars[index].add(extremes, close: close) }
        } else {
            intake.counters.outOfSession.bars += Int64(count)
        }
        if flags.contains(.inFootprint) {
            footprintBar.add(extremes, close: close)
            fillFootprint(count)
        } else {
            intake.counters.outOfSession.footprint += Int64(count)
        }
        if flags.contains(.inProfiles) {
            intake.counters.outOfRange += Int64(profiles.add(block, count))
        } else {
            intake.counters.outOfSession.profiles += Int64(count)
        }
        if flags.contains(.inVWAPs) {
            vwaps.add(block, count)
        } else {
            intake.counters.outOfSession.vwaps += Int64(count)
        }
    }

    private mutating func fillFootprint(_ count: Int) {
        var refused = 0
        for place in 0..<count {
            let row = rowNumber(block.levels[place], rowTicks: footprintRowTicks)
            if footprint.add(row: row, block.volumes[place], block.aggressors[place]) == nil {
                refused += 1
            }
        }
        intake.counters.outOfRange += Int64(refused)
    }
}
