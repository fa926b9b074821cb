import CLI
import Chance
import ClientKit
import Glibc
import Market
import Records

/// One run: lives of an engine, a kill at the end of each, and what it has to know in the next.
actor Campaign {
    let plan: CrashPlan
    private let kills: Int
    private let seed: UInt64
    private let longestLife: Int
    private let watchdog = Watchdog()
    private let book = CommandBook()
    private var random: SplitMix64
    private var report: CrashReport
    private var counts: [KillMoment: Int] = [:]
    private var killed = 0
    private var process: EngineProcess?
    private var port = 0
    private var visitors: Visitors?
    private var ledger: FeedLedger
    private var maker: CommandMaker
    private var expected = ExpectedDesk()
    private var tasks: [Task<Void, Never>] = []

    /// Inputs after which a session of bars has begun, whatever the market does.
    private static let longestDay = 200_000

    init(_ plan: CrashPlan, kills: Int, seed: UInt64, longestLife: Int) {
        self.plan = plan
        self.kills = kills
        self.seed = seed
        self.longestLife = longestLife
        random = SplitMix64(seed)
        report = CrashReport(seed: seed)
        ledger = FeedLedger(plan.symbolCount)
        maker = CommandMaker(plan.names, seed: seed)
    }

    func run() async -> CrashReport {
        let began = Clock.seconds()
        watchdog.start()
        do {
            var market = try plan.market(seed: seed)
            while killed < kills { try await life(&market) }
            try await lastLife(&market)
            report.verdict = try Verdict(
                plan, seed: seed, made: ledger.made, dropped: market.dropped, book, watchdog
            ).lines()
        } catch {
            report.violation = "after \(killed) kills: \(error)"
            process?.kill()
        }
        report.seconds = Clock.seconds() - began
        report.kills = KillMoment.allCases.map { ($0, counts[$0] ?? 0) }
        report.inputs = ledger.total
        report.commands = book.count
        report.repeats = book.repeats
        return report
    }

    // MARK: Lives

    /// From a start to a kill.
    private func life(_ market: inout CrashMarket) async throws {
        let moment = pickMoment()
        note("killing \(moment.rawValue)")
        if moment == .start {
            let process = try spawn()
            let usual = (report.starts.last ?? 0.1) * 1.2e6
            Clock.pass(microseconds: random.below(Int(usual)))
            process.kill()
        } else {
            try start()
            if moment == .again {
                Clock.pass(microseconds: random.below(4000))
            } else {
                try await visit()
                try await check()
                try await feed(&market, until: moment)
                if random.once(in: 8) { try await visitors?.feed.flush() }
                Clock.pass(microseconds: random.below(patience(moment)))
            }
            process?.kill()
            // Whoever stays connects again by itself; others are new to the next engine.
            if random.once(in: 2) { try await leave() }
        }
        process = nil
        killed += 1
        counts[moment, default: 0] += 1
    }

    /// The longest way from the last input to the kill, microseconds: at a session's start a
    /// checkpoint is made and written meanwhile.
    private func patience(_ moment: KillMoment) -> Int {
        if moment == .boundary { return 300_000 }
        return random.once(in: 2) ? 200 : 8000
    }

    private func pickMoment() -> KillMoment {
        switch random.below(20) {
        case 0...11: .load
        case 12...14: .boundary
        case 15...17: .start
        default: .again
        }
    }

    /// The last engine is not killed: everything is acknowledged, and it ends by itself.
    private func lastLife(_ market: inout CrashMarket) async throws {
        note("the last engine")
        try start()
        try await visit()
        try await check()
        try await feed(&market, until: .load)
        try await visitors?.feed.flush()
        try await check()
        try await noteAcknowledged()
        guard ledger.acknowledged == ledger.made else {
            throw Violation(
                "everything was acknowledged, but \(ledger.acknowledged) of \(ledger.made)")
        }
        try await leave()
        try stop()
        // An engine that ends waits for its store so long only; the next goes on with it.
        var behind = try StoreCheck.behind(plan)
        while behind > 0 {
            note("the store is behind by \(behind) slots")
            try start()
            try stop()
            let left = try StoreCheck.behind(plan)
            guard left < behind else { throw Violation("the store stays behind by \(left) slots") }
            behind = left
        }
    }

    // MARK: The engine

    private func spawn() throws -> EngineProcess {
        let process = try EngineProcess(plan, port: port)
        watchdog.watch(process.number)
        return process
    }

    private func start() throws {
        let process = try spawn()
        self.process = process
        guard let greeting = process.greeting() else {
            let ending = process.wait() ?? "no word"
            self.process = nil
            throw Violation("the engine does not come back: it ended with \(ending)")
        }
        report.starts.append(Clock.seconds() - process.started)
        report.processor.append(Double(greeting.processor) / 1e6)
        port = greeting.port
        report.mostReplayed = max(report.mostReplayed, greeting.replayed)
        report.appended += greeting.appended
        if greeting.checkpoint == 0 { report.fromBeginning += 1 }
        guard greeting.passedOver == 0 else {
            throw Violation("\(greeting.passedOver) checkpoints of the same engine were no use")
        }
    }

    /// Asks it to end, which it has to do well.
    private func stop() throws {
        note("ending an engine")
        defer { process = nil }
        guard let ending = process?.stop() else { return }
        throw Violation("an engine was asked to end and did so with \(ending)")
    }

    private func note(_ what: String) {
        watchdog.note(
            "seed \(seed), kill \(killed + 1) of \(kills), \(what); \(ledger.total) inputs made, "
                + "acknowledged \(ledger.acknowledged) of \(ledger.made), \(book.count) commands, "
                + "\(book.underWay) under way")
    }

    // MARK: Clients

    /// Clients come, or stay; a new feed goes on behind what the engine has.
    private func visit() async throws {
        note("connecting")
        if visitors != nil { return try await noteAcknowledged() }
        let visitors = try await Visitors(port: port, names: plan.names)
        self.visitors = visitors
        try await noteAcknowledged()
        for run in ledger.rest where !run.isEmpty { try await visitors.feed.send(run) }
    }

    private func leave() async throws {
        guard let visitors else { return }
        try await noteAcknowledged()
        self.visitors = nil
        await visitors.leave()
        for task in tasks { await task.value }
        tasks = []
    }

    private func noteAcknowledged() async throws {
        guard let visitors else { return }
        for (place, info) in visitors.feed.instruments.enumerated() {
            guard let through = try await visitors.feed.acknowledged(info.id) else { continue }
            if let fault = ledger.acknowledge(place, through: through) {
                throw Violation("\(plan.names[place]): \(fault)")
            }
        }
    }

    // MARK: Feeding

    private func feed(_ market: inout CrashMarket, until moment: KillMoment) async throws {
        guard let visitors else { return }
        let first = ledger.total
        let goal = moment == .boundary ? Self.longestDay : random.spread(longestLife)
        let day = Self.day(market.time)
        var turn = 0
        while ledger.total - first < UInt64(goal) {
            let runs = try market.next()
            ledger.add(runs)
            for run in runs where !run.isEmpty { try await visitors.feed.send(run) }
            for _ in 0..<random.below(4) where book.underWay < 8 { command(market) }
            turn += 1
            if turn % 8 == 0 {
                try await noteAcknowledged()
                note("feeding")
            }
            if moment == .boundary, Self.day(market.time) > day { return }
        }
    }

    private static func day(_ time: Nanoseconds) -> Int64 { time.rawValue / 86_400_000_000_000 }

    // MARK: Commands

    private func command(_ market: CrashMarket) {
        let place = book.add(
            maker.next(expected, prices: market.prices, facts: market.facts))
        send(place)
        // Some are sent twice at once, as by a person who presses again.
        if random.once(in: 6) { send(place) }
    }

    private func send(_ place: Int) {
        guard let admin = visitors?.admin else { return }
        let book = book
        let ask = book.ask(place)
        book.begin()
        tasks.append(
            Task {
                let symbol = ask.symbol.isEmpty ? nil : ask.symbol
                let answer = try? await admin.command(ask.command, of: symbol, id: ask.id)
                book.end(place, answer)
            })
    }

    /// Everything the engine acknowledged is as it was.
    private func check() async throws {
        guard let visitors else { return }
        note("settling commands")
        try await settle()
        note("repeating commands")
        for place in Set(repeated()) { send(place) }
        try await settle()
        try await askOtherwise(visitors.admin)
        note("asking for the desk")
        expected = ExpectedDesk(try book.done())
        let found = ExpectedDesk(try await visitors.admin.desk())
        if let difference = expected.difference(from: found) {
            throw Violation("the desk has \(difference)")
        }
        note("checked")
    }

    /// Waits until every command has its answer; those that were cut off are sent again.
    private func settle() async throws {
        while true {
            for task in tasks { await task.value }
            tasks = []
            if let fault = book.fault { throw Violation(fault) }
            let open = book.open
            if open.isEmpty { return }
            for place in open { send(place) }
        }
    }

    /// The last commands and some of any time.
    private func repeated() -> [Int] {
        let count = book.count
        guard count > 0 else { return [] }
        return [count - 1, max(0, count - 2)] + (0..<3).map { _ in random.below(count) }
    }

    /// An id that was used for another command is refused, and says so.
    private func askOtherwise(_ admin: PitwireClient) async throws {
        guard book.count > 0 else { return }
        let place = random.below(book.count)
        let ask = book.ask(place)
        guard let first = book.answer(place) else { return }
        let answer = try await admin.command(
            .set(key: "note", value: "another"), of: plan.names[0], id: ask.id)
        guard answer.outcome == .idTaken, answer.number == first.number else {
            throw Violation(
                "\(ask.id) was asked otherwise and answered \(answer.outcome), \(answer.number)")
        }
    }
}

extension SplitMix64 {
    /// Small numbers as often as large ones: the number of digits is random, too.
    fileprivate mutating func spread(_ limit: Int) -> Int {
        let bits = Int.bitWidth - limit.leadingZeroBitCount
        return min(limit, below(1 << (1 + below(bits))))
    }
}
