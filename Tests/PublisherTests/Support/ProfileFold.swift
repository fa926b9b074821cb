import Market
import Wire

/// A profile as a client puts it together: a whole one, then changed rows on top of it.
struct ProfileFold {
    var rows: [Int64: FootprintRow] = [:]
    var date: SessionDate?
    /// The last whole profile that was a completed one, and the rows held just before it.
    var completed: ProfileSnapshot?
    var before: [Int64: FootprintRow] = [:]
    /// The sequence of the next record.
    var next: UInt64 = 1
    var deltas = 0

    mutating func take(_ said: [Said]) {
        for case .data(let header, let told) in said where header.channel == .profile {
            // A replayed frame may begin before the position.
            let known = header.flags.contains(.snapshot) ? 0 : Int(next - header.firstSequence)
            for record in told.dropFirst(max(0, known)) { take(record) }
            next = header.nextSequence
        }
    }

    private mutating func take(_ told: Told) {
        switch told {
        case .profile(let whole):
            if whole.isCompleted {
                completed = whole
                before = rows
            }
            rows.removeAll()
            date = whole.date
            set(whole.rows)
        case .profileDelta(let delta):
            if delta.date != date { rows.removeAll() }
            date = delta.date
            deltas += 1
            set(delta.rows)
        default: break
        }
    }

    private mutating func set(_ some: [FootprintRow]) {
        for var row in some {
            row.marks = []
            rows[row.row] = row
        }
    }
}
