import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems

/// What must hold of the five systems, whatever market they see.
enum SystemChecks {
    /// Four bytes a step: how much later, how much higher, how large, and whose; the first byte of
    /// all chooses between ticks, second bars and minute bars.
    ///
    /// The steps reach from nothing to days and from a tick to the edge of what intake takes, so
    /// that sessions, weeks, gaps, flat and wild markets all come up. No strategy may trap, and
    /// none may write what is no number: the writer traps on it.
    static func market(_ bytes: UnsafeRawBufferPointer) {
        guard let kind = bytes.first, bytes.count >= 5 else { return }
        let scale = PriceScale(decimals: 2, tick: kind & 4 == 0 ? 25 : 1)
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        settings.ladderLimit = 1 << 14
        var pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: scale, settings: settings, strategies: seats)
        var out = OutputBuffer(capacity: 4096)
        var market = Market(bytes[1...])
        var cause: UInt64 = 0
        while let step = market.next() {
            cause += 1
            switch kind & 3 {
            case 0, 1: pipeline.apply(step.tick, cause: cause, into: &out)
            case 2: pipeline.apply(bar: step.bar(.second1), cause: cause, into: &out)
            default: pipeline.apply(bar: step.bar(.minute1), cause: cause, into: &out)
            }
            if out.count > 1 << 16 { break }
        }
        pipeline.finish(cause: cause + 1, into: &out)
        check(out.slots)
    }

    /// All systems with live defaults, in UTC hours.
    private static let seats: [SeatedStrategy] = {
        let settings = EngineSettings()
        guard let instrument = try? settings.instrumentSettings(for: "ES") else {
            preconditionFailure("ES is not known")
        }
        return SystemCatalog.catalog.seats(on: instrument, of: settings, mode: .utc)
    }()

    /// Every evaluation names a rule, a reason and a key of its schema, and has its values.
    private static func check(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            defer { index += size }
            guard slots[index].kind == .evaluation else { continue }
            let found = Evaluation(UnsafeBufferPointer(rebasing: slots[index..<index + size]))
            let schema = SystemCatalog.catalog.schemas.first { $0.number == found.system }
            guard let rule = schema?.rule(at: found.rule) else {
                preconditionFailure("no rule \(found.rule) of strategy \(found.system)")
            }
            precondition(
                found.values.count == rule.values.count && Int(found.reason) < rule.reasons.count
                    && (rule.keys.isEmpty ? found.key == 0 : Int(found.key) < rule.keys.count),
                "\(rule.name): \(found.values.count) values, reason \(found.reason), key \(found.key)"
            )
        }
    }
}

/// A market made of bytes.
private struct Market {
    struct Step {
        var time: Int64
        var price: Int64
        var range: Int64
        var size: Int64
        var side: Aggressor

        var tick: Input {
            .tick(
                InstrumentID(0), time: Nanoseconds(time), price: Price(price), size: Size(size),
                side: side)
        }

        func bar(_ period: BarPeriod) -> BarInput {
            BarInput(
                start: Nanoseconds(time).floored(to: period.seconds * 1_000_000_000),
                period: period, open: Price(price), high: Price(price + range),
                low: Price(price - range), close: Price(price + (side == .buyer ? range : 0)),
                volume: Volume(side == .none ? 0 : Double(size)))
        }
    }

    private static let gaps: [Int64] = [
        0, 1_000_000, 100_000_000, 300_000_000, 1_000_000_000, 1_000_000_000, 60_000_000_000,
        60_000_000_000, 300_000_000_000, 7_200_000_000_000, 86_400_000_000_000,
    ]
    private var bytes: Slice<UnsafeRawBufferPointer>
    private var time: Int64 = 1_709_000_000_000_000_000
    private var price: Int64 = 500_000

    init(_ bytes: Slice<UnsafeRawBufferPointer>) { self.bytes = bytes }

    mutating func next() -> Step? {
        guard bytes.count >= 4 else { return nil }
        let word = Array(bytes.prefix(4))
        bytes = bytes.dropFirst(4)
        // Mostly the same small gap, so that seconds and minutes follow each other.
        time += Self.gaps[word[0] < 200 ? Int(word[0] & 7) : Int(word[0]) % Self.gaps.count]
        let step = Int64(Int8(bitPattern: word[1]))
        price += word[2] > 250 ? step << 24 : word[2] > 230 ? step * 25 : step / 16 * 25
        return Step(
            time: time, price: price, range: Int64(word[2] & 31) * 25,
            size: word[3] == 255 ? 1 << 50 : Int64(word[3]) + 1,
            side: Aggressor(rawValue: word[3] % 3) ?? .none)
    }
}
