import Market
import Wire

extension PitwireClient {
    /// Follows an instrument's market: begins with what the session brought so far, and calls
    /// `body` after each frame of ticks until it returns `false`, the stream ends or the task is
    /// cancelled.
    ///
    ///     try await client.watch("SPY") { view in
    ///         print(view.reading)
    ///         return true
    ///     }
    ///
    /// The view's `whole` tells which values are complete: an engine that has no developing
    /// profile yet, say, leaves that part to the ticks.
    public func watch(
        _ symbol: String, settings: MarketViewSettings = MarketViewSettings(),
        options: StreamOptions = StreamOptions(),
        _ body: (borrowing MarketView) async throws -> Bool
    ) async throws {
        let ticks = try await ticks(of: symbol, options: options)
        guard let instrument = ticks.instrument?.instrument else {
            throw ClientError(
                .protocolViolation, what: "watch \(symbol)", place: configuration.address,
                detail: "the engine granted ticks without an instrument")
        }
        var view = MarketView(of: instrument, settings: settings)
        try await seed(&view, symbol)
        var frames = ticks.frames.makeAsyncIterator()
        while let frame = await frames.next() {
            view.apply(frame)
            let isAnew = frame.events.contains { event in
                if case .restarted = event { true } else { false }
            }
            if isAnew { try await seed(&view, symbol) }
            guard try await body(view) else { return }
        }
    }

    /// Seeds a view with what the engine has; what it has not stays as it is.
    public func seed(_ view: inout MarketView, _ symbol: String) async throws(ClientError) {
        let reading = try await state(of: symbol)
        view.seed(reading)
        let lastTime = reading.state.lastTick?.time ?? reading.state.time
        do throws(ClientError) {
            view.seed(
                profile: try await positionedProfile(of: symbol, moment: .developing))
        } catch {
            try Self.ignoreAbsence(error)
        }
        do throws(ClientError) {
            let found = try await positionedFootprint(
                of: symbol, period: view.settings.period, moment: .developing)
            view.seed(footprint: found, lastTime: lastTime)
        } catch {
            try Self.ignoreAbsence(error)
        }
    }

    /// That there is none yet, or that the engine keeps none, is no failure of a view.
    private static func ignoreAbsence(_ error: ClientError) throws(ClientError) {
        switch (error.code, error.wireCode) {
        case (.notFound, _), (_, .notKept), (_, .badParameter), (_, .unknownChannel),
            (_, .unsupported):
            return
        default: throw error
        }
    }
}
