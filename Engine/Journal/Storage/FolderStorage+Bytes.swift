import Glibc

/// The bytes of open files.
extension FolderStorage {
    /// Adds bytes at the end; returns how many.
    public func append(
        _ bytes: UnsafeRawBufferPointer, to file: StorageFile
    ) throws(JournalError) -> Int {
        let count = Self.retried { write(file.number, bytes.baseAddress, bytes.count) }
        guard count >= 0 else {
            throw JournalError.system(.append, file: Self.label(file), errno: errno)
        }
        return count
    }

    /// Returns when everything appended is on the medium.
    public func sync(_ file: StorageFile) throws(JournalError) {
        guard fdatasync(file.number) == 0 else {
            throw JournalError.system(.sync, file: Self.label(file), errno: errno)
        }
    }

    /// Reads from a place on; returns how many bytes, 0 at the end.
    public func read(
        _ file: StorageFile, at offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(JournalError) -> Int {
        let count = Self.retried {
            pread(file.number, bytes.baseAddress, bytes.count, off_t(offset))
        }
        guard count >= 0 else {
            throw JournalError.system(.read, file: Self.label(file), offset: offset, errno: errno)
        }
        return count
    }

    /// The length in bytes.
    public func size(of file: StorageFile) throws(JournalError) -> Int {
        var facts = stat()
        guard Self.retried({ fstat(file.number, &facts) }) == 0 else {
            throw JournalError.system(.size, file: Self.label(file), errno: errno)
        }
        return Int(facts.st_size)
    }

    /// Cuts a file to a shorter length.
    public func truncate(_ file: StorageFile, to size: Int) throws(JournalError) {
        guard Self.retried({ ftruncate(file.number, off_t(size)) }) == 0 else {
            throw JournalError.system(
                .truncate, file: Self.label(file), offset: size, errno: errno)
        }
    }

    /// Nanoseconds of the monotonic clock.
    public func clock() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
