import Glibc
import Ring
import Testing

@Suite struct HugePagesTests {
    @Test func `what the heap grew by is covered, and keeps what it holds`() throws {
        let memory = HugePages()
        let bytes = 8 * HugePages.bytes
        // As the allocator grows it; a step of its own may come between.
        let grown = try #require(sbrk(bytes))
        let words = grown.alignedUp(for: Int.self).bindMemory(to: Int.self, capacity: bytes / 8 - 1)
        for place in stride(from: 0, to: bytes / 8 - 1, by: 511) { words[place] = place }
        let covered = memory.cover()
        // A system without large pages covers nothing.
        if access("/sys/kernel/mm/transparent_hugepage/enabled", R_OK) == 0 {
            #expect(covered >= bytes - 2 * HugePages.bytes)
            #expect(covered % HugePages.bytes == 0)
        }
        for place in stride(from: 0, to: bytes / 8 - 1, by: 511) {
            #expect(words[place] == place)
        }
    }
}
