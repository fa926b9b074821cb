package import ClientKit
import PitctlViews
package import Web

/// What a page asks to watch; what it leaves open is the engine's usual.
package struct PageWish: Hashable, Sendable {
    /// The instrument; `nil` for the first.
    package var symbol: String?
    /// The period of bars and footprints; `nil` for that of the footprints.
    package var period: BarPeriod?

    /// Puts a wish together.
    package init(symbol: String? = nil, period: BarPeriod? = nil) {
        self.symbol = symbol
        self.period = period
    }
}

/// A page at an engine, and what it watches.
struct PageSeat {
    let socket: WebSocketPeer
    var wish: PageWish
    /// What it watches; `nil` while the engine has not said what there is.
    var symbol: String?
    var period: BarPeriod?
    /// It has had its snapshot: what changes is told.
    var isShown = false
}

/// Pages: who watches what, and what everyone is told.
extension EngineLink {
    /// Lets a page watch an instrument, and tells it all of it.
    ///
    /// Without a connection it waits for one.
    ///
    /// - Throws: What it asks for is not there, or too much is watched; what it watched before goes
    ///   on.
    package func watch(_ socket: WebSocketPeer, _ wish: PageWish) async throws(APIError) {
        let id = ObjectIdentifier(socket)
        let isNew = pages[id] == nil
        guard let facts = reading.facts, !facts.instruments.isEmpty else {
            pages[id] = PageSeat(socket: socket, wish: wish)
            tellEngine(only: socket)
            return
        }
        let (symbol, period) = try resolve(wish, facts)
        let needsFeed = feeds[symbol]?.periods[period] == nil
        if needsFeed, feeds.values.reduce(0, { $0 + $1.periods.count }) >= Self.feedLimit {
            counters.feedsRefused.add()
            throw APIError(
                .busy, "\(Self.feedLimit) instruments and periods are watched at a time")
        }
        var seat = PageSeat(socket: socket, wish: wish)
        (seat.symbol, seat.period) = (symbol, period)
        pages[id] = seat
        if isNew, reading.state != .live { tellEngine(only: socket) }
        let feed = feed(facts.instrument(symbol), symbol)
        if feed.periods[period] == nil {
            feed.periods[period] = PeriodFeed(period, hasRows: period == facts.footprintPeriod)
        }
        await open(feed)
        show(feed)
    }

    private func feed(_ info: InstrumentInfo?, _ symbol: String) -> SymbolFeed {
        if let known = feeds[symbol] { return known }
        guard let info else { preconditionFailure("'\(symbol)' was resolved to no instrument") }
        let fresh = SymbolFeed(info)
        feeds[symbol] = fresh
        return fresh
    }

    private func resolve(
        _ wish: PageWish, _ facts: EngineFacts
    ) throws(APIError) -> (String, BarPeriod) {
        let symbol = wish.symbol ?? facts.instruments[0].instrument.symbol
        guard facts.instrument(symbol) != nil else {
            throw .noSymbol(symbol, facts)
        }
        guard let period = wish.period ?? facts.usualPeriod else {
            throw APIError(.state, "\(name) has no bars")
        }
        guard facts.periods.contains(period) || period == facts.footprintPeriod else {
            throw .noPeriod(period.name, facts)
        }
        return (symbol, period)
    }

    /// Forgets a page.
    package func leave(_ socket: WebSocketPeer) {
        pages[ObjectIdentifier(socket)] = nil
    }

    /// Pages that are at this engine.
    package var pageCount: Int { pages.count }

    /// Instruments and periods that are subscribed to.
    package var feedCount: Int { feeds.values.reduce(0) { $0 + $1.periods.count } }

    /// Lets those pages watch that could not yet.
    func seatWaiting() async {
        for (id, seat) in pages where !seat.isShown {
            do throws(APIError) {
                try await watch(seat.socket, seat.wish)
            } catch {
                // What it watched is not there any more: the usual is shown instead.
                guard pages[id] != nil else { continue }
                seat.socket.send(PageMessage.body("error", at: nil, error.json))
                try? await watch(seat.socket, PageWish())
            }
        }
    }

    /// Pages that watched the footprints' period watch whatever it is now.
    func follow(_ before: BarPeriod?) {
        for (id, seat) in pages where seat.wish.period == before { pages[id]?.wish.period = nil }
    }

    /// Pages of an instrument wait for a fresh snapshot.
    ///
    /// - Returns: Whether any had one.
    func unseat(_ symbol: String) -> Bool {
        var wasTold = false
        for (id, seat) in pages where seat.symbol == symbol && seat.isShown {
            wasTold = true
            pages[id]?.isShown = false
        }
        return wasTold
    }

    /// Sends the snapshot to pages that wait for it.
    func show(_ feed: SymbolFeed) {
        guard feed.isLoaded else { return }
        var texts: [BarPeriod: WebBody] = [:]
        for (id, seat) in pages where seat.symbol == feed.symbol && !seat.isShown {
            guard let period = seat.period, let bars = feed.periods[period], bars.isLoaded else {
                continue
            }
            let text = texts[period] ?? WebBody(snapshot(feed, bars))
            texts[period] = text
            pages[id]?.isShown = true
            seat.socket.send(text)
            seat.socket.send(PageMessage.body("status", at: nil, status(feed)))
            counters.snapshots.add()
        }
    }

    // MARK: Telling

    /// Sends a message to all pages, or to those that watch an instrument, or a period of it.
    ///
    /// - Parameter slot: only the last message of a slot is kept for a page that is slow.
    func tell(
        _ type: String, at time: Nanoseconds?, to symbol: String? = nil,
        period: BarPeriod? = nil, slot: String? = nil, _ data: () -> JSONValue
    ) {
        var body: WebBody?
        for seat in pages.values where seat.isShown {
            if let symbol, seat.symbol != symbol { continue }
            if let period, seat.period != period { continue }
            let text = body ?? PageMessage.body(type, at: time, data())
            body = text
            if let slot {
                seat.socket.send(text, latest: slot)
            } else {
                seat.socket.send(text)
            }
        }
        if body != nil { counters.messages.add() }
    }

    /// How the connection stands, to everyone: also to pages that wait.
    func tellEngine(only socket: WebSocketPeer? = nil) {
        let body = PageMessage.body("engine", at: nil, json)
        if let socket { return socket.send(body) }
        for seat in pages.values { seat.socket.send(body) }
    }

    /// How serious a line is.
    enum LogLevel: String { case info, warning, error }

    /// A line for people, to everyone.
    func log(_ level: LogLevel, at time: Nanoseconds? = nil, _ text: String) {
        let line = JSONValue.object([
            ("level", .string(level.rawValue)), ("text", .string(text)),
        ])
        let body = PageMessage.body("log", at: time, line)
        for seat in pages.values { seat.socket.send(body) }
    }

    /// Something that pages of an instrument did not get, or all pages for `nil`.
    func gap(_ symbol: String?, _ stream: String, _ count: UInt64, _ reason: String) {
        counters.gaps.add()
        let data = JSONValue.object([
            ("stream", .string(stream)), ("count", .number(count)), ("reason", .string(reason)),
        ])
        let body = PageMessage.body("gap", at: nil, data)
        for seat in pages.values where symbol == nil || seat.symbol == symbol {
            seat.socket.send(body)
        }
    }
}

extension PageMessage {
    /// A message as it is sent.
    static func body(_ type: String, at time: Nanoseconds?, _ data: JSONValue) -> WebBody {
        WebBody(text(type, at: time, data))
    }
}

extension APIError {
    /// No instrument of that name.
    static func noSymbol(_ symbol: String, _ facts: EngineFacts) -> APIError {
        let known = facts.instruments.map(\.instrument.symbol).joined(separator: ", ")
        return APIError(.notFound, "no symbol '\(symbol)'; there are \(known)")
    }

    /// No bars of that length.
    static func noPeriod(_ period: String, _ facts: EngineFacts) -> APIError {
        let known = facts.periods.map(\.name).joined(separator: ", ")
        return APIError(.badQuery, "no bars of period '\(period)'; there are \(known)")
    }
}
