import CLI
import EventLoop
import Feed
import Glibc
import Host
import Market
import Recovery
import Settings
import Systems
import Wire

/// `pitwire run`: serve an engine until its feed ends or a signal comes.
let runCommand = Command(
    name: "run",
    summary: "Start the engine and serve clients over TCP",
    discussion: """
        Ticks come from files, from a simulated market (--simulate), or from clients that log in
        with the role feed (the symbols of the configuration's [symbol] sections and --symbols).
        A FILE may be SYMBOL=PATH; otherwise the file's name up to its first dash or dot is taken
        for the symbol. A DBN file holds many: SYMBOL,SYMBOL=PATH reads it once, in its own order.
        Several files are merged by time. Results never depend on the speed.

        With --faults what is played has a bad day: losses, repeats, silences, a wrong clock, all of
        it from a plan and a seed. The engine says that its data is simulated, and in the end what
        was done.

        Tokens come from the environment (PITWIRE_TOKEN_READ, _FEED, _TRADE, _ADMIN) or from the
        file that the configuration or --token-file names, which only its owner may read.

        The strategies that the configuration leaves on watch every symbol (without one all but
        indicators); --strategies names others, or says all or none. What they say goes to clients
        as signals, decisions and studies; --log writes it here, rejections and studies left out.

        With --journal (or [journal] in the configuration) every input is recorded before it counts,
        and an engine that is started again, after a crash too, goes on where the last one was: a
        file is read on behind what was taken. Without one nothing survives a restart.

        The strategies trade on paper while the trading session runs, which it does from the start
        (--no-start leaves it stopped): market state, limits and orders are in [trading] of the
        configuration and in the options here. There is no broker: --mode live refuses.

        With --page-port the dashboard is there, too: the program pitdash, found beside this one or
        in PATH, serves it at http://127.0.0.1:PORT/dashboard as long as the engine runs.

        Tokens and keys may be in a file .env here, too, that only its owner may read.

        SIGTERM and SIGINT end the engine: feeds stop, what they gave is decided and published,
        every stream ends with a reason.
        """,
    options: RunFlags.all,
    positionals: [RunFlags.files.declaration],
    examples: [
        Command.Example("pitwire run --simulate", "a market of made-up ticks in real time"),
        Command.Example(
            "pitwire run SPY=spy-20131008.csv.gz --speed 0 --wait-clients 1 --stop-at-end",
            "a day as fast as possible, once a client listens"),
        Command.Example(
            "pitwire run ESZ6,NQZ6=globex.dbn.zst --speed 20", "two contracts out of one DBN file"),
        Command.Example(
            "pitwire run --simulate --strategies momentum --log", "one strategy, told as it acts"),
        Command.Example(
            "pitwire run SPY.csv.gz --faults drop=0.1%,late=0.1%,stall=2/day:5s --speed 0",
            "a day with a bad feed"),
        Command.Example(
            "pitwire run SPY=spy-20131008.csv.gz --speed 0 --journal spy.journal",
            "a day that can be proved and asked about again"),
        Command.Example(
            "pitwire run --config pitwire.conf", "what the file says; clients send the ticks"),
        Command.Example("pitwire run --simulate -p 8000", "with the dashboard at port 8000"),
    ],
    exitCodes: [.failed],
    action: .blocking { try serve($0) })

/// The options of `pitwire run`.
enum RunFlags {
    static let files = Positional<[String]>(
        rest: "FILE", .file("[SYMBOL=]FILE"),
        help: "Ticks, bars, DBN or JSON lines of second bars to play, .gz and .zst too.")
    static let config = Option<String?>(
        "config", .file(), help: "Configuration file; without one its defaults hold.")
    static let host = Option<String?>("host", .text("ADDRESS"), help: "Address to listen on.")
    static let port = Option<Int?>(
        "port", .integer("PORT", in: 0...65535), help: "TCP port; 0 takes any free one.")
    static let tokenFile = Option<String?>(
        "token-file", .file(), help: "File of login tokens, readable by its owner only.")
    static let simulate = Option(flag: "simulate", help: "Play a simulated market.")
    static let symbols = Option<[String]>(
        "symbols", .list(of: knownSymbol), default: [],
        help: "Symbols to simulate, or to take in from clients.")
    static let seed = Option<Int?>(
        "seed", .integer("N", in: 0...Int.max), help: "Seed of the simulated market.")
    static let speed = Option(
        "speed", .number("X", in: 0...1_000_000, allowed: "0 or more"), default: 1,
        help: "Seconds of market time a second; 0 is as fast as possible.")
    static let simulateTicks = Option(
        flag: "simulate-ticks", help: "Turn bars into simulated ticks first.")
    static let barPeriod = Option(
        "bar-period", .choice("TF", of: BarPeriod.allCases.map { ($0.name, $0) }),
        default: .minute1, help: "Length of the bars of a bar file.")
    static let waitClients = Option(
        "wait-clients", .integer("N", in: 0...1000), default: 0,
        help: "Hold the start of the feed until N clients have subscribed to something.")
    static let stopAtEnd = Option(
        flag: "stop-at-end", help: "End once the feed has ended and everything is published.")
    static let session = Option<SessionMode?>(
        "session", .choice("MODE", of: SessionMode.allCases.map { ($0.name, $0) }),
        help: "Hours of everything, instead of the symbol's own.")
    static let strategies = Option<[String]?>(
        "strategies", strategyChoice,
        help: "Strategies that run, on every symbol, over what the configuration says.")
    static let log = Option(
        flag: "log", help: "Write a line on standard error for what strategies say.")
    static let threads = Option<ThreadLayout?>(
        "threads", .choice("LAYOUT", of: ThreadLayout.allCases.map { ($0.rawValue, $0) }),
        help: "duties: a thread each; one: all on one loop.")
    static let journal = Option<String?>(
        "journal", .file("DIR"),
        help: "Folder in which everything is recorded, and from which it comes back.")
    static let sync = Option<SyncChoice?>(
        "sync", .choice("WHEN", of: SyncChoice.allCases.map { ($0.rawValue, $0) }),
        help: "When the journal is on the disk: always before it is acknowledged.")
    static let noData = Option(
        flag: "no-data", help: "Serve without any feed: what a journal holds, and orders.")
    static let replay = Option<String?>(
        "replay", .text("CONTRACT,START,END"),
        help: "A provider's history; none is built in yet, so it refuses.")
    static let pagePort = Option<Int?>(
        "page-port", short: "p", .integer("PORT", in: 0...65535),
        help: "Port of the dashboard, for this machine alone; 0 takes any free one.")
    static let readyFile = Option<String?>(
        "ready-file", .file(), help: "Written with HOST:PORT once clients can connect.",
        isHidden: true)

    static let all =
        [
            config.declaration, host.declaration, port.declaration, tokenFile.declaration,
            simulate.declaration, symbols.declaration, seed.declaration, speed.declaration,
            simulateTicks.declaration, barPeriod.declaration, waitClients.declaration,
            stopAtEnd.declaration, session.declaration, strategies.declaration, log.declaration,
            threads.declaration, journal.declaration, sync.declaration, noData.declaration,
            replay.declaration, pagePort.declaration, TradingFlags.symbol.declaration,
            FaultFlags.plan.declaration, FaultFlags.seed.declaration,
            readyFile.declaration,
        ] + TradingFlags.all
}

/// Some strategies by name, all of them, or none.
let strategyChoice: ValueForm<[String]> = {
    let known = SystemCatalog.catalog.names
    return ValueForm<[String]>(
        name: "NAME[,...]", allowed: "all, none, or some of \(known.joined(separator: ", "))",
        hint: .wordList(known + ["all", "none"]), words: known + ["all", "none"],
        parse: { text in
            if text == "all" { return known }
            if text == "none" { return [] }
            let names = text.split(separator: ",", omittingEmptySubsequences: false).map(
                String.init)
            return names.allSatisfy(known.contains) ? names : nil
        },
        text: { $0.isEmpty ? "none" : $0.joined(separator: ",") })
}()

/// Serves an engine until its feed ends or a signal comes.
///
/// - Parameters:
///   - files: what is played, instead of the files of the command line.
///   - day: only that day of them.
func serve(
    _ arguments: Arguments, files: [String]? = nil, day: SessionDate? = nil
) throws -> ExitCode {
    let prepared = try RunPlan(arguments, files: files, day: day)
    var plan = prepared.plan
    if arguments[RunFlags.log] { RunLog.start(&plan) }
    let host: EngineHost
    do {
        host = try EngineHost(plan)
        try host.stops(on: [SIGTERM, SIGINT])
    } catch {
        throw CommandFailure("\(error)")
    }
    let address = "\(plan.settings.listen.host):\(host.port)"
    Output.note("pitwire listens on \(address), \(plan.instruments.count) instruments\n")
    Output.note("paper trading: no broker; no advice, no promised profit, priors are priors\n")
    prepared.rehearsal?.announce()
    noteRecovery(host, plan)
    if let file = arguments[RunFlags.readyFile] { try ReadyFile.write(address, to: file) }
    host.start()
    let page: PageProcess?
    do {
        page = try prepared.page.map { try PageProcess($0, engine: connectable(plan, host.port)) }
    } catch {
        host.stop()
        host.join()
        throw error
    }
    host.join()
    page?.end()
    prepared.rehearsal?.tell()
    if let fault = host.feedFault { throw CommandFailure(fault) }
    if let fault = host.journalFault { throw CommandFailure("journal: \(fault)") }
    Output.note("pitwire ended\n")
    return .ok
}

/// Where a program on this machine reaches the engine.
private func connectable(_ plan: HostPlan, _ port: Int) -> String {
    switch plan.settings.listen.host {
    case "0.0.0.0": "127.0.0.1:\(port)"
    case "::": "[::1]:\(port)"
    case let host: host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Says what came back, or that nothing will.
private func noteRecovery(_ host: EngineHost, _ plan: HostPlan) {
    guard let report = host.recovery else {
        Output.note("no journal: nothing survives a restart (--journal DIR)\n")
        return
    }
    let journal = plan.settings.journal
    Output.note("journal \(journal.folder), sync \(journal.sync.rawValue)\n")
    for line in report.lines { Output.note("journal: \(line)\n") }
}
