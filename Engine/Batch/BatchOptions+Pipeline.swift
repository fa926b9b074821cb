import Market
import Measures
import Pipeline

extension BatchOptions {
    /// The pipeline's settings: what no file needs is not computed.
    func pipelineSettings(_ sizes: SizeScale) -> PipelineSettings {
        var settings = strategySettings
        if exports.contains(.bars) { settings.infersBarSides = false }
        if exports.contains(.bars) { settings.bars = periods }
        if exports.contains(.footprint) {
            settings.footprint = footprintPeriod
            settings.footprintRow = .ticks(Int64(footprintRowTicks))
            settings.imbalance.minimumVolume = Volume(minimumVolume * sizes.unitsPerOne)
        }
        if needsProfiles {
            settings.profiles = [anchor]
            settings.profileRow = .ticks(Int64(rowTicks))
            settings.profileRule = profileRule
        }
        if exports.contains(.vwap) {
            settings.vwaps = [.daily, .weekly, .monthly]
            settings.vwapPeriod = .minute1
        }
        return settings
    }

    /// The settings of a pipeline that has strategies alone.
    var strategySettings: PipelineSettings {
        var settings = PipelineSettings()
        settings.bars = []
        settings.footprint = nil
        settings.profiles = []
        settings.vwaps = []
        settings.vwapPeriod = nil
        let mode = countedSession
        settings.barsMode = mode
        settings.footprintMode = mode
        settings.profilesMode = mode
        settings.vwapsMode = mode
        settings.infersBarSides = infersBarSides
        return settings
    }

    /// Strategies get settings of their own: profiles that they read are not those of the files, or
    /// bars have sides for them that `bars.csv` does not show.
    func separatesStrategies(readProfiles: Bool) -> Bool {
        readProfiles && hasOwnProfiles || infersBarSides && exports.contains(.bars)
    }

    /// To ask for the files of the auction playbook is to ask for order flow from bars.
    private var infersBarSides: Bool {
        input == .bars && (exports.contains(.marketState) || exports.contains(.auctionSignals))
    }

    /// How profiles are read.
    var profileRule: ProfileRule { ProfileRule(valueAreaStep: valueAreaStep) }

    /// The profile files are of other rows, or read otherwise, than the profiles of strategies.
    private var hasOwnProfiles: Bool {
        needsProfiles && (rowTicks != 1 || profileRule != PipelineSettings().profileRule)
    }

    /// The hours that what is left out is counted by: those of the first file.
    var countedSession: SessionMode {
        let isUsual = { (export: BatchExport) in export.usualSession == .rth }
        return (exports.first(where: isUsual) ?? exports.first).map { session(of: $0) } ?? .rth
    }

    private var needsProfiles: Bool { exports.contains(.profile) || exports.contains(.profileRows) }
}
