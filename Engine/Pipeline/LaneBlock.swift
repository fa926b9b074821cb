import Bars

/// The lanes of a pipeline, their bars, and what those remember of their beginnings, in one block
/// that begins with a cache line: whoever knows of a close ahead brings the front of it near.
enum LaneBlock {
    /// Bytes of a cache line.
    private static let line = 64

    /// Makes the lanes, with which the block begins.
    static func make(
        _ plans: [LanePlan], _ settings: PipelineSettings, unit: Double
    ) -> UnsafeMutableRawPointer {
        fill(plans) { index, bars, bases in
            Lane(plans[index], settings, unit: unit, bars: bars, bases: bases)
        }
    }

    /// Makes a block of as many lanes for other plans, and lets go of the old one; what both plans
    /// have goes on.
    static func turn(
        _ old: UnsafeMutableRawPointer, to plans: [LanePlan], limit: Int, unit: Double
    ) -> UnsafeMutableRawPointer {
        defer { old.deallocate() }
        let lanes = old.assumingMemoryBound(to: Lane.self)
        return fill(plans) { index, bars, bases in
            var lane = (lanes + index).move()
            lane.turn(to: plans[index], bars: bars, bases: bases, limit: limit, unit: unit)
            return lane
        }
    }

    /// A block of the lanes that `lane` makes, given the room for the bars and bases of each.
    private static func fill(
        _ plans: [LanePlan],
        _ lane: (Int, UnsafeMutablePointer<LaneBar>, UnsafeMutablePointer<BarBase>) -> Lane
    ) -> UnsafeMutableRawPointer {
        let bytes = plans.reduce(MemoryLayout<Lane>.stride * plans.count) { $0 + barBytes($1) }
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: line)
        let lanes = block.bindMemory(to: Lane.self, capacity: plans.count)
        var bars = block + MemoryLayout<Lane>.stride * plans.count
        for (index, plan) in plans.enumerated() {
            let count = plan.bars.count
            let bases = bars + barsLength(count)
            (lanes + index).initialize(
                to: lane(
                    index, bars.bindMemory(to: LaneBar.self, capacity: count),
                    bases.bindMemory(to: BarBase.self, capacity: count)))
            bars += barBytes(plan)
        }
        return block
    }

    /// Bytes of a lane's bars and bases.
    private static func barBytes(_ plan: LanePlan) -> Int {
        barsLength(plan.bars.count) + MemoryLayout<BarBase>.stride * plan.bars.count
    }

    /// Bytes from a lane's bars to their bases.
    private static func barsLength(_ count: Int) -> Int {
        let alignment = MemoryLayout<BarBase>.alignment
        return (MemoryLayout<LaneBar>.stride * count + alignment - 1) / alignment * alignment
    }
}
