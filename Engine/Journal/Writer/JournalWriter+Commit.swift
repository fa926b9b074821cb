public import Market
import Records

extension JournalWriter {
    /// Writes and syncs what the policy asks for.
    ///
    /// With `.always` every input taken before is durable when this returns, and so are the records
    /// unless `outputLag` lets them wait. Inputs are on disk before the outputs they caused.
    ///
    /// - Parameter now: wall time; it stamps the blocks, and decides when an interval is over.
    public mutating func commit(now: Nanoseconds) throws(JournalError) {
        try checkAlive(.write)
        wall = now
        look(now)
        switch settings.policy {
        case .always:
            if Self.isOver(lastOutputs, now, settings.outputLag) {
                try flush()
                try sync()
                lastOutputs = now
            } else {
                try flushInputs()
                try syncInputs()
            }
        case .interval(let milliseconds):
            if Self.isOver(lastSync, now, Int64(milliseconds) * 1_000_000) {
                try flush()
                try sync()
                lastSync = now
            } else {
                try flushWhenDue(now)
            }
        case .off: try flushWhenDue(now)
        }
    }

    /// Writes everything taken and makes it durable, whatever the policy.
    public mutating func commitAll(now: Nanoseconds) throws(JournalError) {
        try checkAlive(.write)
        wall = now
        try flush()
        try sync()
        lastSync = now
    }

    /// Writes everything taken, and has the next blocks begin new segments: at a session's end.
    public mutating func rotate(now: Nanoseconds) throws(JournalError) {
        try commitAll(now: now)
        inputLog.endSegment()
        outputLog.endSegment()
    }

    /// Whether so many nanoseconds have passed; a clock that was set back counts as having.
    static func isOver(_ start: Nanoseconds, _ now: Nanoseconds, _ length: Int64) -> Bool {
        let passed = now.rawValue &- start.rawValue
        return passed >= length || passed < 0
    }

    private mutating func flushWhenDue(_ now: Nanoseconds) throws(JournalError) {
        if Self.isOver(lastFlush, now, settings.linger) {
            lastFlush = now
            try flush()
        } else if hasCommand {
            try flushInputs()
        }
        hasCommand = false
    }

    /// Writes everything taken to the files.
    private mutating func flush() throws(JournalError) { try flushOutputs() }

    private mutating func syncInputs() throws(JournalError) {
        try guarded { (writer: inout JournalWriter) throws(JournalError) in
            let before = writer.counters.syncs
            try writer.inputLog.sync(&writer.counters)
            if writer.counters.syncs != before { writer.countStall(writer.counters.latestSync) }
        }
    }

    /// Inputs first: outputs on disk never run ahead of them.
    private mutating func sync() throws(JournalError) {
        try guarded { (writer: inout JournalWriter) throws(JournalError) in
            try writer.inputLog.sync(&writer.counters)
            writer.countStall(writer.counters.latestSync)
            let before = writer.counters.syncs
            try writer.outputLog.sync(&writer.counters)
            if writer.counters.syncs != before { writer.countStall(writer.counters.latestSync) }
        }
    }

    /// Writes the inputs taken, the staged block before them.
    mutating func flushInputs() throws(JournalError) {
        try guarded { (writer: inout JournalWriter) throws(JournalError) in
            try writer.writeInputs()
            guard writer.inputs.count > 0 else { return }
            writer.stageInputs()
            try writer.writeInputs()
        }
    }

    private mutating func writeInputs() throws(JournalError) {
        counters.inputBytes += UInt64(try inputLog.writeStaged(&counters))
    }

    private mutating func stageInputs() {
        let last = nextSequence - 1
        inputLog.stage(count: inputs.count, wall: wall) { writer in
            inputPacker.pack(inputs.all, into: &writer)
            return BlockFacts(
                lastCause: last, earliest: inputPacker.earliest,
                latest: inputPacker.latest, instruments: inputPacker.instruments)
        }
        inputs.removeAll()
    }

    /// Writes the records taken, the staged block before them, and the inputs before both: what
    /// was put out never stands in a file before what it came from.
    mutating func flushOutputs() throws(JournalError) {
        try flushInputs()
        try guarded { (writer: inout JournalWriter) throws(JournalError) in
            try writer.writeOutputs()
            guard writer.slots.count > 0 else { return }
            writer.stageOutputs()
            try writer.writeOutputs()
        }
    }

    private mutating func writeOutputs() throws(JournalError) {
        guard outputLog.isStaged else { return }
        // A segment that is closed is synced, and what it holds must not run ahead of the inputs.
        if outputLog.closesSegmentNext { try inputLog.sync(&counters) }
        _ = try outputLog.writeStaged(&counters)
    }

    private mutating func stageOutputs() {
        outputLog.stage(count: slots.count, wall: wall) { writer in
            outputPacker.pack(slots.all, into: &writer)
            return BlockFacts(
                lastCause: outputPacker.lastCause, earliest: outputPacker.earliest,
                latest: outputPacker.latest, instruments: outputPacker.instruments)
        }
        slots.removeAll()
    }

    /// Runs what may fail: a full disk is noted, anything else ends the writer.
    private mutating func guarded(
        _ body: (inout JournalWriter) throws(JournalError) -> Void
    ) throws(JournalError) {
        try checkAlive(.write)
        let before = counters.longestWrite
        do throws(JournalError) {
            try body(&self)
            if space == .full { space = .low }
        } catch {
            if Self.isPause(error) {
                space = .full
                counters.refusals += 1
            } else {
                failure = error
            }
            throw error
        }
        if counters.longestWrite > before { countStall(counters.longestWrite) }
    }

    /// A full disk found before anything was promised. A sync that finds it is a failed sync.
    private static func isPause(_ error: JournalError) -> Bool {
        guard error.code == .noSpace else { return false }
        switch error.operation {
        case .append, .create, .open, .rename: return true
        default: return false
        }
    }

    private mutating func countStall(_ time: Int64) {
        if time > settings.stall { counters.stalls += 1 }
    }

    /// Looks at the free space, every so often.
    private mutating func look(_ now: Nanoseconds) {
        if let lastLook, !Self.isOver(lastLook, now, settings.spaceInterval) { return }
        lastLook = now
        do throws(JournalError) {
            let free = try storage.retrying { () throws(JournalError) in
                try storage.freeBytes()
            }
            counters.freeBytes = free
            if space != .full { space = free < settings.lowSpace ? .low : .enough }
        } catch {
            counters.spaceFailures += 1
        }
    }
}
