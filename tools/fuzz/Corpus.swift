import Glibc

/// Frames from files of hexadecimal digits; `#` begins a comment.
enum Corpus {
    /// The frames of a folder in the order of their names; none when it is missing.
    static func frames(folder: String) -> [[UInt8]] {
        names(folder).map { bytes(file: "\(folder)/\($0)") }.filter { $0.count >= 64 }
    }

    private static func names(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".hex") { names.append(name) }
        }
        return names.sorted()
    }

    private static func bytes(file: String) -> [UInt8] {
        guard let stream = fopen(file, "r") else { return [] }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, 4096, stream) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !text.hasPrefix("#") { bytes += FileSamples.bytes(hex: text) }
        }
        return bytes
    }
}
