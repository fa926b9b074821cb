/// What an exchange says about one kind of futures contract.
public struct FuturesRoot: Hashable, Sendable {
    /// The symbol without month and year: `ES`.
    public var root: String
    /// The contract's name.
    public var name: String
    /// `CME`, `CBOT`, `NYMEX` or `COMEX`.
    public var exchange: String
    /// Tick size, decimal text: `0.25`.
    public var tickSize: String
    /// What a tick of one contract is worth in USD, decimal text: `12.50`.
    public var tickValue: String
    /// What one point of one contract is worth in USD, decimal text: `50`; 0.5 for MYM.
    public var pointValue: String

    /// All known roots.
    public static let all: [FuturesRoot] = [
        root("ES", "E-mini S&P 500", "CME", "0.25", "12.50", "50"),
        root("MES", "Micro E-mini S&P 500", "CME", "0.25", "1.25", "5"),
        root("NQ", "E-mini Nasdaq-100", "CME", "0.25", "5.00", "20"),
        root("MNQ", "Micro E-mini Nasdaq-100", "CME", "0.25", "0.50", "2"),
        root("YM", "E-mini Dow", "CBOT", "1", "5.00", "5"),
        root("MYM", "Micro E-mini Dow", "CBOT", "1", "0.50", "0.5"),
        root("RTY", "E-mini Russell 2000", "CME", "0.10", "5.00", "50"),
        root("M2K", "Micro E-mini Russell 2000", "CME", "0.10", "0.50", "5"),
        root("CL", "Crude Oil (WTI)", "NYMEX", "0.01", "10.00", "1000"),
        root("MCL", "Micro WTI Crude Oil", "NYMEX", "0.01", "1.00", "100"),
        root("GC", "Gold", "COMEX", "0.10", "10.00", "100"),
        root("MGC", "Micro Gold", "COMEX", "0.10", "1.00", "10"),
    ]

    /// The root of that symbol, which may carry a contract month: `ES`, `ESZ4`, `MESH25`.
    public static func of(symbol: String) -> FuturesRoot? {
        let text = symbol.uppercased()
        let bare = ContractCode(text)?.root
        return all.first { $0.root == text } ?? all.first { $0.root == bare }
    }

    private static func root(
        _ root: String, _ name: String, _ exchange: String, _ tickSize: String,
        _ tickValue: String, _ pointValue: String
    ) -> FuturesRoot {
        FuturesRoot(
            root: root, name: name, exchange: exchange, tickSize: tickSize, tickValue: tickValue,
            pointValue: pointValue)
    }
}

/// A futures symbol with a contract month: root, month letter and one, two or four year digits.
public struct ContractCode: Hashable, Sendable {
    /// What remains without month and year.
    public var root: String
    /// The contract month, 1 to 12.
    public var month: Int
    /// The year as written: 4, 25 or 2025.
    public var year: Int
    /// How many digits it was written with: 1, 2 or 4.
    public var yearDigits: Int

    /// January to December.
    static let monthLetters = Array("FGHJKMNQUVXZ".utf8)

    /// Reads `ESZ4`, `MESH25` or `CLF2025`; `nil` when the symbol carries no month.
    public init?(_ symbol: String) {
        let bytes = Array(symbol.utf8)
        let digits = bytes.reversed().prefix { ASCII.isDigit($0) }.count
        guard [1, 2, 4].contains(digits), bytes.count >= digits + 2,
            let year = ASCII.number(bytes.suffix(digits)),
            let month = Self.monthLetters.firstIndex(of: bytes[bytes.count - digits - 1])
        else { return nil }
        root = String(decoding: bytes.dropLast(digits + 1), as: UTF8.self)
        self.month = month + 1
        self.year = year
        yearDigits = digits
    }

    /// The month's letter, `F` to `Z`.
    public var monthLetter: Character {
        Character(UnicodeScalar(Self.monthLetters[month - 1]))
    }

    /// The contract's full year, for data of a date.
    ///
    /// One digit repeats each ten years and means the first contract month that is not over on
    /// that date. Two digits mean the year nearest to it.
    public func fullYear(at date: SessionDate) -> Int {
        let (now, nowMonth, _) = date.civil
        switch yearDigits {
        case 1:
            let first = now + ((year - now) % 10 + 10) % 10
            return first == now && month < nowMonth ? first + 10 : first
        case 2:
            let earliest = now - 50
            return earliest + ((year - earliest) % 100 + 100) % 100
        default: return year
        }
    }
}
