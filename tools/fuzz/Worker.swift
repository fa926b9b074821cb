import CFuzzSupport
import CLI
import Chance
import Glibc

/// Runs inputs until one ends the process.
struct Worker {
    /// Without the address sanitizer, which needs all of it: the most address space, 2 GiB.
    private static let addressSpace: UInt = 2 << 30

    let decoders: [Decoder]
    let plan: Plan
    let page: SharedPage
    /// Show the bytes of every input.
    let prints: Bool

    /// Runs the plan's inputs from `start` on.
    func run(from start: Int) {
        if pitfuzz_has_address_sanitizer() == 0 {
            var limit = rlimit(rlim_cur: Self.addressSpace, rlim_max: Self.addressSpace)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        }
        var input = start
        while input < plan.count, !page.stops {
            page.input = input
            run(input)
            input += 1
        }
        page.input = input
    }

    private func run(_ input: Int) {
        let (index, number) = plan.place(of: input)
        let decoder = decoders[index]
        var random = SplitMix64(seed: plan.seed, decoder: decoder.name, input: number)
        let bytes = decoder.input(&random)
        if prints { Output.write("\(decoder.name) \(number): \(Self.hex(bytes))\n") }
        bytes.withUnsafeBytes { decoder.run($0, &random) }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
