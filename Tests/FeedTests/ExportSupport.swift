import Chance
import Feed
import Foundation
import Market
import Records

/// A folder that goes away with its owner.
final class ScratchFolder {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("feed-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A path in it.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    /// Names of the files in it, hidden ones included.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}

/// Inputs of memory, in batches of a few.
final class MemorySource: InputSource {
    private let inputs: [Input]
    private let step: Int
    private var position = 0
    private(set) var report = SourceReport(name: "memory")
    let skew = Nanoseconds.zero

    init(_ inputs: [Input], step: Int = 7) {
        precondition(step >= 2, "a bar takes 2 slots, a step is \(step)")
        self.inputs = inputs
        self.step = step
    }

    func next(into batch: UnsafeMutableBufferPointer<Input>) throws(FeedError) -> Int {
        var count = min(step, batch.count, inputs.count - position)
        if count > 0, inputs[position + count - 1].kind == .bar { count -= 1 }
        for index in 0..<count { batch[index] = inputs[position + index] }
        position += count
        report.rows += count
        report.good += count
        return count
    }
}

extension Sample {
    /// Made-up ticks of an instrument: the same from the same seed.
    static func ticks(
        _ count: Int, of instrument: Instrument, id: InstrumentID = InstrumentID(0),
        seed: UInt64 = 1, hasQuotes: Bool = false, hasIDs: Bool = false
    ) -> [Input] {
        var random = SplitMix64(seed)
        var time: Int64 = 1_790_000_000_000_000_000
        var level: Int64 = 20_000
        let unit = instrument.sizes.decimals == 0 ? 1 : 1_000
        return (0..<count).map { index in
            time += Int64(random.below(400_000_000))
            level += Int64(random.below(3)) - 1
            let price = level * instrument.prices.tick
            let step = instrument.prices.tick
            return .tick(
                InstrumentID(id.rawValue), time: Nanoseconds(time), price: Price(price),
                size: Size(Int64((1 + random.below(50)) * unit)),
                side: [.none, .buyer, .seller][random.below(3)],
                quote: hasQuotes ? (Price(price - step), Price(price + step)) : nil,
                tradeID: hasIDs ? UInt64(index + 1) : nil)
        }
    }

    /// The two slots of each bar.
    static func inputs(
        _ bars: [BarInput], id: InstrumentID = InstrumentID(0)
    ) -> [Input] {
        bars.flatMap { bar in
            let (first, rest) = bar.inputs(for: id)
            return [first, rest]
        }
    }
}
