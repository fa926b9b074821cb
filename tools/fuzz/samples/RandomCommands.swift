public import Chance
import Market
public import Records
import Wire

/// Commands and their answers, with fields that hold random values.
extension SplitMix64 {
    /// A command of any kind, of the right shape or not.
    public mutating func command() -> Command {
        switch one(of: Command.Kind.self) {
        case .addAlert:
            .addAlert(one(of: AlertCondition.self), price: knownPrice(), note: text(128))
        case .removeAlert: .removeAlert(once(in: 2) ? .number(natural()) : .id(commandID()))
        case .halt: .halt(one(of: HaltOrigin.self), reason: text(128))
        case .resume: .resume(once(in: 2) ? one(of: HaltOrigin.self) : nil)
        case .set: .set(key: text(64), value: text(128))
        case .addAnchor: .addAnchor(from: once(in: 2) ? beginning() : nil)
        case .removeAnchor: .removeAnchor(u32())
        case .submit: .submit(orderTerms())
        case .cancel: .cancel(orderName())
        case .replace: .replace(orderName(), orderChange())
        case .cancelAll: .cancelAll
        case .flatten: .flatten
        case .startSession: .startSession
        case .stopSession: .stopSession
        case .cancelOf: .cancelOf(session: natural())
        }
    }

    private mutating func orderName() -> OrderName {
        once(in: 2) ? .number(natural()) : .id(commandID())
    }

    private mutating func orderChange() -> OrderChange {
        OrderChange(
            quantity: once(in: 2) ? Size(max(integer(), .min + 1)) : nil,
            limit: optionalPrice(), stop: optionalPrice())
    }

    mutating func orderTerms() -> OrderTerms {
        let type = one(of: OrderType.self)
        var terms = OrderTerms(
            side: one(of: OrderSide.self), type: type, quantity: size(),
            limit: type.hasLimit ? knownPrice() : nil, stop: type.hasStop ? knownPrice() : nil,
            force: one(of: TimeInForce.self))
        switch below(3) {
        case 0: terms.bracket = Bracket(stop: knownPrice(), target: knownPrice())
        case 1: terms.partner = commandID()
        default: break
        }
        return terms
    }

    mutating func commandRequest() -> CommandRequest {
        CommandRequest(request: u32(), id: commandID(), symbol: text(64), command: command())
    }

    mutating func commandAnswer() -> CommandAnswer {
        CommandAnswer(
            request: u32(),
            CommandResult(
                instrument: instrument(), time: instant(), cause: natural(), id: commandID(),
                kind: one(of: Command.Kind.self), number: natural(), subject: natural(),
                outcome: one(of: CommandOutcome.self), isRepeat: once(in: 2), first: natural(),
                session: natural(), text: text(256)))
    }
}
