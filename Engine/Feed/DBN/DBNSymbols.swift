/// What instrument numbers mean: by day from the metadata, from then on by mapping records.
struct DBNSymbols {
    /// Both names of an instrument: what was asked for, and what the venue calls it.
    struct Names: Hashable {
        var asked: String
        var raw: String

        /// A calendar spread, whose price is a difference: `ESZ6-ESH7`.
        var isSpread: Bool { raw.utf8.contains(0x2d) }
    }

    private struct Days {
        /// `YYYYMMDD`, the end excluded.
        var start: UInt32
        var end: UInt32
        var names: Names
    }

    private var byDay: [UInt32: [Days]] = [:]
    private var current: [UInt32: Names] = [:]

    init(_ metadata: DBNMetadata) {
        let isByNumber = metadata.stypeIn == "instrument_id"
        for mapping in metadata.mappings {
            for interval in mapping.intervals {
                let number = isByNumber ? mapping.symbol : interval.symbol
                guard let id = UInt32(number) else { continue }
                let raw = isByNumber ? interval.symbol : mapping.symbol
                byDay[id, default: []].append(
                    Days(
                        start: interval.start, end: interval.end,
                        names: Names(asked: mapping.symbol, raw: raw)))
            }
        }
    }

    /// Takes in a mapping record, and gives the names in it.
    mutating func add(_ mapping: DBNSymbolMapping, for id: UInt32) -> Names {
        let names = Names(asked: mapping.symbolIn, raw: mapping.rawSymbol)
        current[id] = names
        return names
    }

    /// All names of the metadata.
    var all: Set<String> {
        Set(byDay.values.joined().flatMap { [$0.names.asked, $0.names.raw] })
    }

    /// The names of a number on a day, `YYYYMMDD`.
    func names(of id: UInt32, on day: UInt32) -> Names? {
        if let names = current[id] { return names }
        return byDay[id]?.first { day >= $0.start && day < $0.end }?.names
    }
}
