import Glibc

/// An open file of a storage.
@frozen
public struct StorageFile: Hashable, Sendable {
    /// The storage's own number for it.
    public var number: Int32

    /// Wraps a storage's number.
    public init(number: Int32) { self.number = number }
}

/// One folder of files, as a value the journal is given: a real folder, or a simulated disk.
///
/// Every call may fail with the system's number. An interrupted call (`EINTR`) may be thrown as
/// such; whoever calls tries again, except after `sync` and `syncFolder`.
public protocol Storage: AnyObject {
    /// What the folder is called in messages.
    var name: String { get }

    /// The names of its files, in no order.
    func list() throws(JournalError) -> [String]

    /// Opens a file that is there, to be read and, where the storage allows, appended to.
    func open(_ name: String) throws(JournalError) -> StorageFile

    /// Makes an empty file, in place of one that may be there; durable after `syncFolder`.
    func create(_ name: String) throws(JournalError) -> StorageFile

    /// Forgets an open file; nothing is synced by it.
    func close(_ file: StorageFile)

    /// Adds bytes at the end.
    ///
    /// - Returns: How many were added, at least 1 and perhaps fewer than given.
    func append(_ bytes: UnsafeRawBufferPointer, to file: StorageFile) throws(JournalError) -> Int

    /// Returns when everything appended is on the medium (`fdatasync`).
    ///
    /// After a failure nothing is known about what was appended since the last success.
    func sync(_ file: StorageFile) throws(JournalError)

    /// Reads from a place on.
    ///
    /// - Returns: How many bytes, perhaps fewer than there is room for; 0 at the end.
    func read(
        _ file: StorageFile, at offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(JournalError) -> Int

    /// The length in bytes.
    func size(of file: StorageFile) throws(JournalError) -> Int

    /// Cuts a file to a shorter length; durable after `sync`.
    func truncate(_ file: StorageFile, to size: Int) throws(JournalError)

    /// Gives a file another name, in place of what has that name; durable after `syncFolder`.
    func rename(_ name: String, to other: String) throws(JournalError)

    /// Removes a file; durable after `syncFolder`.
    func remove(_ name: String) throws(JournalError)

    /// Returns when creations, renames and removals are on the medium.
    func syncFolder() throws(JournalError)

    /// Bytes the disk still takes.
    func freeBytes() throws(JournalError) -> Int

    /// Nanoseconds of a clock that never goes back, by which calls are timed.
    func clock() -> Int64
}

/// What follows from the calls above.
extension Storage {
    /// Tries again while a call is interrupted.
    func retrying<Value>(
        _ body: () throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        while true {
            do throws(JournalError) {
                return try body()
            } catch {
                guard error.errno == EINTR else { throw error }
            }
        }
    }

    /// Adds all bytes, in as many calls as it takes.
    func appendAll(
        _ bytes: UnsafeRawBufferPointer, to file: StorageFile, named name: String, at offset: Int
    ) throws(JournalError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            do throws(JournalError) {
                let count = try append(rest, to: file)
                guard count > 0 else {
                    throw JournalError.system(.append, file: name, errno: EIO, what: "0 bytes")
                }
                done += count
            } catch {
                if error.errno == EINTR { continue }
                var failure = error
                failure.file = name
                failure.offset = offset + done
                throw failure
            }
        }
    }

    /// Reads as many bytes as there is room for, fewer only at the file's end.
    func readAll(
        _ file: StorageFile, at offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(JournalError) -> Int {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = try retrying { () throws(JournalError) in
                try read(file, at: offset + done, into: rest)
            }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Gives a file a name that ends in `.bad`, out of the journal's way.
    ///
    /// - Returns: The new name; durable when this returns.
    public func setAside(_ name: String) throws(JournalError) -> String {
        let other = try nameAside(name)
        try retrying { () throws(JournalError) in try rename(name, to: other) }
        try syncFolder()
        return other
    }

    /// A free name for what is set aside: `.bad`, then `.bad2` and on.
    func nameAside(_ name: String) throws(JournalError) -> String {
        let names = Set(try retrying { () throws(JournalError) in try list() })
        var other = name + ".bad"
        var number = 2
        while names.contains(other) {
            other = "\(name).bad\(number)"
            number += 1
        }
        return other
    }
}
