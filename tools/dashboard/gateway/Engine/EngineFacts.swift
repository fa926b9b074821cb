package import ClientKit

/// What an engine is: asked once for each of its starts.
package struct EngineFacts: Sendable {
    /// The engine's start.
    package var epoch: UInt64
    /// Its instruments in its order.
    package var instruments: [InstrumentInfo]
    /// What its strategies are; empty when none runs.
    package var strategies: [StrategySchema]
    /// Periods it has bars of.
    package var periods: [BarPeriod]
    /// The period of its footprints; `nil` without.
    package var footprintPeriod: BarPeriod?

    /// An instrument by its symbol.
    package func instrument(_ symbol: String) -> InstrumentInfo? {
        instruments.first { $0.instrument.symbol == symbol }
    }

    /// The symbol of an instrument.
    package func symbol(of id: InstrumentID) -> String? {
        instruments.first { $0.id == id }?.instrument.symbol
    }

    /// The period that a page shows unless it asks for another.
    package var usualPeriod: BarPeriod? { footprintPeriod ?? periods.last }

    /// Asks an engine.
    ///
    /// Which periods it has, it says by refusing the others.
    package static func ask(_ client: PitwireClient, epoch: UInt64) async throws(ClientError)
        -> EngineFacts
    {
        var facts = EngineFacts(
            epoch: epoch, instruments: try await client.symbols(), strategies: [], periods: [])
        do throws(ClientError) {
            facts.strategies = try await client.strategies()
        } catch {
            guard error.code == .refused else { throw error }
        }
        guard let symbol = facts.instruments.first?.instrument.symbol else { return facts }
        for period in BarPeriod.allCases {
            let hasBars = try await isOffered { () throws(ClientError) in
                _ = try await client.bars(of: symbol, period: period, limit: 1)
            }
            if hasBars { facts.periods.append(period) }
            guard facts.footprintPeriod == nil else { continue }
            let hasRows = try await isOffered { () throws(ClientError) in
                _ = try await client.footprint(of: symbol, period: period, moment: .developing)
            }
            if hasRows { facts.footprintPeriod = period }
        }
        return facts
    }

    private static func isOffered(
        _ ask: () async throws(ClientError) -> Void
    ) async throws(ClientError) -> Bool {
        do throws(ClientError) {
            try await ask()
        } catch {
            if error.code == .notFound { return true }
            guard error.code == .refused else { throw error }
            return false
        }
        return true
    }
}
