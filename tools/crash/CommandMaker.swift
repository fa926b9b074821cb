import Chance
import Market
import Records

/// Makes commands of every kind, so that the desk stays within its limits.
struct CommandMaker {
    private var random: SplitMix64
    private let names: [String]
    private let seed: UInt64
    private var count = 0
    /// Orders that were sent last.
    private var orders: [CommandID] = []

    private static let mostAlerts = 60
    private static let mostAnchors = 6

    init(_ names: [String], seed: UInt64) {
        self.names = names
        self.seed = seed
        random = SplitMix64(seed &+ 0xc0de)
    }

    /// The next command, given what stands by the last count.
    mutating func next(_ desk: ExpectedDesk, prices: [Price], facts: [Instrument]) -> Ask {
        count += 1
        if count == 1 { return ask("", .startSession) }
        let place = random.below(names.count)
        let name = names[place]
        switch random.below(26) {
        case 12...19: return order(name, prices[place], facts[place])
        case 20...22: return change(name, prices[place])
        case 23: return ask("", random.once(in: 3) ? .flatten : .cancelAll)
        case 24: return ask("", random.once(in: 9) ? .stopSession : .startSession)
        case 25: return ask("", .resume(.person))
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

    /// At the market or near it, with a bracket or without.
    private mutating func order(_ name: String, _ price: Price, _ facts: Instrument) -> Ask {
        let side = random.pick(OrderSide.allCases)
        let tick = facts.prices.tick
        let size = Int64(1 + random.below(3)) * Int64(facts.sizes.unitsPerOne)
        var terms = OrderTerms(side: side, type: .market, quantity: Size(size))
        let near = Price(price.rawValue + Int64(random.below(9) - 4) * tick)
        switch random.below(3) {
        case 0:
            terms.type = .limit
            terms.limit = near
        case 1:
            terms.type = .stop
            terms.stop = near
        default: break
        }
        if random.once(in: 2) {
            let entry = (terms.limit ?? terms.stop ?? price).rawValue
            let way = side.sign * tick * Int64(2 + random.below(20))
            terms.bracket = Bracket(stop: Price(entry - way), target: Price(entry + way))
        }
        terms.force = random.pick(TimeInForce.allCases)
        let order = ask(name, .submit(terms))
        orders.append(order.id)
        if orders.count > 40 { orders.removeFirst() }
        return order
    }

    private mutating func change(_ name: String, _ price: Price) -> Ask {
        let order = OrderName.id(random.pick(orders + [Self.noOrder]))
        if random.once(in: 2) { return ask(name, .cancel(order)) }
        return ask(name, .replace(order, OrderChange(limit: price)))
    }

    private static var noOrder: CommandID {
        guard let id = CommandID("no-order") else { preconditionFailure("no-order is an id") }
        return id
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
