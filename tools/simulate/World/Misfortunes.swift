import Chance
import Journal

/// The faults of a seed: when, which, and for how long.
extension World {
    /// Plans them over the active time.
    func planFaults() {
        let kinds = FaultKind.allCases.filter { plan.faults.contains($0.faultClass) }
        guard !kinds.isEmpty else { return }
        for _ in 0..<plan.faultCount {
            let kind = random.pick(kinds)
            schedule.after(random.number(0...plan.active)) { [weak self] in self?.befall(kind) }
        }
    }

    private func befall(_ kind: FaultKind) {
        guard failure == nil, !isCalm else { return }
        log.note(schedule.now, "fault \(kind.name)")
        switch kind {
        case .connectionReset, .connectionSilent, .partition, .latency, .slowReader,
            .clientStopped, .clientRestarted:
            trouble(random.pick(clients), kind)
        case .diskFull: fillDisk()
        case .diskError, .diskInterrupted, .diskShort, .diskStall, .diskPowerCut:
            planCall(kind)
        case .powerCut, .kill: crash(kind)
        case .cleanRestart: stopEngine()
        case .clockForward:
            counts[kind] += 1
            time.offset += random.skewed(1...120_000_000_000)
        case .clockBack:
            counts[kind] += 1
            time.offset -= random.skewed(1...120_000_000_000)
        }
    }

    private func trouble(_ client: SimClient, _ kind: FaultKind) {
        let length = random.skewed(1_000_000...4_000_000_000)
        if kind == .clientRestarted {
            counts[kind] += 1
            return client.restart()
        }
        if kind == .clientStopped {
            counts[kind] += 1
            client.setStopped(true)
            schedule.after(length) { client.setStopped(false) }
            return
        }
        guard let connection = client.connection else { return }
        counts[kind] += 1
        let pipes = [connection.toEngine, connection.toClient]
        switch kind {
        case .connectionReset: connection.reset("reset by the way")
        case .connectionSilent: connection.vanish()
        case .partition:
            for pipe in pipes { pipe.isStalled = true }
            schedule.after(length) { for pipe in pipes { pipe.isStalled = false } }
        case .latency:
            let least = random.number(1_000_000...200_000_000)
            for pipe in pipes { pipe.latency = least...least * 2 }
        default:
            connection.toClient.rate = random.number(500...20_000)
            schedule.after(length) { connection.toClient.rate = nil }
        }
    }

    /// What others wrote has taken all the room.
    private func fillDisk() {
        guard disk.capacity == Int.max else { return }
        counts[.diskFull] += 1
        diskMayFail = true
        let used = disk.fileNames.reduce(0) { $0 + (disk[$1]?.count ?? 0) }
        disk.capacity = used + Int(random.skewed(0...20_000))
        schedule.after(random.skewed(1_000_000...3_000_000_000)) { [weak self] in
            self?.disk.capacity = Int.max
        }
    }

    /// Something happens at one of the disk's next calls.
    private func planCall(_ kind: FaultKind) {
        let call = disk.calls + Int(random.skewed(1...120))
        diskMayFail =
            diskMayFail || kind == .diskError || kind == .diskPowerCut
            || kind == .diskInterrupted
        switch kind {
        case .diskError: disk.faults[call] = .error(5)
        case .diskInterrupted: disk.faults[call] = .error(4)
        case .diskShort: disk.faults[call] = .short(random.int(1...200))
        case .diskStall: disk.faults[call] = .stall(random.skewed(1_000_000...4_000_000_000))
        default: disk.faults[call] = .powerCut
        }
        plannedFaults.append((call, kind))
    }

    /// Faults are over: what was planned and has not come will not.
    func calmDown() {
        isCalm = true
        countDiskFaults()
        disk.faults.removeAll()
        disk.capacity = Int.max
        for client in clients {
            if client.isStopped { client.setStopped(false) }
            guard let connection = client.connection else { continue }
            for pipe in [connection.toEngine, connection.toClient] {
                pipe.rate = nil
                pipe.isStalled = false
                pipe.latency = plan.latency
            }
        }
        log.note(schedule.now, "calm")
    }

    /// Counts those that came about; a power cut is counted by the crash it makes.
    func countDiskFaults() {
        for planned in plannedFaults
        where planned.call <= disk.calls && planned.kind != .diskPowerCut {
            counts[planned.kind] += 1
        }
        plannedFaults.removeAll()
    }
}
