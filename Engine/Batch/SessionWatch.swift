import Market

/// Finds out in which of some session modes anything traded.
struct SessionWatch {
    private let schedule = SessionSchedule()
    /// The modes in which nothing traded so far, and the instants up to which that is certain.
    private var empty: [(mode: SessionMode, until: Nanoseconds)]

    init(_ modes: [SessionMode]) {
        empty = []
        for mode in modes where !empty.contains(where: { $0.mode == mode }) {
            empty.append((mode, Nanoseconds(.min)))
        }
    }

    /// Nothing traded in any session of the mode.
    func isEmpty(_ mode: SessionMode) -> Bool { empty.contains { $0.mode == mode } }

    /// All modes had trades: there is nothing more to find out.
    var isDone: Bool { empty.isEmpty }

    /// Something traded; instants ascend but for a second.
    mutating func saw(_ time: Nanoseconds) {
        for index in empty.indices.reversed() where time >= empty[index].until {
            switch schedule.lookup(time, mode: empty[index].mode) {
            case .inside: empty.remove(at: index)
            case .outside(let next): empty[index].until = next
            }
        }
    }
}
