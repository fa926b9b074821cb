import Market
import Records

/// Writes the rows of one connection, inside the transaction that its caller opened.
final class RecordWriter {
    /// What a record came to.
    enum Outcome {
        case written, unkept, refused
    }

    let settings: StoreSettings
    let names: EvaluationNames
    /// The row of each instrument, by its number.
    let instruments: [Int64]
    let symbols: [String]
    /// Price units in 1, of each instrument.
    private let units: [Double]
    let bar, footprint, session, window, vwap, counters, gaps, losses: Statement
    let decision, study, studyHistory, calibration: Statement
    let event, setting, digest, order, fill, trade, position, report, cursor: Statement
    /// The last study of each rule and key in this transaction: the place of its record.
    private var studies: [StudyKey: UnsafeBufferPointer<OutputSlot>] = [:]
    private(set) var rows: UInt64 = 0

    struct StudyKey: Hashable {
        let instrument: InstrumentID
        let place: UInt32
    }

    init(
        _ connection: Connection, instruments: [Int64], plan: StorePlan
    ) throws(StoreFault) {
        self.instruments = instruments
        symbols = plan.instruments.map(\.symbol)
        units = plan.instruments.map(\.prices.unitsPerOne)
        names = plan.names
        settings = plan.settings
        bar = try connection.prepare(InsertSQL.bar, as: "bar")
        footprint = try connection.prepare(InsertSQL.footprint, as: "footprint")
        session = try connection.prepare(InsertSQL.session, as: "session")
        window = try connection.prepare(InsertSQL.window, as: "window")
        vwap = try connection.prepare(InsertSQL.vwap, as: "vwap")
        counters = try connection.prepare(InsertSQL.counters, as: "counters")
        gaps = try connection.prepare(InsertSQL.rise(of: "feed_gaps", as: "feed_gap"), as: "gaps")
        losses = try connection.prepare(InsertSQL.rise(of: "lost", as: "ring_loss"), as: "losses")
        decision = try connection.prepare(InsertSQL.decision, as: "decision")
        study = try connection.prepare(InsertSQL.study, as: "study")
        studyHistory = try connection.prepare(InsertSQL.studyHistory, as: "study history")
        calibration = try connection.prepare(InsertSQL.calibration, as: "calibration")
        event = try connection.prepare(InsertSQL.event, as: "event")
        setting = try connection.prepare(InsertSQL.setting, as: "setting")
        digest = try connection.prepare(InsertSQL.digest, as: "digest")
        order = try connection.prepare(InsertSQL.order, as: "order")
        fill = try connection.prepare(InsertSQL.fill, as: "fill")
        trade = try connection.prepare(InsertSQL.trade, as: "trade")
        position = try connection.prepare(InsertSQL.position, as: "position")
        report = try connection.prepare(InsertSQL.report, as: "report")
        cursor = try connection.prepare(InsertSQL.cursor, as: "cursor")
    }

    /// The row of an instrument, `nil` for one that the settings do not name.
    func id(_ instrument: InstrumentID) -> Int64? {
        let number = Int(instrument.rawValue)
        return number < instruments.count ? instruments[number] : nil
    }

    /// Price units in 1 of an instrument.
    func scale(_ instrument: InstrumentID) -> Double {
        let number = Int(instrument.rawValue)
        return number < units.count ? units[number] : 1
    }

    func symbol(_ instrument: InstrumentID) -> String? {
        let number = Int(instrument.rawValue)
        return number < symbols.count ? symbols[number] : nil
    }

    func begin() {
        studies.removeAll(keepingCapacity: true)
        rows = 0
    }

    /// Runs a statement that writes one row.
    func write(_ statement: Statement) throws(StoreFault) {
        try statement.run()
        rows += 1
    }

    /// Writes one record; its slots stay where they are until `finish`.
    func write(_ slots: UnsafeBufferPointer<OutputSlot>) throws(StoreFault) -> Outcome {
        guard let kind = slots[0].kind else { return .unkept }
        guard RecordShape.isWhole(slots, kind) else { return .refused }
        if let outcome = try writeDesk(slots, kind) { return outcome }
        if let outcome = try writeTrading(slots) { return outcome }
        guard let id = id(slots[0].instrument) else { return .refused }
        switch kind {
        case .bar: try write(BarRecord(slots), id)
        case .footprint:
            guard settings.keepsFootprints else { return .unkept }
            try write(FootprintRecord(slots), id)
        case .profile: try write(ProfileRecord(slots), id)
        case .vwap:
            guard settings.keepsVWAPs else { return .unkept }
            try write(VWAPRecord(slots), id)
        case .roll: try write(RollRecord(slots[0]), id)
        case .counters: try write(CountersRecord(slots), id)
        case .nakedPOC: try write(NakedPOCRecord(slots[0]), id)
        case .evaluation: return try writeEvaluation(slots, id)
        default: return .unkept
        }
        return .written
    }

    private func writeEvaluation(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ id: Int64
    ) throws(StoreFault) -> Outcome {
        let head = Evaluation(
            UnsafeBufferPointer(rebasing: slots[..<Evaluation.headerSlots]))
        guard head.verdict == .study else {
            guard head.number > 0 else { return .refused }
            try write(Evaluation(slots), id, with: decision)
            return .written
        }
        if names.rule(head)?.name == "calibration" {
            try write(Evaluation(slots), id, with: calibration)
        }
        if settings.keepsStudyHistory { try write(Evaluation(slots), id, with: studyHistory) }
        let key = StudyKey(
            instrument: head.instrument,
            place: UInt32(head.system) << 24 | UInt32(head.rule) << 16 | UInt32(head.key))
        studies[key] = slots
        return .written
    }

    /// Writes what only the last of counts, and the position.
    func finish(position: UInt64, now: Nanoseconds, records: Int) throws(StoreFault) {
        for (key, slots) in studies {
            guard let id = id(key.instrument) else { continue }
            try writeStudy(Evaluation(slots), id)
        }
        studies.removeAll(keepingCapacity: true)
        cursor.add(position)
        cursor.add(now.rawValue)
        cursor.add(records)
        try cursor.run()
    }
}
