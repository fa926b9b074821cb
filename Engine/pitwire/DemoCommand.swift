import CLI

/// `pitwire demo`: a made-up market, traded on paper.
let demoCommand = Command(
    name: "demo", summary: "Serve a simulated market, traded on paper",
    discussion: """
        A seeded random walk with quiet, trending and bursting phases, ticks with sides. The same
        seed makes the same market. Everything it shows is marked as simulated: it tests the
        machinery, not a strategy. It is `pitwire run --simulate` with less to say.
        """,
    options: [
        RunFlags.port.declaration, RunFlags.pagePort.declaration, RunFlags.seed.declaration,
        RunFlags.speed.declaration, RunFlags.symbols.declaration, RunFlags.log.declaration,
        RunFlags.config.declaration,
        RunFlags.tokenFile.declaration, RunFlags.journal.declaration,
        RunFlags.readyFile.declaration,
    ] + TradingFlags.all,
    examples: [
        Command.Example("pitwire demo --seed 7 --speed 20", "a market in a hurry, always the same")
    ],
    exitCodes: [.failed],
    action: .blocking { arguments in
        try serve(arguments.extended(by: RunFlags.all, values: ["simulate": ""]))
    })
