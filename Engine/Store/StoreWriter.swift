public import Market
public import Records

/// What came of giving records to a writer.
public enum StoreTaking: Hashable, Sendable {
    /// Taken, or already in the file.
    case taken
    /// No room: the disk is behind. Call `step`, then give the same run again.
    case full
    /// The file is not open yet, so that it is not known where to begin.
    case notOpen
    /// Not whole records; nothing of the run was taken.
    case malformed
}

/// Writes the output log's records into a SQLite file that people and programs query.
///
/// It belongs to one thread at a time and has none itself. Nothing that decides waits for it: a
/// call writes one transaction at most and waits for locks no longer than `busyLimit`. The caller
///
///     if let fault = store.step(now: clock.now) { log(fault) }
///     if let next = store.next, next != reader.position { reader.seek(next) }
///     while let run = reader.run(), store.append(run.slots, through: run.position) == .taken {}
///
/// goes on for ever, and so goes on after a lock, a full disk, a crash or a damaged file: the
/// position stands in the same transaction as the rows, and feeding records again changes nothing.
public final class StoreWriter {
    /// The database file.
    public let path: String
    /// The position to feed from: after the last record taken; `nil` until the file was opened.
    public internal(set) var next: UInt64?

    let plan: StorePlan
    var settings: StoreSettings { plan.settings }
    var file: StoreFile?
    /// The position as stored, which what waits follows; `nil` until the file was opened.
    var stored: UInt64?
    var pending: PendingRecords
    var pendingRows: [StoreRow] = []
    var count = StoreCounters()
    /// The caller's clock at its last call.
    var clock = Nanoseconds.zero
    var pause = Nanoseconds.zero
    var retryAt: Nanoseconds?

    /// Prepares a writer; the first `step` opens the file.
    ///
    /// - Parameters:
    ///   - path: the database file, in a folder that exists.
    ///   - instruments: in the order of their numbers.
    ///   - schemas: what the evaluations' numbers mean.
    ///   - rules: digest of the build's and the configuration's rules, noted in the file.
    public init(
        path: String, instruments: [Instrument], schemas: [StrategySchema], rules: UInt64,
        settings: StoreSettings = StoreSettings()
    ) {
        self.path = path
        plan = StorePlan(
            instruments: instruments, names: EvaluationNames(schemas), rules: rules,
            settings: settings)
        pending = PendingRecords(limit: settings.bufferSlots)
    }

    /// The output log's position as stored; `nil` while the file is not open.
    public var position: UInt64? { file == nil ? nil : stored }

    /// What it did, and what waits.
    public var counters: StoreCounters {
        var now = count
        now.waiting = pending.records
        now.lag = pending.oldest.map { max(.zero, clock - $0) } ?? .zero
        return now
    }

    /// Whether a full transaction waits, so that `step` should be called again at once.
    public var isDue: Bool {
        retryAt == nil
            && (pending.records >= settings.batchRecords
                || pendingRows.count >= settings.batchRecords)
    }

    /// Takes a run of whole records; nothing is written before `step`.
    ///
    /// - Parameter position: the output log's position after the run's last record.
    public func append(
        _ slots: UnsafeBufferPointer<OutputSlot>, through position: UInt64
    ) -> StoreTaking {
        guard let next else {
            count.notTaken += 1
            return .notOpen
        }
        guard let records = RecordShape.records(in: slots) else {
            count.refused += 1
            return .malformed
        }
        if position <= next {
            count.repeated += UInt64(records)
            return .taken
        }
        guard pending.append(slots, records: records, through: position, at: clock) else {
            count.notTaken += 1
            return .full
        }
        self.next = position
        return .taken
    }

    /// Takes a row that no record of the log holds as such.
    ///
    /// It is written with the next transaction at the latest: given before the run of its cause,
    /// it is in the file whenever the position is.
    ///
    /// - Returns: `false` when there is no room; call `step`, then give it again.
    public func append(_ row: StoreRow) -> Bool {
        guard pendingRows.count < settings.bufferRows else {
            count.notTaken += 1
            return false
        }
        pendingRows.append(row)
        return true
    }

    /// Takes a setting, as `append(_:)` does.
    public func append(setting: SettingRow) -> Bool { append(.setting(setting)) }

    /// Opens the file when it is not open, else writes one transaction when one is due.
    ///
    /// - Parameter now: wall clock, ns; pauses after trouble and names of files follow it.
    /// - Returns: What is to be told to people; the writer goes on by itself.
    public func step(now: Nanoseconds) -> StoreFault? {
        clock = now
        if let retryAt {
            // A clock that was set back must not pause for longer than a pause.
            guard now >= retryAt || retryAt - now > settings.longestPause else { return nil }
            self.retryAt = nil
        }
        guard file != nil else { return open() }
        guard !pending.isEmpty || !pendingRows.isEmpty else { return nil }
        let waited = pending.oldest.map { now - $0 >= settings.commitAfter } ?? true
        // What failed before is tried again when its pause is over, due or not.
        return isDue || waited || pause > .zero ? write() : nil
    }

    /// Writes all that waits, without waiting for a pause to end; stops at the first fault.
    public func commit(now: Nanoseconds) -> StoreFault? {
        clock = now
        retryAt = nil
        if file == nil, let fault = open() { return fault }
        while !pending.isEmpty || !pendingRows.isEmpty {
            if let fault = write() { return fault }
        }
        return nil
    }

    /// Writes all that waits and closes the file; the next `step` would open it again.
    public func close(now: Nanoseconds) -> StoreFault? {
        let fault = file == nil ? nil : commit(now: now)
        file = nil
        return fault
    }

    /// Removes the file and begins anew: the caller feeds from `next`, which is 0.
    public func rebuild(now: Nanoseconds) -> StoreFault? {
        clock = now
        retryAt = nil
        beginAnew()
        if let fault = StoreFiles.remove(path) { return failed(fault) }
        return open()
    }

    /// What SQLite finds wrong with the file, page by page and index by index; empty when sound.
    public func integrity() throws(StoreFault) -> [String] {
        guard let file else {
            throw StoreFault(.unavailable, path: path, subject: "check", reason: "not open")
        }
        return try file.connection.integrity()
    }
}
