import Market
import Measures
import Pipeline

extension BatchOptions {
    /// The pipeline's settings: what no file needs is not computed.
    func pipelineSettings(_ sizes: SizeScale) -> PipelineSettings {
        var settings = PipelineSettings()
        settings.bars = exports.contains(.bars) ? periods : []
        settings.footprint = exports.contains(.footprint) ? footprintPeriod : nil
        settings.footprintRow = .ticks(Int64(footprintRowTicks))
        settings.imbalance.minimumVolume = Volume(minimumVolume * sizes.unitsPerOne)
        let needsProfile = exports.contains(.profile) || exports.contains(.profileRows)
        settings.profiles = needsProfile ? [anchor] : []
        settings.profileRow = .ticks(Int64(rowTicks))
        settings.profileRule = profileRule
        if !exports.contains(.vwap) {
            settings.vwaps = []
            settings.vwapPeriod = nil
        }
        settings.barsMode = session
        settings.footprintMode = session
        settings.profilesMode = session
        settings.vwapsMode = session
        return settings
    }

    /// How profiles are read.
    var profileRule: ProfileRule { ProfileRule(valueAreaStep: valueAreaStep) }
}
