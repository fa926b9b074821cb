import Bytes
import Market
import Records
import StateCoding
import Wire

/// An instrument's line in checkpoints: all that queries and snapshots can show, and where its
/// streams of the core's records stand. Developing views and what waits in queues are nobody's
/// state.
extension InstrumentLine {
    /// Streams of the core's records but the ticks, whose count is the run's.
    private var counted: [Stream] {
        [quotes, signals, decisions, studies, events] + barPeriods.compactMap { bars[$0]?.stream }
            + footprintPeriods.compactMap { footprints[$0]?.stream }
    }

    private var footprintPeriods: [BarPeriod] {
        (setup.footprint.map { [$0] } ?? []) + chosenPeriods
    }

    func save(into writer: inout StateWriter) {
        writer.mark("line")
        writer.put(setup.instrument.symbol)
        writer.put(timeframe)
        writer.put(chosenPeriods)
        replica.save(into: &writer)
        writer.mark("streams")
        writer.put(run.next)
        writer.put(run.digest)
        for stream in counted { stream.save(into: &writer) }
        writer.mark("kept")
        for period in barPeriods { writer.put(records: bars[period]?.history) }
        for period in footprintPeriods { writer.put(records: footprints[period]?.history) }
        for anchor in setup.profiles { writer.put(records: profileHistory[anchor]) }
        writer.put(records: (0..<evaluations.count).lazy.map { self.evaluations[$0].record })
        writer.put(records: studyTable.sorted().lazy.map(\.record))
        writer.put(nakedPOCs.map { Int64($0.session.rawValue) })
        writer.put(nakedPOCs.map(\.row))
        writer.put(counters)
        writer.put(feed.rawValue)
    }

    func restore(
        from reader: inout StateReader, _ settings: PublisherSettings,
        make: (StreamKey) -> Stream
    ) throws(StateError) {
        try reader.expect("line")
        let symbol = try reader.take(String.self)
        guard symbol == setup.instrument.symbol else {
            throw reader.error("instrument \(symbol) comes here, not \(setup.instrument.symbol)")
        }
        let timeframe = try reader.take(BarPeriod?.self)
        restore(
            timeframe: timeframe, chosen: try reader.take([BarPeriod].self), settings, make: make)
        try replica.restore(from: &reader)
        try reader.expect("streams")
        run.next = try reader.take(UInt64.self)
        run.digest = try reader.take(RecordDigest.self)
        ticks.next = run.next
        for stream in counted { try stream.restore(from: &reader) }
        try reader.expect("kept")
        for period in barPeriods {
            bars[period]?.history = try reader.take(ring: BarRecord.self, settings.barsKept)
        }
        for period in footprintPeriods {
            footprints[period]?.history = try reader.take(
                ring: FootprintRecord.self, settings.footprintsKept)
        }
        for anchor in setup.profiles {
            profileHistory[anchor] = try reader.take(
                ring: ProfileSnapshot.self, settings.profilesKept)
        }
        try restoreEvaluations(&reader, settings)
        try restoreNakedPOCs(&reader)
        counters = try reader.take(CountersRecord?.self)
        let number = try reader.take(UInt8.self)
        guard let state = FeedState(rawValue: number) else {
            throw reader.error("feed state \(number)")
        }
        feed = state
    }

    private func restoreEvaluations(
        _ reader: inout StateReader, _ settings: PublisherSettings
    ) throws(StateError) {
        evaluations = RecordRing(limit: settings.evaluationsKept)
        for kept in try reader.take(evaluations: settings.evaluationsKept) {
            evaluations.append(kept)
        }
        studyTable = StudyTable(limit: settings.studiesKept)
        for kept in try reader.take(evaluations: settings.studiesKept) {
            guard kept.add(to: &studyTable) else { throw reader.error("studies beyond their room") }
        }
    }

    private func restoreNakedPOCs(_ reader: inout StateReader) throws(StateError) {
        let dates = try reader.take([Int64].self)
        let rows = try reader.take([Int64].self)
        guard dates.count == rows.count, dates.allSatisfy({ Int32(exactly: $0) != nil }) else {
            throw reader.error("\(rows.count) naked POCs of \(dates.count) sessions")
        }
        nakedPOCs = zip(dates, rows).map {
            ProfileLandmarks.NakedPOC(
                session: SessionDate(rawValue: Int32(truncatingIfNeeded: $0)), row: $1)
        }
    }
}

extension Stream {
    func save(into writer: inout StateWriter) {
        writer.put(next)
        writer.put(digest)
    }

    func restore(from reader: inout StateReader) throws(StateError) {
        next = try reader.take(UInt64.self)
        digest = try reader.take(RecordDigest?.self)
    }
}
