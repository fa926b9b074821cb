/// A JSON object that is written name by name.
struct JSONObject {
    var text: [UInt8] = [0x7b]

    init(capacity: Int = 64) { text.reserveCapacity(capacity) }

    /// Begins a member; its value is appended to `text` next.
    mutating func name(_ name: String) {
        if text.count > 1 { text.append(contentsOf: ", ".utf8) }
        Self.append(name, to: &text)
        text.append(contentsOf: ": ".utf8)
    }

    mutating func add(_ name: String, _ value: String) {
        self.name(name)
        Self.append(value, to: &text)
    }

    mutating func add(_ name: String, _ value: some BinaryInteger) {
        self.name(name)
        text.append(contentsOf: String(value).utf8)
    }

    mutating func add(_ name: String, _ value: Bool) {
        self.name(name)
        text.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// The whole object.
    var closed: [UInt8] { text + [0x7d] }

    /// The whole object as text.
    var description: String { String(decoding: closed, as: UTF8.self) }

    /// Appends a quoted string.
    static func append(_ string: String, to text: inout [UInt8]) {
        text.append(0x22)
        for byte in string.utf8 {
            switch byte {
            case 0x22, 0x5c: text.append(contentsOf: [0x5c, byte])
            case 0x0a: text.append(contentsOf: "\\n".utf8)
            case 0..<0x20:
                text.append(contentsOf: "\\u00".utf8)
                text.append(hex(byte >> 4))
                text.append(hex(byte & 15))
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }
}
