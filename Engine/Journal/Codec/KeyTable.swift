/// Keys numbered in the order of their first appearance; emptied in no time.
struct KeyTable: ~Copyable {
    private let keys: UnsafeMutablePointer<UInt64>
    /// Number of the key in the low half, round of its entry in the high one.
    private let entries: UnsafeMutablePointer<UInt64>
    private let mask: Int
    private var round: UInt64 = 1
    private(set) var count = 0

    /// Room for `capacity` keys.
    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        mask = size - 1
        keys = .allocate(capacity: size)
        keys.initialize(repeating: 0, count: size)
        entries = .allocate(capacity: size)
        entries.initialize(repeating: 0, count: size)
    }

    deinit {
        keys.deallocate()
        entries.deallocate()
    }

    /// Forgets all keys.
    mutating func removeAll() {
        round += 1
        count = 0
    }

    /// The number of a key, and whether it is new.
    mutating func number(of key: UInt64) -> (number: Int, isNew: Bool) {
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while entries[place] >> 32 == round {
            if keys[place] == key { return (Int(entries[place] & 0xffff_ffff), false) }
            place = (place + 1) & mask
        }
        keys[place] = key
        entries[place] = round << 32 | UInt64(count)
        count += 1
        return (count - 1, true)
    }
}
