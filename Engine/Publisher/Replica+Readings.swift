import Bars
import Market
import Measures
import Records
import Wire

/// What is developing, as records.
extension Replica {
    var instrument: Instrument { setup.instrument }

    /// The cumulative delta of the bars' session.
    var cumulativeDelta: Volume { Volume(totals.delta - barsSessionDelta) }

    /// The open bar of a period.
    func openBar(_ period: BarPeriod, _ id: InstrumentID) -> BarRecord? {
        guard let index = periods.firstIndex(of: period), bars[index].isOpen else { return nil }
        let bar = bars[index].bar(
            period: period, mode: setup.barsMode, base: bases[index], totals: totals,
            drops: DropCounts(), sessionDelta: barsSessionDelta, scale: instrument.prices,
            isFromTicks: true)
        return BarRecord(instrument: id, bar: bar, cause: lastCause)
    }

    /// The open footprint; its imbalances are those its close would find now.
    func openFootprint(_ id: InstrumentID) -> FootprintRecord? {
        guard footprintBar.isOpen, let period = footprintPeriod, let poc = footprint.poc else {
            return nil
        }
        let bar = footprintBar.bar(
            period: period, mode: setup.footprintMode, base: footprintBase, totals: totals,
            drops: DropCounts(), sessionDelta: footprintSessionDelta, scale: instrument.prices,
            isFromTicks: true)
        let rows = footprint.rows.map { row in
            var row = row
            row.marks = footprint.marks(at: row.row, setup.imbalance)
            if row.row == poc { row.marks.insert(.poc) }
            return row
        }
        return FootprintRecord(
            instrument: id, bar: bar, rowTicks: footprintRowTicks, poc: poc,
            buyImbalances: rows.count { $0.marks.contains(.buyImbalance) },
            sellImbalances: rows.count { $0.marks.contains(.sellImbalance) },
            rule: setup.imbalance, rows: rows, cause: lastCause)
    }

    func landmarks(of index: Int) -> ProfileLandmarks {
        guard let poc = ladders[index].poc else { return ProfileLandmarks() }
        let area = ladders[index].valueArea(poc: poc, setup.profileRule)
        let nodes = ladders[index].nodes(setup.profileRule)
        return ProfileLandmarks(
            poc: poc, valueArea: area.map { $0.low...$0.high }, lvns: nodes.lows,
            hvns: nodes.highs)
    }

    /// The developing profile of an anchor; `nil` before its first tick.
    func profile(
        _ anchor: Anchor, _ id: InstrumentID, nakedPOCs: [ProfileLandmarks.NakedPOC]
    ) -> ProfileSnapshot? {
        guard let index = profiles.firstIndex(where: { $0.anchor == anchor }),
            let window = profiles[index].window, !ladders[index].isEmpty
        else { return nil }
        var landmarks = landmarks(of: index)
        landmarks.nakedPOCs = nakedPOCs
        return ProfileSnapshot(
            instrument: id, cause: lastCause, anchor: anchor, date: window.date,
            start: profiles[index].start, end: profilesTime, rowTicks: rowTicks[index],
            isFromTicks: true, isCompleted: false, landmarks: landmarks,
            rows: ladders[index].rows)
    }

    /// What changed in a profile at some levels.
    func profileDelta(_ anchor: Anchor, _ id: InstrumentID, _ levels: [Level]) -> ProfileDelta? {
        guard let index = profiles.firstIndex(where: { $0.anchor == anchor }),
            let window = profiles[index].window, !ladders[index].isEmpty
        else { return nil }
        let ticks = rowTicks[index]
        let rows = Set(levels.map { rowNumber($0, rowTicks: ticks) }).sorted().map {
            ladders[index].row($0)
        }.filter { $0.volume.rawValue > 0 }
        return ProfileDelta(
            instrument: id, cause: lastCause, anchor: anchor, date: window.date,
            end: profilesTime, landmarks: landmarks(of: index), rows: rows)
    }

    /// A developing VWAP; `nil` before its first tick.
    func vwap(_ anchor: Anchor, _ number: UInt32, _ id: InstrumentID) -> VWAPState? {
        guard
            let index = vwaps.firstIndex(where: { $0.anchor == anchor && $0.number == number }),
            let reading = vwapSums[index].reading(instrument.prices)
        else { return nil }
        let sum = vwapSums[index]
        return VWAPState(
            instrument: id, cause: lastCause, time: lastTick?.time ?? .zero, anchor: anchor,
            anchorNumber: number, date: vwaps[index].window?.date ?? SessionDate(rawValue: 0),
            vwap: reading.vwap, sigma: reading.sigma, volume: reading.volume, origin: sum.origin,
            first: sum.first, second: sum.second)
    }
}

/// Anchors that commands set.
extension Replica {
    /// Numbers of the users' VWAPs.
    var anchorNumbers: [UInt32] { vwaps.filter { $0.anchor == .user }.map(\.number) }

    /// Whether there is a user's VWAP of that number.
    func hasAnchor(_ number: UInt32) -> Bool {
        vwaps.contains { $0.anchor == .user && $0.number == number }
    }

    /// Starts or ends a user's VWAP.
    mutating func anchor(_ record: AnchorRecord) {
        let number = record.anchor.number
        let place = vwaps.firstIndex { $0.anchor == .user && $0.number == number }
        if record.isSet, place == nil {
            vwaps.append(Period(anchor: .user, number: number, from: record.anchor.from))
            vwapSums.append(VWAP())
        } else if !record.isSet, let place {
            vwaps.remove(at: place)
            vwapSums.remove(at: place)
        }
    }
}
