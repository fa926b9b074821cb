import Core
import Feed
import Intake
import Market
import Pipeline
import Records
import Settings
import Strategy
import Systems

/// Two instruments with all systems on, and a market for them in the order a core takes it.
enum TestCore {
    static let symbols = ["ES", "SPY"]

    static func make(_ symbols: [String] = symbols) throws -> Core {
        let settings = EngineSettings()
        var instruments: [CoreInstrument] = []
        for (number, symbol) in symbols.enumerated() {
            let own = try settings.instrumentSettings(for: symbol)
            var pipeline = PipelineSettings()
            pipeline.bars = [.second1, .minute1, .minute5]
            pipeline.barsMode = .utc
            pipeline.footprintMode = .utc
            pipeline.profilesMode = .utc
            pipeline.vwapsMode = .utc
            pipeline.intake.tradeIDWindow = 1000
            var one = CoreInstrument(
                instrument: InstrumentID(UInt32(number)), symbol: symbol,
                scale: own.instrument.prices, sizes: own.instrument.sizes, settings: pipeline)
            one.strategies = SystemCatalog.catalog.seats(on: own, of: settings, mode: .utc)
            instruments.append(one)
        }
        return Core(instruments: instruments, producers: [Array(symbols.indices)])
    }

    /// Trades and quotes, a clock beat at each whole second, and commands now and then.
    static func market(seed: UInt64, seconds: Int64, start: Int64 = 1_700_000_000) throws -> [Input]
    {
        let settings = EngineSettings()
        let walks = try symbols.enumerated().map { number, symbol in
            SimulatedMarket.Symbol.usual(
                try settings.instrumentSettings(for: symbol).instrument,
                id: InstrumentID(UInt32(number)))
        }
        let source = SimulatedMarket(
            symbols: walks, seed: seed, start: .seconds(start), duration: .seconds(seconds))
        var found: [Input] = []
        var second = start
        for input in try source.readAll() {
            while input.time.rawValue >= (second + 1) * 1_000_000_000 {
                second += 1
                found.append(
                    Input(kind: .watermark, instrument: InstrumentID(0), time: .seconds(second)))
                if second % 97 == 0 { found += command(second, near: input) }
            }
            found.append(input)
        }
        return found
    }

    private static func command(_ second: Int64, near input: Input) -> [Input] {
        guard let id = CommandID("c\(second)") else { return [] }
        let timeframe = ["60", "1s", "15m", "default"][Int(second / 97) / 6 % 4]
        let commands: [Command] = [
            .addAlert(.atOrAbove, price: Price(input.price + 2), note: "up \(second)"),
            .addAnchor(from: .seconds(second)), .set(key: "alerts.max", value: "\(second % 1000)"),
            .halt(.person, reason: "look"), .resume(nil),
            .set(key: "orderflow.timeframe", value: timeframe),
        ]
        let command = commands[Int(second / 97) % commands.count]
        let isOfEngine = command == .set(key: "orderflow.timeframe", value: timeframe)
        return CommandInput(
            time: .seconds(second), instrument: isOfEngine ? .all : input.instrument, id: id,
            sender: CommandInput.Sender(role: 3, session: 1, name: "test"), command: command
        ).inputs
    }
}

extension Core {
    /// Replays some inputs and gives what came out.
    mutating func run(_ inputs: ArraySlice<Input>) throws -> [OutputSlot] {
        var out = OutputBuffer()
        try inputs.withUnsafeBufferPointer { slots throws(CoreError) in
            try replay(slots, into: &out)
        }
        return Array(out.slots)
    }
}
