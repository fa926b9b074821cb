import Feed
public import Market

/// What a batch reads, computes and writes.
public struct BatchOptions: Sendable {
    /// How the momentum of the market state is measured.
    public enum MomentumUnit: String, Sendable, CaseIterable {
        /// Net move per distance travelled.
        case efficiency
        /// Change in percent.
        case percent
    }

    /// Where the input is.
    public enum Source: Sendable {
        /// A file, `-` for standard input.
        case file(String)
        /// Bytes of memory, under a name.
        case memory([UInt8], name: String)
    }

    /// Where the input is.
    public var source: Source
    /// What it is.
    public var input: BatchExport.Input
    /// The folder the files go to; made when missing.
    public var folder: String
    /// The files to write.
    public var exports: [BatchExport]
    /// The symbol, which may be missing when the tick size is given.
    public var symbol: String?
    /// Tick size, decimal text in price.
    public var tickSize: String?
    /// Periods of the bars, each at most once; at least one.
    public var periods: [BarPeriod] = [.minute1]
    /// The hours of everything; `nil` is each file's usual ones.
    public var session: SessionMode?
    /// The period of footprint, patterns, indicators, regime and signals.
    public var footprintPeriod = BarPeriod.minute5
    /// Ticks a row of footprint, patterns and signals, at least 1.
    public var footprintRowTicks = 1
    /// The least volume of an imbalance, exhaustion or absorption, in shares, contracts or coins.
    public var minimumVolume = 10.0
    /// The most that signals hold, in shares, contracts or coins.
    public var positionSize = 2.0
    /// Change of cumulative delta a minute that is aggressive, in shares, contracts or coins.
    public var cvdThreshold = 1000.0
    /// The same as a share of the mean volume, in place of the threshold.
    public var cvdShare: Double?
    /// How the momentum of the market state is measured.
    public var momentumUnit = MomentumUnit.efficiency
    /// How long a lens of the convergence system counts, minutes, 1 to 1440.
    public var window = 20
    /// Ticks a profile row, at least 1.
    public var rowTicks = 1
    /// Rows the value area takes at a time, 1 or 2.
    public var valueAreaStep = 2
    /// What a profile covers: daily, weekly or monthly.
    public var anchor = Anchor.daily
    /// The period of the input's bars that simulated ticks are spread over; `nil` is the first of
    /// `periods`.
    public var inputPeriod: BarPeriod?
    /// Decimals of the file's sizes, 0 to 9; what is finer is rounded to the nearest.
    public var sizeDecimals = 9
    /// Bars are sorted by their start first.
    public var sorts = false

    /// Puts options together; the rest are the defaults of the command.
    public init(
        source: Source, input: BatchExport.Input, folder: String, exports: [BatchExport]
    ) {
        self.source = source
        self.input = input
        self.folder = folder
        self.exports = exports
    }
}

extension BatchOptions {
    /// The instrument whose scales read the file.
    func instrument() throws(BatchError) -> Instrument {
        guard symbol != nil || tickSize != nil else {
            throw BatchError("the tick size is unknown: give --symbol or --tick-size")
        }
        do throws(InstrumentError) {
            var instrument = try InstrumentCatalog.instrument(
                symbol: symbol ?? "X", tickSize: tickSize)
            instrument.sizes = SizeScale(decimals: sizeDecimals, lot: 1)
            return instrument
        } catch {
            throw BatchError(
                error.field == "tick_size" || error.field == "class"
                    ? "\(error); give a right --tick-size" : error.description)
        }
    }

    /// How the file is opened.
    var openerOptions: SourceOpener.Options {
        var options = SourceOpener.Options()
        // Bars of the input may be combined to any period; only simulated ticks need the length.
        options.barPeriod = .second1
        if input == .simulatedTicks { options.barPeriod = simulatedPeriod }
        options.sortsBars = sorts
        return options
    }

    /// The span that the simulated ticks of one bar are spread over.
    var simulatedPeriod: BarPeriod { inputPeriod ?? periods.first ?? .minute1 }
}
