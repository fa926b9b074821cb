import CLI
import Foundation

/// Where a run's journal is.
enum WorkFolder {
    /// An empty folder: the one that was named, or one of its own.
    static func make(_ named: String?) throws(CommandFailure) -> String {
        let files = FileManager.default
        let path =
            named
            ?? files.temporaryDirectory.appendingPathComponent("pitcrash-\(getpid())").path
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            let found = try files.contentsOfDirectory(atPath: path)
            guard found.isEmpty else {
                throw CommandFailure("\(path): \(found.count) files are in it; it has to be empty")
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
        return path
    }

    /// Removes what a run left.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
