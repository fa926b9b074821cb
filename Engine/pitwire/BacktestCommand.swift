import Backtest
import CLI
import Feed
import Glibc
import Market
import Systems

/// `pitwire backtest`: a history through the live core, and what it came to.
let backtestCommand = Command(
    name: "backtest",
    summary: "Trade a history on paper and report what it came to",
    discussion: """
        Files of ticks or bars go through the code that runs live: the same feed, strategies,
        orders and paper venue, as fast as possible. A FILE may be SYMBOL=PATH; otherwise its name
        up to the first dash or dot is taken for the symbol; SYMBOL,SYMBOL=PATH takes several out of
        a DBN file. Several files, of one symbol or many, are merged by time. Positions are closed
        where their session ends.

        Limits of the day are off unless --profit-target, --loss-limit or --daily-limits says
        otherwise. The report is a function of files, options and rules alone: the same input
        gives the same bytes. It is a statistic of what was, no promise.

        --sweep tries every combination of some settings' values over the same history;
        --against decides it a second time with other settings and tells what differs.
        """,
    options: BacktestFlags.all,
    positionals: [BacktestFlags.files.declaration],
    examples: [
        Command.Example(
            "pitwire backtest SPY=spy-20131007.csv.gz SPY=spy-20131008.csv.gz --out report",
            "two days of trades, all systems"),
        Command.Example(
            "pitwire backtest GC=gc.csv --system momentum --set momentum.target_rr=2",
            "one system with another stop"),
        Command.Example(
            "pitwire backtest SPY.csv.gz --system auction --balance 50000 --risk 0.5 --setup trend",
            "one setup, sized for an account"),
        Command.Example(
            "pitwire backtest SPY.csv.gz --sweep trading.slippage=0..3:1 --sort sharpe",
            "what slippage costs"),
        Command.Example(
            "pitwire backtest SPY.csv.gz --against 'trading.commission=0.01 trading.slippage=2'",
            "the same history with other costs"),
    ],
    action: .blocking(backtest))

/// The options of `pitwire backtest`.
enum BacktestFlags {
    static let files = Positional<[String]>(
        rest: "FILE", .file("[SYMBOL=]FILE"), help: "Ticks, bars or DBN, .gz and .zst too.")
    static let symbol = Option<String?>("symbol", knownSymbol, help: "The symbol of --file.")
    static let file = Option<String?>("file", .file(), help: "One more file, of --symbol.")
    static let from = Option<SessionDate?>(
        "from", .date, help: "The first date that is read.")
    static let to = Option<SessionDate?>("to", .date, help: "The last date that is read.")
    static let config = Option<String?>(
        "config", .file(), help: "Configuration file; without one its defaults hold.")
    static let systems = Option<[String]?>(
        "system", strategyChoice, help: "Strategies that run, instead of those that are on.")
    static let session = Option<SessionMode?>(
        "session", .choice("MODE", of: SessionMode.allCases.map { ($0.name, $0) }),
        help: "Hours of everything, instead of the symbol's and the strategies' own.")
    static let balance = Option<Money?>(
        "balance", amount, help: "What the account begins with, dollars.")
    static let risk = Option<String?>(
        "risk", riskForm,
        help: "What a trade of the auction system may lose: percent of the balance, or below 0.05 "
            + "a share of it.")
    static let setup = Option<AuctionSetup?>(
        "setup", .choice("NAME", of: AuctionSetup.allCases.map { ($0.rawValue, $0) }),
        help: "Setups of the auction system: trend, reversion or both.")
    static let profitTarget = Option<Money?>(
        "profit-target", amount, help: "Profit of a day, in dollars, that ends its trading.")
    static let lossLimit = Option<Money?>(
        "loss-limit", amount, help: "Loss of a day, in dollars, that ends its trading.")
    static let dailyLimits = Option(
        flag: "daily-limits", help: "The limits of a day as configured.")
    static let positionSize = Option<Int?>(
        "position-size", .integer(in: 1...1_000_000),
        help: "The largest position, contracts, shares or coins.")
    static let barPeriod = Option(
        "bar-period", .choice("TF", of: BarPeriod.allCases.map { ($0.name, $0) }),
        default: .minute1, help: "Length of the bars of a bar file.")
    static let simulateTicks = Option(
        flag: "simulate-ticks", help: "Turn bars into simulated ticks first.")
    static let set = Option<[String]>(
        "set", pieces("KEY=VALUE"), default: [],
        help: "A setting: section.key, strategy.key, or SYMBOL:key for one symbol alone.")
    static let sweep = Option<[String]>(
        "sweep", pieces("KEY=A,B"), default: [],
        help: "Values of a setting to try, A,B,C or FROM..TO:STEP; several keys are combined.")
    static let sort = Option(
        "sort", .choice("METRIC", of: SweepOrder.allCases.map { ($0.rawValue, $0) }),
        default: .profit, help: "By what the points of a sweep are sorted, the best first.")
    static let threads = Option<Int?>(
        "threads", .integer(in: 1...256), help: "Threads of a sweep; else one a processor.")
    static let against = Option<String?>(
        "against", .text("KEY=VALUE..."),
        help: "Decide the history a second time with these settings, and tell what differs.")
    static let out = Option<String?>(
        "out", .folder(), help: "Folder for the report and its CSV files; made when missing.")

    static let all = [
        symbol.declaration, file.declaration, from.declaration, to.declaration,
        config.declaration, systems.declaration, session.declaration, balance.declaration,
        risk.declaration, setup.declaration, profitTarget.declaration, lossLimit.declaration,
        dailyLimits.declaration, positionSize.declaration, barPeriod.declaration,
        simulateTicks.declaration, set.declaration, sweep.declaration, sort.declaration,
        threads.declaration, against.declaration, out.declaration,
        StandardOptions.json.declaration, StandardOptions.color.declaration,
    ]

    private static let amount = ValueForm<Money>(
        name: "DOLLARS", allowed: "an amount in dollars, not 0, below a billion",
        parse: { text in
            let limit = Money(nanos: 1_000_000_000_000_000_000)
            guard let amount = try? Money(text), amount != .zero, amount < limit, -amount < limit
            else { return nil }
            return amount
        },
        text: { $0.description })

    /// Percent as text, from percent or a share.
    private static let riskForm = ValueForm<String>(
        name: "PERCENT", allowed: "a number above 0 to 100, percent, or below 0.05 a share",
        parse: { text in
            guard let nanos = (try? Money(text))?.nanos, nanos > 0, nanos <= 100_000_000_000
            else { return nil }
            return Money(nanos: nanos < 50_000_000 ? nanos * 100 : nanos).description
        },
        text: { $0 })

    /// Texts with an `=` and commas, taken apart later: a value may hold commas.
    private static func pieces(_ name: String) -> ValueForm<[String]> {
        ValueForm<[String]>(
            name: "\(name)[,...]", allowed: "\(name)", parse: { $0.isEmpty ? nil : [$0] },
            text: { $0.joined(separator: ",") })
    }
}

/// The auction system's ways to trade.
enum AuctionSetup: String, Sendable, CaseIterable {
    case trend, reversion, both

    /// The value of the key that chooses among them.
    var words: String {
        switch self {
        case .trend: "trend_model"
        case .reversion: "mean_reversion"
        case .both: "trend_model,mean_reversion"
        }
    }
}

private func backtest(_ arguments: Arguments) throws -> ExitCode {
    do {
        let plan = try BacktestPlan(arguments)
        let job = BacktestJob(arguments, plan)
        if !arguments[BacktestFlags.sweep].isEmpty {
            guard !arguments.has(BacktestFlags.against) else {
                throw UsageError("--sweep and --against exclude each other")
            }
            return try job.sweep(try usage { try SweepAxis.read(plan.joined(BacktestFlags.sweep)) })
        }
        if let text = arguments[BacktestFlags.against] {
            return try job.compare(text, try usage { try Assignment.readWords(text) })
        }
        return try job.run()
    } catch let error as BacktestError {
        throw CommandFailure(error.description)
    }
}

/// What is wrong with a command line is told as such.
func usage<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as BacktestError {
        throw UsageError(error.description)
    }
}
