import ClientKit
import Market
import Records
import Wire

/// Sends commands, and the same again until they are answered: each is done once, and its answer
/// stands.
final class CommandingClient: SimClient {
    private struct Asked {
        var id: CommandID
        var symbol: String
        var command: Command
        var answer: CommandAnswer?
    }

    private let number: Int
    /// All it ever asked, in order: its memory on a disk of its own.
    private var asked: [Asked] = []
    private var waiting: [UInt32: Int] = [:]

    init(_ world: World, number: Int) {
        self.number = number
        super.init(world, "command-\(number)", .admin, seed: 200 + UInt64(number))
    }

    override func start() {
        super.start()
        askMore()
        for place in asked.indices where asked[place].answer == nil { send(place) }
    }

    override func forgetAll() { waiting.removeAll() }

    private func askMore() {
        guard !world.isCalm else { return }
        let life = life
        world.schedule.after(number(5_000_000...600_000_000)) { [weak self] in
            guard let self, self.life == life else { return }
            if !isStopped { askOne() }
            askMore()
        }
    }

    private func askOne() {
        // Now and then one that was answered: the answer is to be the same.
        if chance(150), !asked.isEmpty { return send(int(0...asked.count - 1)) }
        let symbols = world.plan.symbols
        let symbol = symbols[int(0...symbols.count - 1)]
        guard let id = CommandID("c\(number)-\(asked.count)") else { return }
        let command = chance(600) ? makeOrder(symbol) : makeCommand()
        let isOfAll: Bool
        switch command.kind {
        case .halt, .resume, .cancelAll, .flatten: isOfAll = chance(300)
        case .startSession, .stopSession, .set, .cancel: isOfAll = true
        default: isOfAll = false
        }
        asked.append(Asked(id: id, symbol: isOfAll ? "" : symbol, command: command))
        send(asked.count - 1)
    }

    private func makeCommand() -> Command {
        switch int(0...6) {
        case 0, 1:
            return .addAlert(
                chance(500) ? .atOrAbove : .atOrBelow,
                price: Price(number(100...600_000) * 25), note: "note \(asked.count)")
        case 2: return .removeAlert(.number(UInt64(int(1...20))))
        case 3: return .halt(.person, reason: "halt \(asked.count)")
        case 4: return .resume(chance(500) ? .person : nil)
        case 5: return .addAnchor(from: nil)
        default: return .removeAnchor(UInt32(int(1...6)))
        }
    }

    /// Of the trading session and its orders; some of it is refused, and must stay so.
    private func makeOrder(_ symbol: String) -> Command {
        switch int(0...15) {
        case 0: return .startSession
        case 1 where chance(200): return .stopSession
        case 2: return chance(300) ? .flatten : .cancelAll
        case 3, 4: return .cancel(.id(anOrder()))
        case 5:
            return .replace(.id(anOrder()), OrderChange(limit: world.price(of: symbol, off: 3)))
        case 6: return .set(key: "trading.position_size", value: "\(int(1...60))")
        case 7:
            let tempers = ["fair", "fair", "partial", "stingy", "rejecting", "silent"]
            return .set(key: "paper.fills", value: tempers[int(0...5)])
        case 8: return .set(key: "paper.latency_ms", value: "\(int(0...300))")
        default: return .submit(makeTerms(symbol))
        }
    }

    /// The id of a command of this client, which may be an order; before the first, of none.
    private func anOrder() -> CommandID {
        if let any = asked.isEmpty ? nil : asked[int(0...asked.count - 1)].id { return any }
        guard let none = CommandID("nobody") else { preconditionFailure("nobody is an id") }
        return none
    }

    private func makeTerms(_ symbol: String) -> OrderTerms {
        let side: OrderSide = chance(500) ? .buy : .sell
        let unit = world.size(of: symbol)
        var terms = OrderTerms(
            side: side, type: .market, quantity: Size(Int64(int(1...4)) * unit))
        switch int(0...2) {
        case 0:
            terms.type = .limit
            terms.limit = world.price(of: symbol, off: Int64(int(-6...6)))
        case 1:
            terms.type = .stop
            terms.stop = world.price(of: symbol, off: Int64(int(-6...6)))
        default: break
        }
        if chance(500) {
            let way = side.sign * Int64(int(2...12))
            terms.bracket = Bracket(
                stop: world.price(of: symbol, off: -way - 6 * side.sign),
                target: world.price(of: symbol, off: way + 6 * side.sign))
        }
        terms.force = chance(500) ? .day : .untilCancelled
        return terms
    }

    private func send(_ place: Int) {
        let one = asked[place]
        let request = session.command(one.command, of: one.symbol, id: one.id, at: now)
        waiting[request] = place
        super.asked()
    }

    override func handle(_ event: SessionEvent) {
        switch event {
        case .commandAnswered(let request, let answer):
            if let place = waiting.removeValue(forKey: request) { take(answer, place) }
        case .commandFailed(let request, let error):
            guard let place = waiting.removeValue(forKey: request) else { return }
            world.check(
                error.code == .timedOut || error.code == .refused, "\(name): \(error)")
            let life = life
            world.schedule.after(200_000_000) { [weak self] in
                guard let self, self.life == life else { return }
                send(place)
            }
        default: break
        }
    }

    private func take(_ answer: CommandAnswer, _ place: Int) {
        world.commandAnswered(answer.sequence)
        world.log.fold(answer.number)
        guard let first = asked[place].answer else {
            asked[place].answer = answer
            return
        }
        var again = answer
        again.request = first.request
        again.isRepeat = first.isRepeat
        world.check(
            again == first && answer.isRepeat,
            "\(name): \(answer.id) was answered \(first.outcome) number \(first.number) input "
                + "\(first.sequence) first, then \(answer.outcome) number \(answer.number) input "
                + "\(answer.sequence), repeat \(answer.isRepeat)")
    }

    override var isSettled: Bool { waiting.isEmpty && asked.allSatisfy { $0.answer != nil } }
    override var state: String {
        "\(name): \(asked.count { $0.answer != nil }) of \(asked.count) answered"
    }

    /// Each was done once, by the input that its answer names.
    func checkCommands() {
        let inputs = world.truth.inputs
        for one in asked {
            guard let answer = one.answer else { continue }
            let times = world.truth.done[one.id] ?? 0
            world.check(times == 1, "\(name): \(one.id) was done \(times) times")
            let last = Int(answer.sequence) - 1
            guard inputs.indices.contains(last),
                let first = (max(0, last - CommandInput.restLimit)...last)
                    .last(where: { inputs[$0].kind == .command }),
                let input = CommandInput(inputs[first...last]), input.id == one.id
            else {
                return world.fail("\(name): input \(answer.sequence) is not \(one.id)")
            }
        }
    }
}
