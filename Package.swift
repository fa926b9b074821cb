// swift-tools-version: 6.1
// The architecture, as declared dependencies: a target may import only what its row names.
import Foundation
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// Those of some folders that a target has beside its own sources.
func folders(_ names: [String], in path: String) -> [String] {
    names.filter {
        FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(path)/\($0)")
    }
}

/// A library target at `path`.
func stage(_ name: String, _ path: String, _ dependencies: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, path: path,
        exclude: folders(["C"], in: path),
        swiftSettings: strict)
}

/// An executable target at `path`.
func tool(_ name: String, _ path: String, _ dependencies: [String]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies.map { .byName(name: $0) }, path: path,
        exclude: folders(["C", "Views", "samples"], in: path),
        swiftSettings: strict)
}

/// The dashboard's program, with the page it serves.
func dashboard() -> Target {
    .executableTarget(
        name: "pitdash",
        dependencies: ["Gateway", "Web", "ClientKit", "EventLoop", "Market", "Wire", "CLI"],
        path: "tools/dashboard",
        exclude: folders(["web", "gateway", "browser"], in: "tools/dashboard"),
        sources: ["pitdash"],
        resources: folders(["page"], in: "tools/dashboard").map { .copy($0) },
        swiftSettings: strict)
}

/// The tests of one target, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [String]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies.map { .byName(name: $0) },
        path: "Tests/\(name)Tests",
        exclude: folders(["Golden"], in: "Tests/\(name)Tests"), swiftSettings: strict)
}

/// A trading system in `Engine/Systems/<name>`.
func system(_ name: String) -> Target {
    stage(
        name, "Engine/Systems/\(name)",
        ["Market", "Measures", "Records", "Settings", "Indicators", "Strategy", "StateCoding"])
}

/// The tests of a trading system.
func systemTests(_ name: String) -> Target {
    tests(
        name,
        [
            name, "Market", "Measures", "Records", "Settings", "Indicators", "Strategy",
            "StateCoding", "Chance",
        ])
}

let protocolTargets: [Target] = [
    stage("Market", "Protocol/Market"),
    // Values to bytes and back, for checkpoints.
    stage("StateCoding", "Protocol/StateCoding"),
    stage("Measures", "Protocol/Measures", ["Market", "StateCoding"]),
    // Random numbers from a seed.
    stage("Chance", "Protocol/Chance"),
    // JSON read strictly, digits kept, and written.
    stage("JSON", "Protocol/JSON"),
    // LZ4: the frame envelope; fast, in Debian, its block API needs no stream state.
    .systemLibrary(
        name: "CLZ4", path: "Protocol/Bytes/C/lz4", pkgConfig: "liblz4",
        providers: [.apt(["liblz4-dev"])]),
    // CRC-32C by the processor's own instruction; Swift has no intrinsic for it.
    .target(name: "CCRC32C", path: "Protocol/Bytes/C/crc32c"),
    stage("Bytes", "Protocol/Bytes", ["CLZ4", "CCRC32C"]),
    stage("Records", "Protocol/Records", ["Market"]),
    stage("Wire", "Protocol/Wire", ["Market", "Records", "Bytes"]),
    // libuv: event loop, TCP, timers and wake-ups, the same on every thread that has a socket.
    .systemLibrary(
        name: "CLibuv", path: "Protocol/EventLoop/C/libuv", pkgConfig: "libuv",
        providers: [.apt(["libuv1-dev"])]),
    stage("EventLoop", "Protocol/EventLoop", ["CLibuv"]),
]

let engineTargets: [Target] = [
    // The processor's prefetch and the allocator's settings: what memory costs with many symbols.
    .target(name: "CMemory", path: "Engine/Memory/C/memory"),
    stage("Memory", "Engine/Memory", ["CMemory"]),
    // The processor's spin hint, as an inline C function.
    .target(name: "CPause", path: "Engine/Ring/C/pause"),
    stage("Ring", "Engine/Ring", ["Memory", "CPause"]),
    stage("Settings", "Engine/Settings", ["Market"]),
    // zlib and zstd: .gz tick files and .zst DBN files. SQLite and the core need neither.
    .systemLibrary(
        name: "CZlib", path: "Engine/Feed/C/zlib", pkgConfig: "zlib",
        providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
        name: "CZstd", path: "Engine/Feed/C/zstd", pkgConfig: "libzstd",
        providers: [.apt(["libzstd-dev"])]),
    stage(
        "Feed", "Engine/Feed",
        ["Market", "Records", "Chance", "Memory", "Ring", "JSON", "CZlib", "CZstd"]),
    stage("Intake", "Engine/Intake", ["Market", "Records", "StateCoding"]),
    stage("Bars", "Engine/Bars", ["Market", "Measures", "StateCoding"]),
    stage("Indicators", "Engine/Indicators"),
    // What every strategy is given and answers with.
    stage(
        "Strategy", "Engine/Strategy",
        ["Market", "Measures", "Records", "Settings", "StateCoding"]),
    // The five systems and the table of indicators, a folder each; none knows another.
    system("Studies"), system("OrderFlow"), system("Momentum"), system("SEF"),
    system("Auction"), system("Convergence"),
    stage(
        "Pipeline", "Engine/Pipeline",
        ["Market", "Measures", "Records", "Intake", "Bars", "Strategy", "StateCoding"]),
    // All of them by name: what the configuration may say, and the making of them.
    stage(
        "Systems", "Engine/Systems/All",
        [
            "Studies", "OrderFlow", "Momentum", "SEF", "Auction", "Convergence", "Strategy",
            "Pipeline", "Settings", "Market", "Records",
        ]),
    // Orders, positions, money, the paper venue and the trading session of one account.
    stage("Trading", "Engine/Trading", ["Market", "Records", "Strategy", "StateCoding"]),
    // Commands of people and programs: alerts, halts, settings, and each command's one answer.
    stage("Desk", "Engine/Desk", ["Market", "Records", "Trading", "StateCoding"]),
    // Everything that decides, without a ring or a thread: an input in, records out.
    stage(
        "Core", "Engine/Core",
        ["Market", "Records", "Memory", "Strategy", "Pipeline", "Trading", "Desk", "StateCoding"]),
    stage("Shard", "Engine/Shard", ["Market", "Records", "Memory", "Ring", "Pipeline", "Core"]),
    // Inputs and durable outputs on disk: segments of checksummed blocks.
    stage("Journal", "Engine/Journal", ["Market", "Records", "Bytes", "Chance"]),
    // SQLite: the read side that people query; nothing that decides reads it.
    .systemLibrary(
        name: "CSQLite", path: "Engine/Store/C/sqlite", pkgConfig: "sqlite3",
        providers: [.apt(["libsqlite3-dev"])]),
    stage("Store", "Engine/Store", ["Market", "Measures", "Records", "Bytes", "Wire", "CSQLite"]),
    stage(
        "Publisher", "Engine/Publisher",
        ["Market", "Measures", "Records", "Memory", "Wire", "Bytes", "Bars", "StateCoding"]),
    // The journal replayed: recovery, checkpoints, proof, past moments.
    stage(
        "Recovery", "Engine/Recovery",
        ["Market", "Records", "Wire", "Core", "Journal", "Publisher", "StateCoding"]),
    stage(
        "Batch", "Engine/Batch",
        [
            "Market", "Measures", "Records", "Settings", "Feed", "Intake", "Pipeline", "Strategy",
            "Systems",
        ]),
    // A history through the core: metrics, reports, sweeps, what if.
    stage(
        "Backtest", "Engine/Backtest",
        ["Market", "Records", "EventLoop", "Feed", "Core", "Trading", "CLI", "JSON"]),
    // One engine as a whole: rings, threads, feeds, core and server, wired together.
    stage(
        "Host", "Engine/Host",
        [
            "Market", "Measures", "Records", "Wire", "EventLoop", "Ring", "Settings", "Feed",
            "Intake", "Pipeline", "Strategy", "Trading", "Desk", "Core", "Shard", "Publisher",
            "StateCoding", "Journal", "Recovery", "Store",
        ]),
    tool(
        "pitwire", "Engine/pitwire",
        [
            "Market", "Records", "Memory", "Wire", "EventLoop", "Ring", "Settings", "Feed",
            "Pipeline",
            "Shard", "Batch", "Backtest", "Intake", "Host", "CLI", "Measures", "Strategy",
            "Systems",
            "Journal", "Recovery", "Core", "JSON",
            // The words of decisions, the same as in pitctl.
            "PitctlViews",
        ]),
]

let clientTargets: [Target] = [
    stage(
        "ClientKit", "ClientKit", ["Market", "Measures", "Records", "Wire", "Bytes", "EventLoop"]),
    // Options, help, completion and terminal colours, the same for every command.
    stage("CLI", "tools/cli"),
    // What pitctl shows, as pure functions from values to lines of text.
    stage(
        "PitctlViews", "tools/pitctl/Views",
        ["Market", "Measures", "Records", "Wire", "CLI", "JSON"]),
    tool(
        "pitctl", "tools/pitctl",
        ["PitctlViews", "ClientKit", "Market", "Measures", "Records", "Wire", "CLI"]),
]

let dashboardTargets: [Target] = [
    // libwebsockets: HTTP and WebSocket of the dashboard, on a libuv loop.
    .systemLibrary(
        name: "CLibwebsockets", path: "tools/dashboard/web/C/libwebsockets",
        pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
    // A bounded HTTP and WebSocket server that knows nothing of trading.
    stage("Web", "tools/dashboard/web", ["EventLoop", "JSON", "CLibwebsockets"]),
    // Engines seen through ClientKit, told to pages as JSON.
    stage(
        "Gateway", "tools/dashboard/gateway",
        [
            "Web", "ClientKit", "PitctlViews", "Market", "Measures", "Records", "Wire", "EventLoop",
            "CLI", "JSON",
        ]),
    dashboard(),
]

let benchTargets: [Target] = [
    // The peers' trades, the clock and the output that benchmarks share.
    stage("BenchKit", "tools/bench/support", ["Records", "Market", "Chance"]),
    tool(
        "corebench", "tools/bench/core",
        [
            "BenchKit", "Core", "Shard", "Feed", "Memory", "Ring", "Pipeline", "Intake", "Records",
            "Market", "Measures", "Settings", "Strategy", "Systems", "Convergence", "Trading",
            "Chance",
        ]),
    tool("ringbench", "tools/bench/ring", ["Ring"]),
    tool(
        "journalbench", "tools/bench/journal",
        ["BenchKit", "Journal", "Feed", "Records", "Market"]),
    tool("codecbench", "tools/bench/codec", ["BenchKit", "Wire", "Records", "Market", "Bytes"]),
    tool("csvbench", "tools/bench/csv", ["BenchKit", "Feed", "Records", "Market"]),
    // A bare session over a socket.
    stage("BenchWire", "tools/bench/wire", ["BenchKit", "EventLoop", "Wire"]),
    tool(
        "fanbench", "tools/bench/fan",
        ["BenchKit", "BenchWire", "Publisher", "EventLoop", "Ring", "Wire", "Records", "Market"]),
    tool(
        "latencybench", "tools/bench/latency",
        [
            "BenchKit", "BenchWire", "Host", "ClientKit", "EventLoop", "Settings", "Trading",
            "Wire", "Records", "Market",
        ]),
    tool("momentbench", "tools/bench/moments", ["BenchKit", "ClientKit", "Wire", "Market"]),
    // Options the address sanitizer reads before `main`, and memory shared between processes.
    .target(name: "CFuzzSupport", path: "tools/fuzz/C/support"),
    // Random values of everything that travels, for the fuzzer and for the wire's tests.
    stage("WireSamples", "tools/fuzz/samples", ["Chance", "Market", "Records", "Wire"]),
    tool(
        "pitfuzz", "tools/fuzz",
        [
            "CFuzzSupport", "WireSamples", "Wire", "Feed", "Settings", "Pipeline", "Strategy",
            "Systems", "Intake", "Bytes", "Records", "Market", "Chance", "CLI",
        ]),
]

let crashTargets: [Target] = [
    // Kills engines at random moments, and checks that they come back as what they acknowledged.
    tool(
        "pitcrash", "tools/crash",
        [
            "CLI", "Chance", "ClientKit", "Core", "Feed", "Host", "JSON", "Journal", "Market",
            "Pipeline", "Records",
            "Recovery", "Settings", "Store", "Strategy", "Systems", "Wire",
        ]),
    // Engine, journal, publisher and clients on simulated time, network and disk.
    tool(
        "pitsim", "tools/simulate",
        [
            "Core", "Shard", "Feed", "Ring", "Pipeline", "Strategy", "Systems", "Settings",
            "Trading", "Journal", "Publisher", "Recovery", "StateCoding", "ClientKit", "Wire",
            "Records", "Market", "Bytes", "Chance", "CLI", "JSON",
        ]),
]

let testTargets: [Target] = [
    tests("Market", ["Market", "Chance"]),
    tests("Measures", ["Measures", "Market", "StateCoding", "Chance"]),
    tests("Chance", ["Chance"]),
    tests("JSON", ["JSON"]),
    tests("Bytes", ["Bytes"]),
    tests("Records", ["Records", "Market"]),
    tests("Wire", ["Wire", "Records", "Market", "Bytes", "Chance", "BenchKit", "WireSamples"]),
    tests("EventLoop", ["EventLoop"]),
    tests("Ring", ["Ring"]),
    tests("Settings", ["Settings", "Market", "Chance"]),
    tests("Feed", ["Feed", "Market", "Records", "Ring", "Chance"]),
    systemTests("Studies"), systemTests("OrderFlow"), systemTests("Momentum"),
    systemTests("SEF"), systemTests("Auction"), systemTests("Convergence"),
    tests(
        "Systems",
        [
            "Systems", "Strategy", "Settings", "Pipeline", "Market", "Records", "Wire",
            "StateCoding", "Chance",
        ]),
    tests(
        "Strategy",
        [
            "Strategy", "Pipeline", "Systems", "Indicators", "Market", "Records", "Measures",
            "Settings",
        ]),
    tests(
        "Pipeline",
        ["Pipeline", "Intake", "Bars", "Measures", "Records", "Market", "StateCoding", "Chance"]),
    tests("Indicators", ["Indicators", "StateCoding", "Chance"]),
    tests("StateCoding", ["StateCoding", "Chance"]),
    tests("Trading", ["Trading", "Market", "Records", "Strategy", "StateCoding", "Chance"]),
    tests("Desk", ["Desk", "Trading", "Market", "Records", "StateCoding", "Chance"]),
    tests(
        "Core",
        [
            "Core", "Desk", "Trading", "Feed", "Intake", "Pipeline", "Strategy", "Market",
            "Records", "StateCoding", "Systems", "Settings", "Chance",
        ]),
    tests("Journal", ["Journal", "Market", "Records", "Bytes", "Feed", "Chance"]),
    tests("Store", ["Store", "Market", "Measures", "Records", "Chance"]),
    tests(
        "Recovery",
        [
            "Recovery", "Core", "Journal", "Publisher", "Pipeline", "Market", "Records", "Wire",
            "Chance",
        ]),
    tests(
        "Shard",
        ["Shard", "Core", "Feed", "Pipeline", "Intake", "Ring", "Records", "Market", "Chance"]),
    tests(
        "Publisher",
        [
            "Publisher", "Pipeline", "Intake", "Bars", "Wire", "Records", "Market", "Bytes",
            "Measures", "StateCoding", "Chance",
        ]),
    tests("Batch", ["Batch", "Feed", "Market", "Chance"]),
    tests(
        "Backtest",
        [
            "Backtest", "Core", "Shard", "Ring", "Feed", "Pipeline", "Trading", "Strategy",
            "Systems", "Settings", "Market", "Records", "Chance",
        ]),
    tests("CLI", ["CLI"]),
    // The systems only for their schemas: what the views say of their evaluations.
    tests(
        "PitctlViews",
        [
            "PitctlViews", "CLI", "Market", "Measures", "Records", "Wire", "Strategy", "Studies",
            "OrderFlow", "Momentum", "SEF", "Auction", "Convergence",
        ]),
    tests(
        "EndToEnd",
        [
            "Host", "Systems", "Batch", "ClientKit", "Feed", "Settings", "Pipeline", "Strategy",
            "Core", "Journal", "Recovery", "Store", "EventLoop", "Market", "Measures", "Records",
            "Wire", "Chance",
        ]),
    tests("Web", ["Web", "EventLoop", "Chance"]),
    tests(
        "Gateway",
        [
            "Gateway", "Web", "Host", "Systems", "ClientKit", "PitctlViews", "Feed", "Settings",
            "Pipeline", "Strategy", "Trading", "Core", "EventLoop", "Market", "Measures",
            "Records", "Wire", "CLI", "Chance",
        ]),
    tests("ClientKit", ["ClientKit", "Wire", "Records", "Market", "Measures", "EventLoop"]),
]

/// Only those whose folder is there, and what they need of them.
func present(_ targets: [Target]) -> [Target] {
    let there = targets.filter { target in
        let path = [target.path ?? "", target.sources?.first].compactMap { $0 }.joined(
            separator: "/")
        return FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/\(path)")
    }
    let names = Set(there.map(\.name))
    for target in there {
        target.dependencies.removeAll {
            if case .byNameItem(let name, _) = $0 { return !names.contains(name) }
            return false
        }
    }
    return there
}

let all =
    protocolTargets + engineTargets + clientTargets + dashboardTargets + benchTargets
    + crashTargets + testTargets

/// `PITWIRE_ONLY=RingTests,EventLoopTests` keeps these targets and what they need, for sanitizer
/// builds and for work on one part.
func chosen(_ all: [Target]) -> [Target] {
    guard let only = ProcessInfo.processInfo.environment["PITWIRE_ONLY"] else { return all }
    var wanted = Set(only.split(separator: ",").map(String.init))
    var size = 0
    while size != wanted.count {
        size = wanted.count
        for target in all where wanted.contains(target.name) {
            for case .byNameItem(let name, _) in target.dependencies { wanted.insert(name) }
        }
    }
    return all.filter { wanted.contains($0.name) }
}

let targets = chosen(present(all))
let package = Package(
    name: "pitwire",
    products: targets.contains { $0.name == "ClientKit" }
        ? [.library(name: "ClientKit", targets: ["ClientKit"])] : [],
    targets: targets)
