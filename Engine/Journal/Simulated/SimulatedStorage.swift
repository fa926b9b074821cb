import Chance
import Glibc

/// A disk in memory that loses what a real one may lose, by a seed.
///
/// Bytes that were not synced may be there or not after a crash, sector by sector of 512 bytes, in
/// any order and in any of the versions they had; a file's length may be any between. Names that
/// were made, changed or removed are certain after `syncFolder` only. A failed sync leaves some
/// bytes unwritten that a later sync does not write either.
public final class SimulatedStorage: Storage {
    /// What happens at a call.
    public enum Fault: Hashable, Sendable {
        /// It fails with this number.
        case error(Int32)
        /// A write or read takes at most so many bytes; other calls do not notice.
        case short(Int)
        /// It takes so many nanoseconds.
        case stall(Int64)
        /// The power goes in the middle of it.
        case powerCut
    }

    /// What to do at the n-th call, counted from 1.
    public var faults: [Int: Fault] = [:]
    /// Bytes the disk holds.
    public var capacity = Int.max
    /// The most bytes of one read.
    public var readLimit = Int.max
    /// Nanoseconds each call takes.
    public var callTime: Int64 = 1000
    /// The calls so far, by what they did.
    public private(set) var operations: [JournalError.Operation] = []
    /// The power is gone: every call fails until `crash` gives the disk back.
    public private(set) var isOff = false

    /// What the folder is called in messages.
    public let name = "simulated"
    var random: SplitMix64
    var files: [Int: SimulatedFile] = [:]
    var names: [String: Int] = [:]
    private var durableNames: [String: Int] = [:]
    private var changes: [NameChange] = []
    private var handles: [Int32: Int] = [:]
    private var nextHandle: Int32 = 1
    private var time: Int64 = 0

    private enum NameChange {
        case made(String, Int)
        case renamed(String, String)
        case removed(String)
    }

    /// An empty disk; the seed decides what crashes leave.
    public init(seed: UInt64) { random = SplitMix64(seed) }

    /// How many calls there were.
    public var calls: Int { operations.count }

    /// Nanoseconds that all calls took.
    public func clock() -> Int64 { time }

    /// The disk as a power cut leaves it, with the power back.
    public func crash() -> SimulatedStorage {
        let after = SimulatedStorage(seed: random.next())
        after.capacity = capacity
        var left = durableNames
        for change in changes where random.next() % 2 == 0 {
            switch change {
            case .made(let name, let file): left[name] = left[name] ?? file
            case .renamed(let name, let other):
                if let file = left.removeValue(forKey: name) { left[other] = file }
            case .removed(let name): left[name] = nil
            }
        }
        for (name, number) in left.sorted(by: { $0.key < $1.key }) {
            guard let file = files[number] else { continue }
            after.names[name] = number
            after.files[number] = SimulatedFile(durable: file.afterCrash(&random))
        }
        after.durableNames = after.names
        return after
    }

    /// Counts a call, and does what was planned for it.
    ///
    /// - Returns: The most bytes the call may move.
    private func call(
        _ operation: JournalError.Operation, _ file: String
    ) throws(JournalError) -> Int {
        guard !isOff else { throw off(operation, file) }
        operations.append(operation)
        time += callTime
        switch faults[calls] {
        case nil: return Int.max
        case .short(let count): return max(1, count)
        case .stall(let length):
            time += length
            return Int.max
        case .error(let number):
            throw JournalError.system(operation, file: file, errno: number)
        case .powerCut:
            isOff = true
            throw off(operation, file)
        }
    }

    private func off(_ operation: JournalError.Operation, _ file: String) -> JournalError {
        JournalError.system(operation, file: file, errno: ENODEV, what: "no power")
    }

    private func number(of file: StorageFile) -> Int {
        guard let number = handles[file.number] else {
            preconditionFailure("file \(file.number) is not open")
        }
        return number
    }

    /// The names of its files, in no order.
    public func list() throws(JournalError) -> [String] {
        _ = try call(.list, name)
        return Array(names.keys)
    }

    /// Opens a file that is there.
    public func open(_ name: String) throws(JournalError) -> StorageFile {
        _ = try call(.open, name)
        guard let number = names[name] else {
            throw JournalError.system(.open, file: name, errno: ENOENT)
        }
        return handle(number)
    }

    private func handle(_ number: Int) -> StorageFile {
        let handle = StorageFile(number: nextHandle)
        nextHandle += 1
        handles[handle.number] = number
        return handle
    }

    /// Makes an empty file, in place of one that may be there.
    public func create(_ name: String) throws(JournalError) -> StorageFile {
        _ = try call(.create, name)
        if let number = names[name] {
            files[number]?.truncate(to: 0)
            return handle(number)
        }
        let number = (files.keys.max() ?? 0) + 1
        files[number] = SimulatedFile(durable: [])
        names[name] = number
        changes.append(.made(name, number))
        return handle(number)
    }

    /// Forgets an open file.
    public func close(_ file: StorageFile) { handles[file.number] = nil }

    /// Adds bytes at the end; returns how many.
    public func append(
        _ bytes: UnsafeRawBufferPointer, to file: StorageFile
    ) throws(JournalError) -> Int {
        let number = number(of: file)
        let limit: Int
        do throws(JournalError) {
            limit = try call(.append, label(file))
        } catch {
            // Some of the bytes may have got there before the power went.
            if isOff, operations.last == .append {
                let count = Int(random.next() % UInt64(bytes.count + 1))
                files[number]?.append(bytes.prefix(count))
            }
            throw error
        }
        let count = min(bytes.count, limit, free)
        guard count > 0 || bytes.isEmpty else {
            throw JournalError.system(.append, file: label(file), errno: ENOSPC)
        }
        files[number]?.append(bytes.prefix(count))
        return count
    }

    private func label(_ file: StorageFile) -> String { "file \(file.number)" }

    private var free: Int {
        max(0, capacity - names.values.reduce(0) { $0 + (files[$1]?.count ?? 0) })
    }

    /// Makes what was appended durable.
    public func sync(_ file: StorageFile) throws(JournalError) {
        let number = number(of: file)
        do throws(JournalError) {
            _ = try call(.sync, label(file))
        } catch {
            if operations.last == .sync { files[number]?.syncPartly(&random) }
            throw error
        }
        files[number]?.sync()
    }

    /// Reads from a place on; returns how many bytes, 0 at the end.
    public func read(
        _ file: StorageFile, at offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(JournalError) -> Int {
        let number = number(of: file)
        let limit = min(try call(.read, label(file)), readLimit)
        return files[number]?.read(at: offset, into: bytes, limit: limit) ?? 0
    }

    /// The length in bytes.
    public func size(of file: StorageFile) throws(JournalError) -> Int {
        _ = try call(.size, label(file))
        return files[number(of: file)]?.count ?? 0
    }

    /// Cuts a file to a shorter length.
    public func truncate(_ file: StorageFile, to size: Int) throws(JournalError) {
        _ = try call(.truncate, label(file))
        files[number(of: file)]?.truncate(to: size)
    }

    /// Gives a file another name, in place of what has that name.
    public func rename(_ name: String, to other: String) throws(JournalError) {
        _ = try call(.rename, name)
        guard let number = names.removeValue(forKey: name) else {
            throw JournalError.system(.rename, file: name, errno: ENOENT)
        }
        names[other] = number
        changes.append(.renamed(name, other))
    }

    /// Removes a file.
    public func remove(_ name: String) throws(JournalError) {
        _ = try call(.remove, name)
        guard names.removeValue(forKey: name) != nil else {
            throw JournalError.system(.remove, file: name, errno: ENOENT)
        }
        changes.append(.removed(name))
    }

    /// Makes all names durable.
    public func syncFolder() throws(JournalError) {
        _ = try call(.syncFolder, name)
        durableNames = names
        changes.removeAll()
    }

    /// Bytes the disk still takes.
    public func freeBytes() throws(JournalError) -> Int {
        _ = try call(.freeBytes, name)
        return free
    }
}

/// What tests look at and change without a call that counts.
extension SimulatedStorage {
    /// The names of its files, sorted.
    public var fileNames: [String] { names.keys.sorted() }

    /// A file's bytes, or `nil` when there is none of that name; setting makes them durable.
    public subscript(name: String) -> [UInt8]? {
        get { names[name].flatMap { files[$0]?.bytes } }
        set {
            let number = names[name] ?? (files.keys.max() ?? 0) + 1
            names[name] = newValue == nil ? nil : number
            durableNames[name] = names[name]
            files[number] = newValue.map { SimulatedFile(durable: $0) }
        }
    }
}
