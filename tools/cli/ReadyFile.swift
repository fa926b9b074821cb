internal import Glibc

/// A file that tells a waiting script where a server listens.
public enum ReadyFile {
    /// Writes one line, so that the file appears whole.
    ///
    /// - Throws: `CommandFailure` with the path and the system's words.
    public static func write(_ address: String, to path: String) throws {
        let draft = path + ".new"
        let file = fopen(draft, "w")
        let isWritten = file.map { fputs(address + "\n", $0) >= 0 } ?? false
        guard let file, fclose(file) == 0, isWritten, rename(draft, path) == 0 else {
            throw CommandFailure("ready file \(path): \(String(cString: strerror(errno)))")
        }
    }
}
