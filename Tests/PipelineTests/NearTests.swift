import Market
import Records
import Testing

@testable import Bars
@testable import Intake
@testable import Pipeline

/// The lines that are brought near are those that are touched.
@Suite struct NearTests {
    private func address<T: ~Copyable>(_ field: inout T) -> Int {
        withUnsafeMutablePointer(to: &field) { Int(bitPattern: $0) }
    }

    /// Where fields lie in a pipeline.
    private func offsets(_ fields: (inout TickPipeline) -> [Int]) -> [Int] {
        let room = UnsafeMutablePointer<TickPipeline>.allocate(capacity: 1)
        room.initialize(
            to: TickPipeline(
                instrument: InstrumentID(7), scale: PriceScale(decimals: 2, tick: 25),
                settings: PipelineSettings()))
        defer {
            room.deinitialize(count: 1)
            room.deallocate()
        }
        return fields(&room.pointee).map { $0 - Int(bitPattern: room) }
    }

    @Test func `every pipeline of many begins with a cache line`() {
        #expect(MemoryLayout<TickPipeline>.stride % 64 == 0)
    }

    @Test func `what a tick touches is in its lines`() {
        let first = TickPipeline.tickBytes.lowerBound
        let end = TickPipeline.tickBytes.upperBound
        let places = offsets { pipeline in
            [
                address(&pipeline.intake.counters.accepted), address(&pipeline.flags),
                address(&pipeline.boundary), address(&pipeline.quiet), address(&pipeline.rows),
                address(&pipeline.block),
                address(&pipeline.totals.ticks.weighted), address(&pipeline.totals.ticks.origin),
            ]
        }
        #expect(places.min() == first)
        #expect(places == places.sorted())
        #expect(places.allSatisfy { $0 + 8 <= end })
    }

    @Test func `what a close touches is in its lines`() {
        let (counters, rest) = (TickPipeline.counterBytes, TickPipeline.closeBytes)
        let places = offsets { pipeline in
            [
                address(&pipeline.intake.counters.bad), address(&pipeline.totals.bars),
                address(&pipeline.totals.inferred),
                address(&pipeline.nextDue), address(&pipeline.sessionChange),
                address(&pipeline.lastBarInput), address(&pipeline.lastPrice),
            ]
        }
        #expect(counters.contains(places[0]))
        #expect(places[1...].allSatisfy { rest.contains($0) })
    }

    @Test func `lanes, bars and what they remember lie together`() {
        var plans = LanePlan.plans(PipelineSettings(), timeframe: .minute5, []).lanes
        plans.append(plans[0])
        let block = LaneBlock.make(plans, PipelineSettings(), unit: 1)
        let lanes = block.assumingMemoryBound(to: Lane.self)
        defer {
            lanes.deinitialize(count: plans.count)
            block.deallocate()
        }
        #expect(Int(bitPattern: block) % 64 == 0)
        #expect(
            NearPlaces.laneBytes.count == MemoryLayout<Lane>.stride
                + MemoryLayout<LaneBar>.stride * 4 + MemoryLayout<BarBase>.stride)
        var end = UnsafeMutableRawPointer(lanes + plans.count)
        for place in plans.indices {
            #expect(UnsafeMutableRawPointer(lanes[place].bars) == end)
            let bases = UnsafeMutableRawPointer(lanes[place].bases)
            #expect(Int(bitPattern: bases) % MemoryLayout<BarBase>.alignment == 0)
            let gap = bases - UnsafeMutableRawPointer(lanes[place].bars + lanes[place].barCount)
            #expect((0..<16).contains(gap))
            end = UnsafeMutableRawPointer(lanes[place].bases + lanes[place].barCount)
        }
    }
}
