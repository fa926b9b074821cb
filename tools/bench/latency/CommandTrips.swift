import BenchKit
import BenchWire
import EventLoop
import Market
import Records
import Wire

/// From a setting or an order sent to its answer, over a bare session; beside them, turn by turn, a
/// message that libuv sends back.
final class CommandTrips {
    /// What came out, a histogram each.
    struct Times {
        var settings = Histogram()
        var orders = Histogram()
        var echoes = Histogram()
    }

    /// What is under way.
    private enum Turn { case opening, setting, order, echo, clearing }

    private let loop: EventLoop
    private let trips: Int
    private var admin: WireLink?
    private var feed: WireLink?
    private var echo: EchoLink?
    private var instrument: InstrumentInfo?
    private var encoder = FrameEncoder(packs: false)
    private var times = Times()
    private var turn = Turn.opening
    private var trip = 0
    private var request: UInt32 = 0
    private var sentAt = 0

    /// Turns that are made before any is measured, and turns after which all orders are taken back.
    private static let (warmUp, clearing) = (50, 64)
    /// Price of the one tick, units of 1e-9; orders stand a twentieth below it and are never filled.
    private static let price: Int64 = 60_000_000_000_000

    /// - Parameter port: of the engine, and of the echo beside it.
    static func run(port: Int, echo: Int, trips: Int) -> Times {
        do throws(EventLoopError) {
            let run = try CommandTrips(port: port, echo: echo, trips: trips)
            run.loop.run()
            return run.times
        } catch {
            Measured.fail("latencybench: \(error)")
        }
    }

    private init(port: Int, echo: Int, trips: Int) throws(EventLoopError) {
        loop = try EventLoop()
        self.trips = trips + Self.warmUp
        self.echo = EchoLink(on: loop, port: echo) { [unowned self] in
            openFeed(port)
        } onReply: { [unowned self] in
            took(\.echoes)
            send(.setting)
        }
    }

    private func openFeed(_ port: Int) {
        feed = WireLink(on: loop, port: port, role: .feed) { link in
            link.send(FeedOpen(request: 1, symbols: [Server.symbol]))
        } onFrame: { [unowned self] link, frame in
            guard frame.header.type == .feedOpened else { return }
            do throws(WireError) {
                instrument = try FeedOpened(decoding: frame.payload).lines[0].instrument
            } catch {
                Measured.fail("latencybench: \(error)")
            }
            sendTick(link)
            openAdmin(port)
        }
    }

    private func sendTick(_ link: WireLink) {
        guard let instrument else { return }
        let tick = Input.tick(
            instrument.id, time: Nanoseconds(WallClock().now()), price: Price(Self.price),
            size: Size(1), side: .buyer)
        let head = FeedTicks(instrument: instrument.id, firstSequence: 1, count: 1)
        link.send(
            encoder.frame(FrameHeader(type: .feedTicks)) { writer in
                head.encode(into: &writer)
                withUnsafePointer(to: tick) {
                    RawTicks.encode(UnsafeBufferPointer(start: $0, count: 1), into: &writer)
                }
            })
    }

    private func openAdmin(_ port: Int) {
        admin = WireLink(on: loop, port: port, role: .admin) { [unowned self] _ in
            send(.startSession)
        } onFrame: { [unowned self] _, frame in
            if frame.header.type == .commandAnswer { answered(frame) }
        }
    }

    private func send(_ next: Turn) {
        if next == .setting { trip += 1 }
        if trip > trips { return loop.stop() }
        turn = next
        switch next {
        case .setting: send(.set(key: "note", value: "\(trip)"))
        case .order: send(.submit(terms), of: Server.symbol)
        case .clearing, .opening: send(.cancelAll)
        case .echo:
            sentAt = Measured.nanoseconds()
            echo?.send()
        }
    }

    private var terms: OrderTerms {
        OrderTerms(
            side: .buy, type: .limit, quantity: Size(100_000),
            limit: Price(Self.price - Self.price / 20))
    }

    private func send(_ command: Command, of symbol: String = "") {
        request += 1
        guard let id = CommandID("bench-\(request)") else { return }
        let message = CommandRequest(request: request, id: id, symbol: symbol, command: command)
        sentAt = Measured.nanoseconds()
        admin?.send(message)
    }

    private func answered(_ frame: borrowing ReceivedFrame) {
        let answer: CommandAnswer
        do throws(WireError) {
            answer = try CommandAnswer(decoding: frame.payload)
        } catch {
            Measured.fail("latencybench: \(error)")
        }
        guard answer.request == request else { return }
        // The first orders may come before the tick.
        guard answer.outcome == .accepted || trip <= Self.warmUp else {
            Measured.fail("latencybench: \(answer.kind) \(answer.outcome): \(answer.text)")
        }
        switch turn {
        case .opening, .clearing: send(turn == .opening ? .setting : .echo)
        case .setting:
            took(\.settings)
            send(.order)
        case .order:
            took(\.orders)
            send(trip % Self.clearing == 0 ? .clearing : .echo)
        case .echo: break
        }
    }

    private func took(_ place: WritableKeyPath<Times, Histogram>) {
        let time = Measured.nanoseconds() - sentAt
        if trip > Self.warmUp { times[keyPath: place].add(UInt64(time)) }
    }
}
