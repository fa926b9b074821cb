import Chance
import Testing

@Suite struct SplitMix64Tests {
    @Test func `a seed gives the numbers of the reference`() {
        var random = SplitMix64(1_234_567)
        let found = (0..<5).map { _ in random.next() }
        #expect(
            found == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test(arguments: [1, 2, 3, 10, 1000])
    func `numbers below a limit are all of those from 0, in every type`(limit: Int) {
        var random = SplitMix64(3)
        var (whole, natural, long) = (random, random, random)
        var found: Set<Int> = []
        for _ in 0..<20_000 {
            let high = Int(random.next().multipliedFullWidth(by: UInt64(limit)).high)
            let number = whole.below(limit)
            found.insert(number)
            #expect(number == high)
            #expect(natural.below(UInt64(limit)) == UInt64(high))
            #expect(long.below(Int64(limit)) == Int64(high))
        }
        #expect(found == Set(0..<limit))
    }

    @Test func `the ends of what a limit can be`() {
        var random = SplitMix64(4)
        for _ in 0..<1000 {
            #expect(random.below(0) == 0 && random.below(1) == 0)
            #expect(random.below(Int.max) < Int.max)
            #expect(random.below(Int64.max) < Int64.max)
            #expect(random.below(UInt64.max) < UInt64.max)
        }
    }

    @Test func `a chance comes true as often as it says`() {
        var random = SplitMix64(5)
        #expect((0..<1000).allSatisfy { _ in !random.chance(0) })
        #expect((0..<1000).allSatisfy { _ in random.chance(1000) })
        #expect((0..<1000).allSatisfy { _ in random.once(in: 1) })
        let chances = (0..<20_000).count { _ in random.chance(250) }
        #expect((4700...5300).contains(chances))
        let times = (0..<20_000).count { _ in random.once(in: 4) }
        #expect((4700...5300).contains(times))
    }

    @Test func `a unit is a multiple of two to the -53, below 1`() {
        var random = SplitMix64(6)
        var bits = random
        for _ in 0..<1000 {
            let unit = random.unit()
            #expect(unit >= 0 && unit < 1)
            #expect(unit * 0x1p53 == Double(bits.next() >> 11))
        }
    }

    @Test func `each of some values is picked`() {
        var random = SplitMix64(7)
        #expect(Set((0..<100).map { _ in random.pick(["a", "b", "c"]) }) == ["a", "b", "c"])
    }
}
