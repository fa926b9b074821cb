import Glibc

/// Reads small text files with care.
enum TextFile {
    /// The text of a regular file of at most `limit` bytes.
    ///
    /// - Parameter isSecret: only the owner may have access, and the owner must be who runs this
    ///   program, or root.
    static func read(
        _ path: String, limit: Int, isSecret: Bool = false
    ) -> Result<String, SettingsError> {
        func fail(_ problem: String) -> Result<String, SettingsError> {
            .failure(
                SettingsError(faults: [
                    SettingsFault(
                        file: path, line: 0, section: "", key: "", value: nil, problem: problem)
                ]))
        }
        // Non-blocking, so that a named pipe cannot hold the start up.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return fail("cannot be opened: \(errorText())") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { return fail("has no status: \(errorText())") }
        guard facts.st_mode & S_IFMT == S_IFREG else { return fail("is not a regular file") }
        if isSecret {
            guard facts.st_mode & 0o077 == 0 else {
                let mode = String(facts.st_mode & 0o777, radix: 8)
                return fail("has mode \(mode), others may read it; make it 600")
            }
            guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
                return fail("belongs to user \(facts.st_uid), not to \(geteuid())")
            }
        }
        guard facts.st_size <= limit else {
            return fail("has \(facts.st_size) bytes, at most \(limit) are read")
        }
        guard let bytes = readAll(file, limit) else {
            return fail("cannot be read: \(errorText())")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return fail("is not UTF-8 text")
        }
        return .success(text)
    }

    static func readAll(_ file: Int32, _ limit: Int) -> [UInt8]? {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { room, used in
            while used < limit {
                let count = Glibc.read(file, room.baseAddress! + used, limit - used)
                if count < 0, errno == EINTR { continue }
                if count <= 0 {
                    failed = count < 0
                    return
                }
                used += count
            }
        }
        return failed ? nil : bytes
    }

    static func errorText() -> String { String(cString: strerror(errno)) }
}

extension SettingsLoader {
    /// Bytes of the largest configuration file.
    static let largestFile = 1_048_576

    /// The settings of a file of at most 1 MiB, or everything that is wrong with it.
    public static func load(
        path: String, strategies: [StrategyDeclaration] = []
    ) -> Result<EngineSettings, SettingsError> {
        TextFile.read(path, limit: largestFile).flatMap {
            load(text: $0, file: path, strategies: strategies)
        }
    }
}
