import Chance
import Market
import Settings
import Testing

/// The settings of a text that has no fault.
func settings(
    _ text: String, strategies: [StrategyDeclaration] = []
) throws -> EngineSettings {
    try SettingsLoader.load(text: text, strategies: strategies).get()
}

/// The faults of a text, as people see them.
func faults(_ text: String, strategies: [StrategyDeclaration] = []) -> [String] {
    switch SettingsLoader.load(text: text, file: "x.conf", strategies: strategies) {
    case .success: []
    case .failure(let error): error.faults.map(\.description)
    }
}

@Suite struct SettingsLoaderTests {
    @Test func `rings of many symbols are smaller, so that all of them fit their room`() {
        let rings = RingSettings()
        #expect([1, 16, 17, 100].map(rings.slots) == [8192, 4096, 2048, 512])
        #expect([500, 1000, 5000].map(rings.slots) == [128, 64, 64])
        var small = RingSettings()
        (small.symbol, small.total) = (64, 64)
        #expect([1, 3].map(small.slots) == [64, 64])
    }

    @Test func `without a file every setting has its default`() throws {
        let usual = try settings("")
        #expect(usual == EngineSettings())
        #expect(usual.engine.threads == .duties)
        #expect(usual.listen.host == "127.0.0.1")
        #expect(usual.listen.port == 7717)
        #expect(usual.intake.span == 1_000_000)
        #expect(usual.intake.tradeIDWindow == 65_536)
        #expect(usual.bars.periods == [.second1, .minute1, .minute5, .hour2])
        #expect(usual.footprint.period == .minute5)
        #expect(usual.footprint.imbalanceRatio == 3)
        #expect(usual.footprint.ignoresZeros)
        #expect(usual.profile.valueAreaShare == 0.7)
        #expect(usual.profile.valueAreaStep == 2)
        #expect(usual.profile.nodeBins == 50)
        #expect(usual.profile.lowNodeShare == 0.3)
        #expect(usual.profile.shoulderRatio == 2)
        #expect(usual.profile.highNodeShare == 0.7)
        #expect(usual.vwap.period == .minute1)
        #expect(usual.symbols.isEmpty)
    }

    @Test func `a file changes what it names and nothing else`() throws {
        let read = try settings(
            """
            # A comment, then a blank line.

            [engine]
            threads=one
              wait  =  spin   # burn it
            [listen]
            host = ::1
            port = 0
            [rings]
            symbol = 1_024
            [bars]
            periods = 1m,15m , 1d
            [footprint]
            period = none
            row = auto
            min_volume = 12.5
            [profile]
            anchors = none
            row = 4
            [vwap]
            user_anchors = 2024-03-08T09:30:00, 2024-03-11T13:30:00Z
            [tokens]
            file = /etc/pitwire/tokens#1
            """)
        var expected = EngineSettings()
        expected.engine.threads = .one
        expected.engine.wait = .spin
        expected.listen.host = "::1"
        expected.listen.port = 0
        expected.rings.symbol = 1024
        expected.bars.periods = [.minute1, .minute15, .day1]
        expected.footprint.period = nil
        expected.footprint.row = .auto
        expected.footprint.minimumVolume = 12.5
        expected.profile.anchors = []
        expected.profile.row = .ticks(4)
        expected.vwap.userAnchors = [.seconds(1_709_908_200), .seconds(1_710_163_800)]
        expected.tokens.file = "/etc/pitwire/tokens#1"
        #expect(read == expected)
    }

    @Test func `line ends of Windows and a byte order mark do no harm`() throws {
        let read = try settings("\u{feff}[listen]\r\nport = 1\r\n\r\n# end\r\n")
        #expect(read.listen.port == 1)
    }

    @Test func `every fault is told at once, with its line, value and range`() {
        let found = faults(
            """
            stray = 1
            [listen]
            port = 70000
            prot = 7717
            host = localhost
            [rings]
            symbol = 1000
            symbol = 2048
            what is this
            [lisen]
            port = 1
            [engine]
            wait = sleep
            [listen]
            [weird stuff]
            = 5
            [profile]
            value_area = nan
            heartbeat = 5
            secret = hunter2
            """)
        #expect(
            found == [
                "x.conf:1: stray: must follow a section, such as `[engine]`",
                "x.conf:3: [listen] port = 70000: must be a whole number, 0 to 65535",
                "x.conf:4: [listen] prot: unknown key; did you mean `port`?",
                "x.conf:5: [listen] host = localhost: must be an IP address, in digits, such as "
                    + "`127.0.0.1` or `::1`",
                "x.conf:7: [rings] symbol = 1000: must be a power of two, 64 to 16777216",
                "x.conf:8: [rings] symbol: was set on line 7 already",
                "x.conf:9: [rings]: is neither `[section]` nor `key = value` nor a comment",
                "x.conf:10: [lisen]: unknown section; did you mean [listen]?",
                "x.conf:13: [engine] wait = sleep: must be one of `spin`, `yield`, `block`",
                "x.conf:14: [listen]: was opened on line 2 already",
                "x.conf:15: [weird stuff]: unknown section; known are engine, listen, tokens, journal, "
                    + "trading, rings, intake, bars, footprint, profile, vwap, wire, simulate, symbol",
                "x.conf:16: [weird stuff]: has no key before `=`",
                "x.conf:18: [profile] value_area = nan: must be a number, 0.01 to 1",
                "x.conf:19: [profile] heartbeat: unknown key; it belongs to [wire]",
                "x.conf:20: [profile] secret: unknown key; known are anchors, row, value_area, "
                    + "value_area_step, node_bins, low_node, shoulder, high_node, ladder_limit",
            ])
    }

    @Test(arguments: [
        ("listen", "port", "-1"), ("listen", "port", ""), ("listen", "port", "80 81"),
        ("listen", "port", "_1"), ("listen", "port", "1__0"), ("listen", "host", "1.2.3"),
        ("rings", "order", "0"), ("rings", "output", "33554432"), ("bars", "periods", ""),
        ("bars", "periods", "1m,1m"), ("bars", "periods", "1m,,5m"), ("bars", "periods", "3m"),
        ("footprint", "imbalance_ratio", "0.99"), ("footprint", "imbalance_ratio", "0x10"),
        ("footprint", "row", "0"), ("footprint", "ignore_zeros", "yes"),
        ("vwap", "user_anchors", "1709908200"), ("vwap", "user_anchors", "2024-01-02,2024-01-01"),
        ("intake", "span", "999"), ("profile", "value_area_step", "3"), ("tokens", "file", ""),
        ("wire", "heartbeat", "99"), ("simulate", "seed", "9223372036854775808"),
        ("simulate", "symbols", "ES,ES"), ("simulate", "symbols", "ES,"),
    ])
    func `what is out of range is refused`(section: String, key: String, value: String) {
        let found = faults("[\(section)]\n\(key) = \(value)\n")
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("x.conf:2: [\(section)] \(key) = \(value): must be ") == true)
    }

    @Test func `every bound of every whole number is allowed and its neighbour is not`() throws {
        var checked = 0
        for row in SettingsTable.rows where row.type == "a whole number" {
            let words = row.range.replacing(",", with: "").split(separator: " ")
            guard let low = Int(words[0]), let high = Int(words[2]) else {
                Issue.record("\(row.name) has the range \(row.range)")
                continue
            }
            let header = row.section == "symbol" ? "symbol SPY" : row.section
            // A decimal of 0 needs a tick size that is whole.
            let rest = row.name == "price_decimals" ? "\ntick_size = 1" : ""
            for value in [low, high] where row.name != "client_queue" && row.name != "max_frame" {
                #expect(faults("[\(header)]\n\(row.name) = \(value)\(rest)") == [])
            }
            #expect(faults("[\(header)]\n\(row.name) = \(low - 1)\(rest)").count == 1)
            if high < Int.max {
                #expect(faults("[\(header)]\n\(row.name) = \(high + 1)\(rest)").count == 1)
            }
            checked += 1
        }
        #expect(checked > 15)
    }

    @Test func `a client's queue holds at least one frame`() {
        #expect(
            faults("[wire]\nmax_frame = 1048577\nclient_queue = 1_048_576") == [
                "x.conf:3: [wire] client_queue = 1048576: must be at least max_frame, 1048577"
            ])
        #expect(
            faults("[wire]\nmax_frame = 67108864") == [
                "x.conf:2: [wire] client_queue = 8388608: must be at least max_frame, 67108864"
            ])
    }

    @Test func `no text makes the loader fail in another way`() {
        var random = SplitMix64(99)
        let alphabet = Array("[]=#\n\r\t symbol SPY rings 0189._-é\u{0}\"\\")
        for _ in 0..<3000 {
            var text = ""
            for _ in 0..<40 { text.append(random.pick(alphabet)) }
            for line in faults(text) { #expect(line.hasPrefix("x.conf")) }
        }
    }
}
