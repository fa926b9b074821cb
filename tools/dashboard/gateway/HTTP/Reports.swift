import ClientKit
import Glibc
import PitctlViews

/// Reports of backtests: the `.json` files of a folder.
struct Reports {
    /// The most that are listed.
    static let countLimit = 1000
    /// The largest that is served, bytes.
    static let sizeLimit = 64 << 20

    let folder: String

    /// Names, sizes and times, the newest first.
    var list: [JSONValue] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var found: [(name: String, bytes: Int, time: Nanoseconds)] = []
        while found.count < Self.countLimit, let entry = readdir(handle) {
            let file = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            var facts = stat()
            guard let name = Self.name(file), stat("\(folder)/\(file)", &facts) == 0,
                facts.st_mode & S_IFMT == S_IFREG
            else { continue }
            let time = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
            found.append((name, Int(facts.st_size), Nanoseconds(time)))
        }
        return found.sorted { ($1.time, $0.name) < ($0.time, $1.name) }.map {
            .page([
                ("name", .string($0.name)), ("bytes", .number($0.bytes)),
                ("modified_ns", .time($0.time)),
            ])
        }
    }

    /// A report; `nil` when there is none of that name, or it is too large.
    subscript(name: String) -> [UInt8]? {
        guard Self.name("\(name).json") == name else { return nil }
        return PageFiles.read("\(folder)/\(name).json", limit: Self.sizeLimit)
    }

    /// The name of a report in a file: nothing hidden, nothing that leads elsewhere.
    private static func name(_ file: String) -> String? {
        guard file.hasSuffix(".json"), file.count > 5, !file.hasPrefix("."), !file.contains("/"),
            !file.contains("\0")
        else { return nil }
        return String(file.dropLast(5))
    }
}
