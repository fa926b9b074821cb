import Feed
import Glibc
import Market
import Records

/// Instruments and helpers the tests share.
enum Sample {
    /// E-mini S&P 500: two decimals, tick 0.25, whole contracts.
    static let es = Instrument(
        symbol: "ESZ6", assetClass: .future, prices: PriceScale(decimals: 2, tick: 25),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 12_500_000_000)
    /// Bitcoin: two decimals, tick 0.01, sizes of 1e-8.
    static let btc = Instrument(
        symbol: "BTC-USD", assetClass: .crypto, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 8, lot: 1), tickValueNanos: 10_000_000)
    /// The number the inputs are tagged with.
    static let id = InstrumentID(7)

    /// The folder of real recorded data: `PITWIRE_DATA`, or `../shared/data` next to the package.
    static let dataFolder: String? = {
        let folder = getenv("PITWIRE_DATA").map { String(cString: $0) } ?? "../shared/data"
        return access(folder + "/README.md", R_OK) == 0 ? folder : nil
    }()

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The bytes of a text of hexadecimal digits.
    static func bytes(hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue).map(UInt8.init)
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Whether two lists agree in all 64 bytes of each input.
    static func areSame(_ left: [Input], _ right: [Input]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { left.elementsEqual($0) } }
    }

    /// The error `body` throws, or `nil`.
    static func failure(_ body: () throws(FeedError) -> Void) -> FeedError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
