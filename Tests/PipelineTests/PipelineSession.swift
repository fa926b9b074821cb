import Intake
import Market
import Records

@testable import Pipeline

/// A pipeline fed by hand: `second side size @ price`, one tick a line.
///
/// Times are seconds after 2024-01-03 14:30:00 UTC, the open of a regular session; the tick size
/// is 0.25.
struct PipelineSession: ~Copyable {
    static let open = Nanoseconds(1_704_292_200_000_000_000)
    static let scale = PriceScale(decimals: 2, tick: 25)

    var pipeline: TickPipeline
    var out = OutputBuffer()
    var cause: UInt64 = 0

    init(_ change: (inout PipelineSettings) -> Void = { _ in }) {
        var settings = PipelineSettings()
        settings.barsMode = .utc
        settings.footprintMode = .utc
        settings.profilesMode = .utc
        settings.vwapsMode = .utc
        change(&settings)
        pipeline = TickPipeline(
            instrument: InstrumentID(0), scale: Self.scale, settings: settings)
    }

    /// Feeds lines such as `10.5 B 2 @ 100.25`; the side may be `B`, `S` or `N`.
    mutating func feed(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 5, let seconds = Double(words[0]), let size = Int64(words[2]),
                let price = Double(words[4])
            else { preconditionFailure("no tick: \(line)") }
            let side: Aggressor = words[1] == "B" ? .buyer : words[1] == "S" ? .seller : .none
            feed(
                Input.tick(
                    InstrumentID(0),
                    time: Self.open + Nanoseconds(Int64(seconds * 1e9)),
                    price: Price(Int64((price * 100).rounded())), size: Size(size), side: side))
        }
    }

    mutating func feed(_ input: Input) {
        cause += 1
        pipeline.apply(input, cause: cause, into: &out)
    }

    mutating func feed(bar: BarInput) {
        cause += 1
        pipeline.apply(bar: bar, cause: cause, into: &out)
    }

    mutating func finish() { pipeline.finish(cause: cause, into: &out) }

    /// Every record written so far, decoded.
    var records: Recorded { Recorded(out.slots) }
}

/// Output records by kind, in order.
struct Recorded {
    var ticks: [TickRecord] = []
    var bars: [Bar] = []
    var footprints: [FootprintRecord] = []
    var profiles: [ProfileRecord] = []
    var vwaps: [VWAPRecord] = []
    var rolls: [RollRecord] = []
    var nakedPOCs: [NakedPOCRecord] = []
    var kinds: [OutputKind] = []

    init(_ slots: UnsafeBufferPointer<OutputSlot>) {
        var index = 0
        while index < slots.count {
            let size = slots[index].slots
            let record = UnsafeBufferPointer(rebasing: slots[index..<index + size])
            guard let kind = slots[index].kind else { preconditionFailure("no record") }
            kinds.append(kind)
            switch kind {
            case .tick: ticks.append(TickRecord(record[0]))
            case .bar: bars.append(BarRecord(record).bar)
            case .footprint: footprints.append(FootprintRecord(record))
            case .profile: profiles.append(ProfileRecord(record))
            case .vwap: vwaps.append(VWAPRecord(record))
            case .roll: rolls.append(RollRecord(record[0]))
            case .nakedPOC: nakedPOCs.append(NakedPOCRecord(record[0]))
            default: break
            }
            index += size
        }
    }

    func bars(_ period: BarPeriod) -> [Bar] { bars.filter { $0.period == period } }
}
