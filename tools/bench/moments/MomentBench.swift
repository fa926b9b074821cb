import BenchKit
import ClientKit
import Glibc
import Market
import Wire

/// Asks a running engine for footprints at moments all over a recorded day, one question at a time.
///
///     momentbench --address HOST:PORT --symbol SPY --from NS --to NS [--seconds 30] [--every MS]
///
/// The moments are anywhere between `--from` and `--to`, always the same ones; a question is asked
/// every 250 ms unless the answer takes longer. Logs in with PITWIRE_TOKEN_READ.
@main
enum MomentBench {
    static func main() async {
        let options = BenchOptions()
        guard let address = options.text("--address"), let symbol = options.text("--symbol"),
            let token = getenv("PITWIRE_TOKEN_READ")
        else { Measured.fail("momentbench: name --address and --symbol, set PITWIRE_TOKEN_READ") }
        let (from, to) = (options.number("--from", 0), options.number("--to", 0))
        guard to > from else { Measured.fail("momentbench: --to is behind --from") }
        let every = options.number("--every", 250) * 1_000_000
        let end = Measured.nanoseconds() + options.number("--seconds", 30) * 1_000_000_000
        var times: [Int] = []
        do {
            let client = try await PitwireClient.connect(
                to: address, token: String(cString: token))
            while true {
                let began = Measured.nanoseconds()
                guard began < end else { break }
                // 7,919 is prime: the moments come from everywhere, back and forth.
                let place = (times.count * 7919) % 1000
                let moment = Nanoseconds(Int64(from + (to - from) / 1000 * place))
                _ = try await client.footprint(
                    of: symbol, period: .minute5, moment: .developing, asOf: moment)
                times.append(Measured.nanoseconds() - began)
                let rest = every - (Measured.nanoseconds() - began)
                if rest > 0 { try await Task.sleep(nanoseconds: UInt64(rest)) }
            }
            await client.close()
        } catch {
            Measured.fail("momentbench: \(error)")
        }
        for time in times { print(time / 1_000_000) }
    }
}
