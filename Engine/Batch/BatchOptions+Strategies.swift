import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems

extension BatchOptions {
    /// The hours of a file.
    func session(of export: BatchExport) -> SessionMode { session ?? export.usualSession }

    /// The strategies whose files are asked for, each once, in the order of asking.
    func strategies(on instrument: Instrument) -> [SeatedStrategy] {
        let place = StrategyInstrument(instrument)
        var names: [String] = []
        return exports.compactMap { export in
            guard let name = export.table?.strategy, !names.contains(name) else { return nil }
            names.append(name)
            return SystemCatalog.catalog.seat(
                name, on: place, strategyOptions(name), mode: session(of: export))
        }
    }

    /// What a strategy's evaluations mean.
    static func schema(of strategy: String) -> StrategySchema {
        guard let schema = SystemCatalog.catalog.schemas.first(where: { $0.name == strategy })
        else { preconditionFailure("no strategy \(strategy)") }
        return schema
    }

    /// The defaults of batch runs, and over them what the command line says.
    private func strategyOptions(_ name: String) -> StrategyOptions {
        guard let type = SystemCatalog.all.first(where: { $0.schema.name == name }) else {
            preconditionFailure("no strategy \(name)")
        }
        var options = StrategyOptions(type.keys)
        switch name {
        case "indicators": options["timeframe"] = .word(footprintPeriod.name)
        case "orderflow":
            options["timeframe"] = .word(footprintPeriod.name)
            options["row_ticks"] = .whole(footprintRowTicks)
            options["min_volume"] = .number(minimumVolume)
            options["position_size"] = .number(positionSize)
        case "auction":
            options["cvd_threshold"] = .number(cvdThreshold)
            if let cvdShare { options["cvd_share"] = .number(cvdShare) }
            options["momentum_unit"] = .word(momentumUnit.rawValue)
        case "convergence": options["window_minutes"] = .whole(window)
        default: break
        }
        return options
    }
}
