/// A digest of the types and fields that were met, in order, each kind once.
///
/// Writer and reader meet the same ones as long as they are of one build; a field more, less,
/// renamed, moved or of another type gives another digest.
struct Shape {
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    private var known: [ObjectIdentifier: Bool] = [:]

    /// Adds a name (FNV-1a).
    mutating func mix(_ name: String) {
        for byte in name.utf8 { mix(byte) }
        mix(UInt8(0))
    }

    private mutating func mix(_ byte: UInt8) {
        digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// Adds a type by its own name: the name with its context holds an address for private types.
    mutating func mix(type: (some Any).Type) { mix(String(describing: type)) }

    /// The fields of a kind of keys are to be added: it was not met before.
    mutating func isNew(keys: (some Any).Type) -> Bool {
        known.updateValue(true, forKey: ObjectIdentifier(keys)) == nil
    }

    /// Whether a type has a coding of its own here, found once for each type.
    mutating func isOwn<T>(_ type: T.Type, _ find: () -> Bool) -> Bool {
        if let found = known[ObjectIdentifier(type)] { return found }
        mix(type: type)
        let found = find()
        known[ObjectIdentifier(type)] = found
        return found
    }

    /// What is put after each value, to be compared before the value is used.
    var check: UInt32 { UInt32(truncatingIfNeeded: digest ^ digest >> 32) }
}

/// What a state begins with: four letters, the version, three zero bytes, the shape.
enum StateHeader {
    static let magic: [UInt8] = [0x50, 0x57, 0x53, 0x54]
    static let version: UInt8 = 1
    static let shapeOffset = 8
    static let size = 16
}
