/// Finds the route of a record. What was found of a number is kept for its day: of a stream of a
/// thousand symbols each record is as quick to place as one of a stream of one.
struct DBNRoutes {
    private let routes: [DBNSource.Route]
    private var symbols: DBNSymbols
    /// What was found so far.
    private(set) var found = DBNRouteTable()
    /// Symbols asked for that no number of the stream has had so far.
    private(set) var unnamed: Set<String>

    init(_ routes: [DBNSource.Route], _ symbols: DBNSymbols) {
        self.routes = routes
        self.symbols = symbols
        unnamed = Set(
            routes.compactMap {
                if case .symbol(let wanted) = $0.selection { wanted } else { nil }
            }
        ).subtracting(symbols.all)
    }

    /// Takes in a mapping record.
    mutating func add(_ mapping: DBNSymbolMapping, _ number: UInt32) {
        let names = symbols.add(mapping, for: number)
        unnamed.subtract([names.asked, names.raw])
        found.forget(number)
    }

    /// The index of the route that takes a record, or `nil`.
    mutating func route(of record: DBNRawRecord) -> Int? {
        if let route = found.route(of: record) { return route.index }
        let (number, day) = (record.instrument, record.eventDay)
        let names = symbols.names(of: number, on: CalendarDay.number(Int64(day)))
        let index = routes.firstIndex { Self.matches($0, number, names) }
        found.set(DBNRouteTable.Route(index), of: number, day)
        return index
    }

    private static func matches(
        _ route: DBNSource.Route, _ number: UInt32, _ names: DBNSymbols.Names?
    ) -> Bool {
        switch route.selection {
        case .number(let wanted): return number == wanted
        case .symbol(let wanted):
            guard let names else { return false }
            if names.raw == wanted { return true }
            return names.asked == wanted && (route.takesSpreads || !names.isSpread)
        case .allMapped:
            guard let names else { return false }
            return route.takesSpreads || !names.isSpread
        }
    }
}

/// Days as DBN writes them.
private enum CalendarDay {
    /// Days since 1970 as `YYYYMMDD` (after Howard Hinnant's `civil_from_days`).
    static func number(_ day: Int64) -> UInt32 {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return UInt32(year * 10_000 + month * 100 + dayOfMonth)
    }
}
