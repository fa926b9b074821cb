/// Finds the name that was probably meant.
public enum Nearest {
    /// The nearest of `names` when it is near enough to be a slip of the fingers.
    ///
    /// - Returns: The first of those with the fewest single-letter edits and swaps, at most a
    ///   third of the name's length and at least 1; `nil` when there is none.
    public static func name(to typed: String, in names: [String]) -> String? {
        let limit = max(1, (typed.count + 1) / 3)
        var best: (name: String, distance: Int)?
        for name in names {
            let distance = distance(Array(typed.lowercased()), Array(name.lowercased()))
            let isPrefix = typed.count >= 2 && name.hasPrefix(typed)
            let counted = isPrefix ? min(distance, 1) : distance
            if counted <= limit, counted < name.count, counted < best?.distance ?? .max {
                best = (name, counted)
            }
        }
        return best?.name
    }

    /// `; did you mean X?`, or nothing.
    static func advice(_ typed: String, in names: [String]) -> String {
        name(to: typed, in: names).map { "; did you mean \($0)?" } ?? ""
    }

    /// Insertions, deletions, changes and swaps of neighbours between two words.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in 0..<left.count {
            var row = [i + 1] + [Int](repeating: 0, count: right.count)
            for j in 0..<right.count {
                let change = last[j] + (left[i] == right[j] ? 0 : 1)
                row[j + 1] = min(change, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    row[j + 1] = min(row[j + 1], before[j - 1] + 1)
                }
            }
            (before, last) = (last, row)
        }
        return last[right.count]
    }
}

/// Makes control characters visible, so that a message stays one line and cannot steer a
/// terminal.
public enum VisibleText {
    /// The text with `\n`, `\t` and `\u{1b}` in place of control characters.
    public static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\t": shown += "\\t"
            case "\r": shown += "\\r"
            case _ where isControl(scalar):
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }
}
