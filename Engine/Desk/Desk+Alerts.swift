public import Market
public import Records

/// Alerts: set, fired, taken out.
extension Desk {
    /// A trade outside the instrument's band: the alerts that it reaches fire, by number.
    ///
    /// To be called for such trades in their order; a call for any other changes nothing.
    ///
    /// - Parameters:
    ///   - time: the trade's event time.
    ///   - cause: its sequence.
    public mutating func traded(
        _ price: Price, of instrument: InstrumentID, at time: Nanoseconds, cause: UInt64,
        into out: inout OutputBuffer
    ) {
        guard !band(of: instrument).isQuiet(price) else { return }
        let trade = Alert.Trade(time: time, price: price)
        for alert in alertTable.fire(instrument, trade) {
            AlertRecord(time: time, cause: cause, change: .fired, alert: alert).write(to: &out)
            if let oldest = alertTable.keep(alert) {
                AlertRecord(time: time, cause: cause, change: .forgotten, alert: oldest)
                    .write(to: &out)
            }
        }
        settleBand(of: instrument)
    }

    mutating func addAlert(
        _ condition: AlertCondition, _ price: Price, _ note: String, _ input: CommandInput,
        _ cause: UInt64, _ out: inout OutputBuffer
    ) -> Done {
        guard input.instrument != .all else {
            return .refused(.unknownInstrument, "an alert is about one instrument")
        }
        let limit = value(of: "alerts.max").flatMap { Int($0) } ?? 0
        guard alertTable.waiting.count < limit else {
            return .refused(
                .tooManyAlerts,
                "\(limit) alerts may wait (alerts.max), \(alertTable.waiting.count) do")
        }
        lastAlert += 1
        let alert = Alert(
            number: lastAlert, id: input.id, instrument: input.instrument, condition: condition,
            price: price, added: input.time, by: input.sender.name, note: note)
        alertTable.add(alert)
        settleBand(of: input.instrument)
        AlertRecord(time: input.time, cause: cause, change: .added, alert: alert).write(to: &out)
        return Done(subject: lastAlert)
    }

    mutating func removeAlert(
        _ name: AlertName, _ input: CommandInput, _ cause: UInt64, _ out: inout OutputBuffer
    ) -> Done {
        guard let alert = alertTable.remove(name) else {
            let what =
                switch name {
                case .number(let number): "\(number)"
                case .id(let id): "of the id \(id)"
                }
            return .refused(.unknownAlert, "there is no alert \(what)")
        }
        settleBand(of: alert.instrument)
        AlertRecord(time: input.time, cause: cause, change: .removed, alert: alert)
            .write(to: &out)
        return Done(subject: alert.number)
    }
}
