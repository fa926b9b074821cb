import Market

/// Reads the aggressor's side of a row.
enum SideField {
    /// `B`, `buy` and `1` are the buyer; `S`, `sell`, `A` and `-1` the seller, in any case;
    /// everything else is unknown.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Aggressor {
        switch text.count {
        case 1: return single[Int(text[0])]
        case 2: return text[0] == 0x2d && text[1] == 0x31 ? .seller : .none
        case 3, 4:
            let lower = text.map { $0 | 0x20 }
            if lower == Array("buy".utf8) { return .buyer }
            return lower == Array("sell".utf8) ? .seller : .none
        default: return .none
        }
    }

    /// What a side of one byte means.
    static let single: [Aggressor] = (0..<256).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "B"), UInt8(ascii: "b"), UInt8(ascii: "1"): .buyer
        case UInt8(ascii: "S"), UInt8(ascii: "s"), UInt8(ascii: "A"), UInt8(ascii: "a"): .seller
        default: .none
        }
    }
}

/// Reads a trade id.
enum TradeIDField {
    /// A decimal number without leading zeros is its own id; any other text is known by its
    /// 64-bit FNV-1a hash, which two texts of a day share with a chance of about one in a
    /// million millions. Nothing means that there is no id.
    static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        text.isEmpty ? nil : number(text) ?? hash(text)
    }

    private static func number(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        if text.count > 20 || (text.count > 1 && text[0] == 0x30) { return nil }
        var value: UInt64 = 0
        for byte in text {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = tens.addingReportingOverflow(UInt64(byte - 0x30))
            if overflow || overflow2 { return nil }
            value = sum
        }
        return value
    }

    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        text.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
