import Bytes
import Testing

@Suite struct CRC32CTests {
    private func sums(_ bytes: [UInt8]) -> (fast: UInt32, table: UInt32) {
        bytes.withUnsafeBytes { (CRC32C.checksum($0), CRC32C.tableChecksum($0)) }
    }

    @Test func `the check value is right both ways`() {
        let check = sums(Array("123456789".utf8))
        #expect(check.fast == 0xe306_9283)
        #expect(check.table == 0xe306_9283)
        #expect(sums([]) == (0, 0))
    }

    @Test func `the vectors of RFC 3720 hold`() {
        #expect(sums([UInt8](repeating: 0, count: 32)).fast == 0x8a91_36aa)
        #expect(sums([UInt8](repeating: 0xff, count: 32)).fast == 0x62a8_ab43)
        #expect(sums(Array(0..<32)).fast == 0x46dd_794e)
        #expect(sums((0..<32).reversed()).fast == 0x113f_db5c)
    }

    @Test func `instruction and table agree at every length and alignment`() {
        let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
        bytes.withUnsafeBytes { all in
            for start in 0..<9 {
                for end in start...all.count {
                    let part = UnsafeRawBufferPointer(rebasing: all[start..<end])
                    #expect(CRC32C.checksum(part) == CRC32C.tableChecksum(part))
                }
            }
        }
    }

    @Test func `a sum goes on over pieces`() {
        let bytes = (0..<100).map { UInt8($0) }
        bytes.withUnsafeBytes { all in
            let whole = CRC32C.checksum(all)
            for cut in 0...100 {
                let front = CRC32C.checksum(UnsafeRawBufferPointer(rebasing: all[..<cut]))
                let back = UnsafeRawBufferPointer(rebasing: all[cut...])
                #expect(CRC32C.checksum(back, after: front) == whole)
                #expect(CRC32C.tableChecksum(back, after: front) == whole)
            }
        }
    }
}
