import Bytes
public import Market
import Records
public import Wire

/// Questions that memory does not answer alone: as of an earlier instant, or of a range that
/// begins before what is kept. The shell hands them to whoever reads the journal and the store.
extension Publisher {
    /// Checks a question as of an earlier instant and hands it on.
    func askPast(_ message: Request, _ session: Session) throws(Refusal) {
        if let fault = pastFault(message) { throw fault }
        try ask(.moment(message), session)
    }

    /// Why a question can not be asked of the past, whatever is recorded.
    private func pastFault(_ message: Request) -> Refusal? {
        do throws(Refusal) {
            switch message.query {
            case .symbols, .strategies, .statistics:
                throw Refusal(
                    message, .badParameter,
                    "\(message.query.kind) are of the running engine and have no past")
            case .state(let symbol), .bars(let symbol, _, _, _, _), .footprint(let symbol, _, _),
                .profile(let symbol, _, _, _), .studies(let symbol, _):
                _ = try known(symbol, message)
            case .evaluations(let filter):
                if let symbol = filter.symbol { _ = try known(symbol, message) }
            case .desk(let symbol), .orders(let symbol, _), .fills(let symbol, _),
                .trades(let symbol, _), .positions(let symbol):
                if let symbol { _ = try known(symbol, message) }
            case .account, .session, .reports: break
            }
            return nil
        } catch {
            return error
        }
    }

    /// Hands a question on; what comes of it comes by `answered`.
    func ask(_ question: PastQuestion, _ session: Session) throws(Refusal) {
        switch shell.ask(question, for: session.id) {
        case .taken: counts.add(.pastQuestions)
        case .full(let limit):
            throw Refusal(
                question.request, .overload, limit: Int64(limit), value: Int64(limit),
                "\(limit) questions about the past wait already; try again")
        case .none:
            throw Refusal(
                question.request, .unsupported, "nothing of the past: there is no journal here")
        }
    }

    /// An answer is there; of a session that is gone it is dropped.
    public func answered(_ answer: PastAnswer, for id: SessionID, now: Nanoseconds) {
        guard let session = sessions[id], !session.isClosing else { return }
        switch answer.outcome {
        case .found(let parts, let position):
            reply(answer.request, parts, position: position, answer.moment, session, now)
        case .refused(let message): refuse(message, session, now)
        }
        write(now)
    }

    /// What this publisher's memory has of a request, without a session: for a copy of an engine
    /// that stands at the moment asked for.
    ///
    /// - Returns: The answer, and the question for a store when it begins before what is kept.
    public func respond(
        to message: Request, now: Nanoseconds
    ) -> (outcome: PastAnswer.Outcome, older: HistoryQuestion?) {
        do throws(Refusal) {
            let found = try find(message, now)
            if let refusal = found.refusal { return (.refused(refusal.message), found.older) }
            var parts = AnswerParts(limit: settings.maxPayload)
            for record in found.records { parts.append(record) }
            return (.found(parts, position: found.position), found.older)
        } catch {
            return (.refused(error.message), nil)
        }
    }

    // MARK: What memory keeps no more

    /// Set when there may be more bars in a store than in memory.
    func older(
        of line: InstrumentLine, _ history: RecordRing<BarRecord>, _ found: [BarRecord],
        _ message: Request
    ) -> HistoryQuestion? {
        guard case .bars(_, _, let from, let to, let limit) = message.query,
            found.count < Int(limit), history.isFull || olderThrough > 0
        else { return nil }
        if let from, let to, from >= to { return nil }
        if let from, history.count > 0, from >= history[0].bar.start { return nil }
        var question = question(message, .bars(found), limit: Int(limit))
        question.mode = line.setup.barsMode
        question.through = history.count > 0 ? history[0].cause : olderThrough
        return question
    }

    func question(
        _ message: Request, _ kept: HistoryQuestion.Kept, limit: Int
    ) -> HistoryQuestion {
        HistoryQuestion(
            request: message, kept: kept, limit: limit, through: 0,
            instruments: lines.map(\.info), position: 0, payloadLimit: settings.maxPayload)
    }
}
