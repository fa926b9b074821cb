import Glibc
import Market

/// A database file and the two beside it, moved and removed together.
enum StoreFiles {
    private static let endings = ["", "-wal", "-shm"]

    /// Moves the files to `<path>.bad-<time>`, so that they can still be looked at.
    static func setAside(_ path: String, at now: Nanoseconds) -> Result<String, StoreFault> {
        let time = InstantText.utc(now.secondStart).filter { $0 != "-" && $0 != ":" }
        var place = "\(path).bad-\(time)"
        var number = 2
        while access(place, F_OK) == 0 {
            place = "\(path).bad-\(time)-\(number)"
            number += 1
        }
        for ending in endings where rename(path + ending, place + ending) != 0 && errno != ENOENT {
            return .failure(fault(path, "set aside"))
        }
        return .success(place)
    }

    /// Removes the files; those that are not there are no fault.
    static func remove(_ path: String) -> StoreFault? {
        for ending in endings where unlink(path + ending) != 0 && errno != ENOENT {
            return fault(path, "remove")
        }
        return nil
    }

    private static func fault(_ path: String, _ subject: String) -> StoreFault {
        let number = errno
        return StoreFault(
            .unavailable, path: path, subject: subject,
            reason: "\(String(cString: strerror(number))) (\(number))")
    }
}
