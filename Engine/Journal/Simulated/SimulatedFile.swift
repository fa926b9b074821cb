import Chance

/// One file of a simulated disk: its bytes as programs see them, and what is on the medium.
struct SimulatedFile {
    private(set) var bytes: [UInt8]
    private var durable: [UInt8]
    /// Sectors changed since the last sync, with the versions they had before.
    private var dirty: [Int: [[UInt8]]] = [:]

    static let sector = 512

    init(durable: [UInt8]) {
        bytes = durable
        self.durable = durable
    }

    var count: Int { bytes.count }

    mutating func append(_ more: Slice<UnsafeRawBufferPointer>) {
        guard !more.isEmpty else { return }
        touch(bytes.count..<bytes.count + more.count)
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: more))
    }

    mutating func truncate(to size: Int) {
        guard size < bytes.count else { return }
        touch(size..<bytes.count)
        bytes.removeSubrange(size...)
    }

    /// Remembers what the sectors of a range hold now.
    private mutating func touch(_ range: Range<Int>) {
        for index in range.lowerBound / Self.sector...(range.upperBound - 1) / Self.sector {
            dirty[index, default: []].append(Self.sector(index, of: bytes))
        }
    }

    /// A sector's bytes, zeros behind the end.
    private static func sector(_ index: Int, of bytes: [UInt8]) -> [UInt8] {
        let start = min(bytes.count, index * sector)
        let end = min(bytes.count, start + sector)
        return Array(bytes[start..<end]) + [UInt8](repeating: 0, count: sector - (end - start))
    }

    func read(at offset: Int, into room: UnsafeMutableRawBufferPointer, limit: Int) -> Int {
        let count = max(0, min(room.count, bytes.count - offset, limit))
        guard count > 0 else { return 0 }
        bytes.withUnsafeBytes { bytes in
            room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
        }
        return count
    }

    mutating func sync() {
        for index in dirty.keys { keep(index, Self.sector(index, of: bytes)) }
        resize(to: bytes.count)
        dirty.removeAll()
    }

    /// A sync that fails: some sectors get there, and the rest is forgotten, not tried again.
    mutating func syncPartly(_ random: inout SplitMix64) {
        for index in dirty.keys.sorted() where random.next() % 2 == 0 {
            keep(index, Self.sector(index, of: bytes))
        }
        resize(to: bytes.count)
        dirty.removeAll()
    }

    private mutating func keep(_ index: Int, _ sector: [UInt8]) {
        let start = index * Self.sector
        resize(to: max(durable.count, start + Self.sector))
        durable.replaceSubrange(start..<start + Self.sector, with: sector)
    }

    private mutating func resize(to count: Int) {
        if durable.count > count {
            durable.removeSubrange(count...)
        } else {
            durable.append(contentsOf: repeatElement(0, count: count - durable.count))
        }
    }

    /// What a power cut leaves: each unsynced sector as it was, as it is, in a version between, or,
    /// where nothing had been, now and then as garbage.
    func afterCrash(_ random: inout SplitMix64) -> [UInt8] {
        guard !dirty.isEmpty else { return durable }
        var left = self
        for index in dirty.keys.sorted() {
            let isNew = index * Self.sector >= durable.count
            switch random.next() % 8 {
            case 0..<3: left.keep(index, Self.sector(index, of: bytes))
            case 3:
                let versions = dirty[index] ?? []
                left.keep(index, versions[Int(random.next() % UInt64(versions.count))])
            case 4 where isNew:
                left.keep(index, (0..<Self.sector).map { _ in UInt8(random.next() & 0xff) })
            default: break
            }
        }
        let (least, most) = (min(durable.count, bytes.count), max(durable.count, bytes.count))
        let size: Int =
            switch random.next() % 3 {
            case 0: durable.count
            case 1: bytes.count
            default: least + Int(random.next() % UInt64(most - least + 1))
            }
        left.resize(to: size)
        return left.durable
    }
}
