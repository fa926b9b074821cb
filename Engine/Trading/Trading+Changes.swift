import Market
import Records

/// Settings of the running engine about trading.
extension Trading {
    /// How many instruments it knows.
    public var instrumentCount: Int { instruments.count }

    /// What differs from what settings say now.
    ///
    /// - Parameter value: the changed value of a setting's key, checked by its form; `nil` where
    ///   the configuration holds.
    public func changes(by value: (String) -> String?) -> [TradingChange] {
        var changes: [TradingChange] = []
        let limits = limits(value)
        if limits != state.session.limits { changes.append(.limits(limits)) }
        let paper = paper(value)
        if paper != state.settings.paper { changes.append(.paper(paper)) }
        let only = value("trading.symbol").flatMap { symbol in
            instruments.firstIndex { $0.facts.symbol == symbol }
        }.map { InstrumentID(UInt32($0)) }
        if only != state.only { changes.append(.only(only)) }
        return changes
    }

    private func limits(_ value: (String) -> String?) -> TradingLimits {
        var limits = configured.limits
        if let amount = value("trading.profit_target").flatMap({ try? Money($0) }) {
            limits.profitTarget = amount
        }
        if let amount = value("trading.loss_limit").flatMap({ try? Money($0) }) {
            // A loss is below zero, however it is written.
            limits.lossLimit = amount > .zero ? -amount : amount
        }
        if let size = value("trading.position_size").flatMap({ Int64($0) }) {
            limits.positionSize = size
        }
        return limits
    }

    private func paper(_ value: (String) -> String?) -> PaperSettings {
        var paper = configured.paper
        if let name = value("paper.fills") {
            paper.temper = VenueTemper.allCases.first { $0.name == name } ?? paper.temper
        }
        if let name = value("paper.model") {
            paper.model = FillModel.allCases.first { $0.name == name } ?? paper.model
        }
        if let milliseconds = value("paper.latency_ms").flatMap({ Int64($0) }) {
            paper.latency = Nanoseconds(milliseconds * 1_000_000)
        }
        return paper
    }
}
