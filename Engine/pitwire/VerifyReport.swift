import JSON
import Market
import Records
import Recovery

/// What a verification came to, in words and as JSON.
struct VerifyReport {
    private let found: Verification
    private let era: RulesEra
    private let isOwnRules: Bool
    private let seconds: Double

    init(_ found: Verification, _ era: RulesEra, isOwnRules: Bool, seconds: Double) {
        self.found = found
        self.era = era
        self.isOwnRules = isOwnRules
        self.seconds = seconds
    }

    private var digest: String { Self.hex(found.digest.value) }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// For people.
    var text: String {
        var lines: [String] = []
        let range = "inputs \(found.sequences.lowerBound) to \(found.reached)"
        if !isOwnRules {
            lines.append(
                "\(range): written by \(era.build) under other rules "
                    + "(\(Self.hex(era.rulesDigest))) than this build has")
        }
        if let difference = found.difference {
            lines.append("\(range): NOT EQUAL after \(found.records) equal records")
            lines.append("first difference, caused by input \(difference.cause):")
            lines.append("  recorded: \(Self.name(difference.logged))")
            lines.append("  replayed: \(Self.name(difference.made))")
        } else {
            let rate = seconds > 0 ? Double(found.reached - found.point.sequence) / seconds : 0
            lines.append(
                "\(range): equal, \(found.records) records, digest \(digest), "
                    + "\(Int(rate / 1000)) k inputs/s")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// For scripts.
    var json: String {
        var members = [
            ("first", "\(found.sequences.lowerBound)"), ("last", "\(found.reached)"),
            ("equal", "\(found.isEqual)"), ("records", "\(found.records)"),
            ("digest", JSONText.quoted(digest)), ("build", JSONText.quoted(era.build)),
            ("same_rules", "\(isOwnRules)"), ("from_checkpoint", "\(found.point.sequence)"),
            ("seconds", "\(seconds)"),
        ]
        if let difference = found.difference {
            members.append(("cause", "\(difference.cause)"))
            members.append(("recorded", JSONText.quoted(Self.name(difference.logged))))
            members.append(("replayed", JSONText.quoted(Self.name(difference.made))))
        }
        return JSONText.object(members) + "\n"
    }

    /// A record in a line: kind, instrument, time, words.
    private static func name(_ slots: [OutputSlot]?) -> String {
        guard let slots, let head = slots.first else { return "nothing" }
        let kind = head.kind.map { "\($0)" } ?? "an unknown record"
        return "\(kind) of instrument \(head.instrument.rawValue) at \(head.time.rawValue), "
            + "\(slots.count) slots, first words \(head.a) \(head.b) \(head.c) \(head.d) \(head.e)"
    }
}
