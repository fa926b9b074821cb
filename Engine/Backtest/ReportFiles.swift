import Glibc

/// Files that appear whole or not at all.
public enum ReportFiles {
    /// Writes texts into a folder, which is made where it is missing.
    public static func write(
        _ files: [(name: String, text: String)], to folder: String
    ) throws(BacktestError) {
        try makeFolder(folder)
        for file in files { try write(file.text, to: "\(folder)/\(file.name)") }
    }

    private static func write(_ text: String, to path: String) throws(BacktestError) {
        let draft = "\(path).\(getpid()).partial"
        guard let file = fopen(draft, "w") else { throw failure(path) }
        var text = text
        let isWritten = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        let isClosed = fclose(file) == 0
        guard isWritten, isClosed, rename(draft, path) == 0 else {
            let error = failure(path)
            unlink(draft)
            throw error
        }
    }

    private static func failure(_ path: String) -> BacktestError {
        BacktestError("cannot write \(path): \(String(cString: strerror(errno)))")
    }

    private static func makeFolder(_ path: String) throws(BacktestError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += made.isEmpty || made == "/" ? part : "/\(part)"
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw failure(made) }
        }
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw BacktestError("cannot write to \(path): not a folder")
        }
    }
}
