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
        let command = makeCommand()
        let isOfAll = (command.kind == .halt || command.kind == .resume) && chance(300)
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
