/// Small valid files of every kind the feed reads.
enum FileSamples {
    static let ticks: [[UInt8]] = [
        bytes(
            """
            ts_ns,price,size,side,bid,ask,id
            1790000000000000000,5000.25,1,B,5000,5000.25,9001
            1790000000001234567,5000.00,12,A,5000,5000.25,9002
            1790000000001234567,5000.5,3,N,,,

            """),
        bytes(
            """
            ts_ns,price,size,side
            1700000000,100.25,1,buy
            1700000000123,-1e2,2.5,sell
            2026-09-21T09:30:00.25-04:00,"99.75",7,
            ,,,

            """),
        bytes("id,ask,bid,side,size,price,ts_ns\r\n7,1.5,1.25,S,0.001,1.5,1700000000000001\r\n"),
    ]

    static let bars: [[UInt8]] = [
        bytes(
            """
            ts_ns,open,high,low,close,volume
            1790000000000000000,5000,5001.25,4999.5,5000.75,120
            1790000060000000000,5000.75,5002,5000,5001.5,98.5

            """),
        bytes(
            """
            ts_ns,open,high,low,close,volume,vwap,buy_volume,sell_volume
            1700000060,1,9e15,-9e15,2,1e300,1.5,3,4
            1700000000,2,3,1,2.25,10,2.1,6,4

            """),
    ]

    static let csvTokens = words(
        ",", "\n", "\r\n", "\"", "\"\"", ",,", "-", "+", ".", "e9", "1e308", "nan", "inf", "0",
        "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551616",
        "1790000000000000000", "2026-09-21T09:30:00Z", "ts_ns", "price", "size", "side", "bid",
        "ask", "id", "open", "high", "low", "close", "volume", "vwap", "B", "A", "N", "\u{feff}",
        "\0", "0.000000000000000000001", "00000000000000000000000")

    static let numbers = words(
        "0", "-0", "12.50", "1.25e2", "-1e-9", "9223372036854775807", "-9223372036854775808",
        "0.00000000000000000001", "1e18", "1e-400", "999999999999999999.5", "+7", ".5", "5.",
        "000000000000000000000000000001"
    ).map { [9] + $0 }

    static let instants = words(
        "1790000000", "1790000000000", "1790000000000000", "1790000000000000000",
        "2026-09-21T09:30:00.123456789Z", "2026-03-08 02:30:00", "2026-11-01T01:30:00",
        "2026-09-21T09:30:00+05:30", "2026-09-21T09:30-0400", "2026-09-21", "1677-09-21T00:12:44Z",
        "2262-04-11T23:47:16.854775807Z", "-9223372036854775808", "0001-01-01", "9999-12-31T24:00Z")

    static let instantTokens = words(
        "T", "Z", "-", ":", ".", "+", "00", "59", "60", "23", "24", "31", "02-29", "12", "13", "0",
        "9999", "000000000")

    static let settings: [[UInt8]] = [
        bytes(
            """
            # an engine on simulated ticks
            [listen]
            port = 9400
            [simulate]
            symbols = ESZ6 BTC-USD
            rate = 1000
            [symbol ESZ6]
            tick_size = 0.25

            """),
        bytes("[wire]\nmax_frame = 1MiB\nclient_queue = 8MiB\n[profile]\nrow_ticks = 4\n"),
    ]

    static let settingsTokens = words(
        "[", "]", "=", "#", "\n", "\r\n", "[symbol SPY]\n", "[wire]\n", "[engine]\n", "[feed]\n",
        " = ", "-1", "0", "1e9", "99999999999999999999", "yes", "no", "1 s", "5ms", "1m", "KiB",
        "\u{feff}", "\0", "port", "rows", "token")

    /// A day's first ticks, packed by gzip at its best.
    static let gzip = bytes(
        hex: """
            1f8b080000000000020375924d6a03310c46f7398b08a31f4bd6b23d40ae109a4c1643a1944e573d7ded0842
            5514636c30efa1cf96bff7f3c70e9f5fdbf506fbf63397f506976d85b7fd1db6f580e6cbbf016d2cc7b123bc
            82b8fbd15a9c518349270989a5a94d002748f05249982412756479000ca74aa224b1cd8913a0194fea789c24
            71eea43d8036ee56c79324291a756e5169005ac76b493299930218a0d5f134495d055d3d2a8d78bd8e6749f2
            6eda58e3c9c743781dafff95f03e168e4a037cd25c4f52f476894af4acb9987e0472eb0bf1fd47f08c573717
            f1f00ba3ff4f869d020000
            """)

    /// The same, packed by zstd with its checksum.
    static let zstd = bytes(
        hex: """
            28b52ffd04680d0600828a1c15902d360b570282723ac4e2d95ed9dd3d1433470c0780d91119ef82a2dd7e76
            7edbe1cd84b6455d169a85eb6dcb15967fc9baa7281cdba6d635b8b0276027e619e3158589d69b67439df16a
            e2d9ff2e3de5a0bbb388b2fa83ff5a6f364061aa898e5218a4166562a25a12067a2a728c480a31a811a09645
            b26a0d07205152c30111300644484484051253e101f904213c42c5fe5daf64809430186ae700309a31fa4136
            63c758e922a7450b0aa592b98bcf601a6ea4e4b42b3c15dbff03f09dd376
            """)

    /// A stored block, and a member behind it.
    static let storedGzip =
        bytes(hex: "1f8b08000000000000ff010300fcff616263c241243503000000") + gzip

    /// A raw block and a block of one repeated byte.
    static let rawZstd = bytes(hex: "28b52ffd2407 200000616263645b010061")

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func words(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// The bytes of a text of hexadecimal digits; what is no digit is passed over.
    static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue).map(UInt8.init)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
    }
}
