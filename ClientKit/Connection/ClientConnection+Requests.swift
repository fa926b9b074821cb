public import Market
public import Wire

extension ClientConnection {
    /// Ticks of an instrument, a frame at a time, out of memory that is kept: nothing is
    /// allocated for a tick, and the pointer is valid for the call only.
    ///
    /// - Parameters:
    ///   - granted: the instrument with its scales, or why not.
    ///   - notice: gaps, rolls, restarts and the end, between the ticks they stand between.
    /// - Returns: What `cancel` takes.
    @discardableResult
    public func onTicks(
        of symbol: String, options: StreamOptions = StreamOptions(),
        granted: @escaping (Result<InstrumentInfo?, ClientError>) -> Void = { _ in },
        notice: @escaping (StreamEvent<Tick>) -> Void = { _ in },
        _ body: @escaping (UnsafeBufferPointer<Tick>, FrameStamps) -> Void
    ) -> SubscriptionID {
        subscribe(
            StreamRequest(channel: .ticks, symbol: symbol, options: options),
            TickCallbackSink(body, notice: notice), granted)
    }

    /// Ends a stream; its callbacks are not called any more.
    public func cancel(_ id: SubscriptionID) {
        grants[id] = nil
        grantDeadlines[id] = nil
        sinks[id] = nil
        resume(id)
        guard ending == nil else { return }
        session.unsubscribe(id, at: now())
        asked()
    }

    /// Asks once; `done` gets the answer's records, one behind the other.
    @discardableResult
    func ask(
        _ query: Query, asOf: Nanoseconds? = nil,
        _ done: @escaping (Result<GatheredAnswer, ClientError>) -> Void
    ) -> UInt32? {
        if let ending {
            done(.failure(ending))
            return nil
        }
        let id = session.ask(query, asOf: asOf, at: now())
        answers[id] = done
        asked()
        return id
    }

    /// Takes no answer any more.
    func forget(query id: UInt32) {
        answers[id] = nil
        session.forget(query: id)
    }

    @discardableResult
    func subscribe(
        _ request: StreamRequest, _ sink: StreamSink,
        _ granted: @escaping (Result<InstrumentInfo?, ClientError>) -> Void
    ) -> SubscriptionID {
        if let ending {
            granted(.failure(ending))
            return SubscriptionID(number: 0)
        }
        let now = now()
        let id = session.subscribe(request, at: now)
        sinks[id] = sink
        grants[id] = granted
        grantDeadlines[id] = now.monotonic &+ configuration.requestTimeout.rawValue
        asked()
        return id
    }
}
