/// Finds the known name that a misspelt one probably means.
enum NearestName {
    /// The nearest of `names`, when it is near enough to be a guess worth making.
    static func of(_ text: String, among names: [String]) -> String? {
        let ranked = names.map { (name: $0, distance: distance(text, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, best.name.count / 3) ? best.name : nil
    }

    /// How many letters must be put in, left out, changed or swapped with their neighbour; at most
    /// 64 letters count.
    static func distance(_ one: String, _ two: String) -> Int {
        let (left, right) = (Array(one.utf8.prefix(64)), Array(two.utf8.prefix(64)))
        var rows = [Array(0...right.count)]
        for (index, byte) in left.enumerated() {
            var row = [index + 1]
            for column in right.indices {
                let change = rows[index][column] + (byte == right[column] ? 0 : 1)
                var least = min(change, rows[index][column + 1] + 1, row[column] + 1)
                if index > 0, column > 0, byte == right[column - 1],
                    left[index - 1] == right[column]
                {
                    least = min(least, rows[index - 1][column - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
