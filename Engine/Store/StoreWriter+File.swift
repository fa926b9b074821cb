import Market
import Records

/// The file behind a writer: opened, written, given up.
extension StoreWriter {
    func open() -> StoreFault? {
        do throws(StoreFault) {
            let opened = try StoreFile(path: path, plan: plan, now: clock)
            // What waits follows the position that was stored; from any other the caller feeds.
            if stored != opened.position {
                pending.removeAll()
                next = opened.position
            }
            file = opened
            stored = opened.position
            return nil
        } catch {
            return failed(error)
        }
    }

    /// Writes one transaction.
    func write() -> StoreFault? {
        guard let connection = file?.connection else { return nil }
        do throws(StoreFault) {
            try transact()
            pause = .zero
            return nil
        } catch {
            connection.rollBack()
            count.retries += 1
            return failed(error)
        }
    }

    private func transact() throws(StoreFault) {
        guard let file else { return }
        guard !file.connection.hasMoved else {
            throw StoreFault(
                .moved, path: path, subject: "write",
                reason: "the file was removed or replaced while it was open")
        }
        let batch = pending.batch(of: settings.batchRecords)
        var outcomes = Outcomes()
        try file.connection.run("BEGIN IMMEDIATE", as: "begin")
        file.rows.begin()
        for row in pendingRows { try outcomes.add(row, file.rows) }
        if let batch {
            try pending.withSlots(batch.slots) { slots throws(StoreFault) in
                try outcomes.add(slots, file.rows)
                try file.rows.finish(
                    position: batch.last.through, now: clock, records: batch.records)
            }
        }
        try file.connection.run("COMMIT", as: "commit of \(batch?.records ?? 0) records")
        pendingRows.removeAll(keepingCapacity: true)
        if let batch {
            pending.remove(slots: batch.slots, runs: batch.runs, records: batch.records)
            stored = batch.last.through
            count.records += UInt64(batch.records)
        }
        count.rows += file.rows.rows
        count.batches += 1
        count.unkept += outcomes.unkept
        count.refused += outcomes.refused
    }

    /// Notes a fault, and decides what comes next by its kind.
    func failed(_ fault: StoreFault) -> StoreFault {
        count.faults += 1
        switch fault.kind {
        case .locked, .full:
            if fault.kind == .locked { count.busy += 1 }
            waitABit()
        case .unavailable, .inputOutput, .refused:
            file = nil
            waitABit()
        case .moved:
            beginAnew()
        case .corrupt, .foreign, .newer, .otherLog:
            beginAnew()
            var told = fault
            switch StoreFiles.setAside(path, at: clock) {
            case .success(let place): told.setAside = place
            case .failure(let trouble):
                told.reason += "; and it can not be set aside: \(trouble.reason)"
                waitABit()
            }
            return told
        }
        return fault
    }

    /// Forgets the file and what waits for it: the caller feeds from the position of the next.
    func beginAnew() {
        file = nil
        stored = nil
        next = nil
        pending.removeAll()
        count.rebuilds += 1
    }

    private func waitABit() {
        let doubled = Nanoseconds(min(pause.rawValue, Int64.max / 2) * 2)
        pause = min(max(doubled, settings.firstPause), settings.longestPause)
        retryAt = clock + pause
    }
}

/// What became of the records and rows of one transaction.
private struct Outcomes {
    var unkept: UInt64 = 0
    var refused: UInt64 = 0

    mutating func add(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ rows: RecordWriter
    ) throws(StoreFault) {
        var place = 0
        while place < slots.count {
            let end = place + slots[place].slots
            let record = UnsafeBufferPointer(rebasing: slots[place..<end])
            try note { () throws(StoreFault) in try rows.write(record) }
            place = end
        }
    }

    mutating func add(_ row: StoreRow, _ rows: RecordWriter) throws(StoreFault) {
        try note { () throws(StoreFault) in try rows.write(row) ? .written : .refused }
    }

    /// A row that SQLite refuses for what is in it must not hold up those behind it.
    private mutating func note(
        _ body: () throws(StoreFault) -> RecordWriter.Outcome
    ) throws(StoreFault) {
        do throws(StoreFault) {
            switch try body() {
            case .written: break
            case .unkept: unkept += 1
            case .refused: refused += 1
            }
        } catch {
            guard error.kind == .refused, Connection.isAboutContent(error.code) else { throw error }
            refused += 1
        }
    }
}
