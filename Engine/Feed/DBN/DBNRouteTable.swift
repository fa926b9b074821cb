/// The routes of instrument numbers on a day each, as far as they have been found.
struct DBNRouteTable {
    /// A route, or none.
    struct Route: Hashable {
        private let place: Int32

        init(_ index: Int?) { place = index.map { Int32($0) } ?? -1 }

        /// Which of the routes; `nil` for none.
        var index: Int? { place < 0 ? nil : Int(place) }
    }

    private struct Entry {
        var number: UInt32
        /// Days since 1970; below 0 for an entry that is free.
        var day: Int32
        var route: Route
    }

    /// Numbers that are kept; with more the table is emptied, and found anew.
    private static let most = 1 << 16

    private var entries: [Entry]
    private var count = 0

    init() { entries = Self.free(64) }

    private static func free(_ slots: Int) -> [Entry] {
        [Entry](repeating: Entry(number: 0, day: -1, route: Route(nil)), count: slots)
    }

    /// What was found of a record's number on its day; `nil` before it was looked for.
    @inline(__always)
    func route(of record: DBNRawRecord) -> Route? {
        let entry = entries[place(of: record.instrument)]
        return entry.day == record.eventDay ? entry.route : nil
    }

    /// Keeps what was found; what was of another day is forgotten.
    mutating func set(_ route: Route, of number: UInt32, _ day: Int32) {
        let place = place(of: number)
        let isNew = entries[place].day < 0
        entries[place] = Entry(number: number, day: day, route: route)
        guard isNew else { return }
        count += 1
        if count * 2 > entries.count { grow() }
    }

    /// Forgets a number.
    mutating func forget(_ number: UInt32) {
        let place = place(of: number)
        // No record has that day.
        if entries[place].day >= 0 { entries[place].day = .max }
    }

    /// Where the number is, or the free entry where it belongs.
    @inline(__always)
    private func place(of number: UInt32) -> Int {
        let mask = entries.count - 1
        var place = Int(truncatingIfNeeded: (UInt64(number) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while entries[place].day >= 0, entries[place].number != number {
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        guard count <= Self.most else {
            self = DBNRouteTable()
            return
        }
        let kept = entries.filter { $0.day >= 0 }
        entries = Self.free(entries.count * 2)
        for entry in kept { entries[place(of: entry.number)] = entry }
    }
}
