import Market
import Records

/// Makes commands of every kind, so that the desk stays within its limits.
struct CommandMaker {
    private var random: CrashRandom
    private let names: [String]
    private let seed: UInt64
    private var count = 0

    private static let mostAlerts = 60
    private static let mostAnchors = 6

    init(_ names: [String], seed: UInt64) {
        self.names = names
        self.seed = seed
        random = CrashRandom(seed: seed &+ 0xc0de)
    }

    /// The next command, given what stands by the last count.
    mutating func next(_ desk: ExpectedDesk, prices: [Price]) -> Ask {
        count += 1
        let place = random.below(names.count)
        let name = names[place]
        switch random.below(12) {
        case 0...3: return alert(name, prices[place], desk)
        case 4: return ask("", .removeAlert(.number(random.pick(Array(desk.alerts) + [999_999]))))
        case 5: return ask(random.once(in: 2) ? "" : name, .halt(.person, reason: text("halt")))
        case 6: return ask(random.once(in: 2) ? "" : name, .resume(.person))
        case 7: return ask(name, .set(key: "note", value: text("note of \(name)")))
        case 8:
            let value = random.once(in: 3) ? "default" : String(900 + random.below(100))
            return ask("", .set(key: "alerts.max", value: value))
        case 9: return ask(name, .set(key: "halt.on_feed_gap", value: "perhaps"))
        case 10: return anchor(name, desk)
        default:
            let known = desk.anchors[name] ?? []
            return ask(name, .removeAnchor(random.pick(Array(known) + [77])))
        }
    }

    private mutating func alert(_ name: String, _ price: Price, _ desk: ExpectedDesk) -> Ask {
        if random.once(in: 2) {
            // Fires soon, or has no reason to wait: whichever comes first, command or trade.
            let near = Price(price.rawValue + Int64(random.below(5)))
            return ask(name, .addAlert(.atOrAbove, price: near, note: text("near")))
        }
        if desk.alerts.count > Self.mostAlerts {
            return ask("", .removeAlert(.number(random.pick(Array(desk.alerts)))))
        }
        let far = Price(1 + Int64(random.below(9)))
        return ask(name, .addAlert(.atOrBelow, price: far, note: text("far")), isFar: true)
    }

    private mutating func anchor(_ name: String, _ desk: ExpectedDesk) -> Ask {
        let known = desk.anchors[name] ?? []
        if known.count >= Self.mostAnchors {
            return ask(name, .removeAnchor(random.pick(Array(known))))
        }
        return ask(name, .addAnchor(from: nil))
    }

    /// Of any length, so that commands take one to eight slots.
    private mutating func text(_ words: String) -> String {
        let text = "\(words) \(count) "
        return text + String(repeating: "x", count: random.below(128 - text.utf8.count))
    }

    private func ask(_ symbol: String, _ command: Command, isFar: Bool = false) -> Ask {
        guard let id = CommandID("crash-\(seed)-\(count)") else {
            preconditionFailure("crash-\(seed)-\(count) is no id")
        }
        return Ask(id: id, symbol: symbol, command: command, isFar: isFar)
    }
}
