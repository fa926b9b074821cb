import BenchKit
import Glibc
import Market
import Records

/// Writes the peers' trades as CSV, byte for byte as their own generator does.
enum CSVMaker {
    static func make(_ path: String, ticks: Int) {
        guard let file = fopen(path, "w") else {
            Measured.fail("csvbench: cannot write \(path): error \(errno)")
        }
        var bytes = Array("ts_ns,price,size,side\n".utf8)
        var walk = PeerWalk()
        for _ in 0..<ticks {
            append(walk.next(), &bytes)
            if bytes.count > 1 << 20 { flush(&bytes, file, path) }
        }
        flush(&bytes, file, path)
        guard fclose(file) == 0 else { Measured.fail("csvbench: \(path): error \(errno)") }
    }

    private static func append(_ input: Input, _ bytes: inout [UInt8]) {
        DecimalText.append(input.time.rawValue, to: &bytes)
        bytes.append(0x2c)
        DecimalText.append(input.price / 100, to: &bytes)
        // Always two decimals.
        let cents = input.price % 100
        bytes += [0x2e, UInt8(0x30 + cents / 10), UInt8(0x30 + cents % 10), 0x2c]
        DecimalText.append(input.size, to: &bytes)
        let side: UInt8 =
            switch input.side {
            case .buyer: 0x42
            case .seller: 0x41
            case .none: 0x4e
            }
        bytes += [0x2c, side, 0x0a]
    }

    private static func flush(
        _ bytes: inout [UInt8], _ file: UnsafeMutablePointer<FILE>, _ path: String
    ) {
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            Measured.fail("csvbench: \(path): error \(errno)")
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
