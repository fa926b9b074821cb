/// An open file with its name: interrupted calls are tried again, failures name the file.
struct OpenFile {
    let storage: any Storage
    let handle: StorageFile
    let name: String

    init(_ storage: any Storage, _ name: String) throws(JournalError) {
        self.storage = storage
        self.name = name
        handle = try storage.retrying { () throws(JournalError) in try storage.open(name) }
    }

    init(creating name: String, in storage: any Storage) throws(JournalError) {
        self.storage = storage
        self.name = name
        handle = try storage.retrying { () throws(JournalError) in try storage.create(name) }
    }

    /// The same file under the name it was given since.
    init(_ file: OpenFile, name: String) {
        storage = file.storage
        handle = file.handle
        self.name = name
    }

    func close() { storage.close(handle) }

    /// Adds all bytes; `offset` is where the file ends now.
    func append(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(JournalError) {
        try storage.appendAll(bytes, to: handle, named: name, at: offset)
    }

    /// Once only: after a failed sync nothing is known about the bytes, and a second one that
    /// succeeds would not say that they are there.
    func sync() throws(JournalError) {
        try named { () throws(JournalError) in try storage.sync(handle) }
    }

    func size() throws(JournalError) -> Int {
        try named { () throws(JournalError) in
            try storage.retrying { () throws(JournalError) in try storage.size(of: handle) }
        }
    }

    func truncate(to size: Int) throws(JournalError) {
        try named { () throws(JournalError) in
            try storage.retrying { () throws(JournalError) in
                try storage.truncate(handle, to: size)
            }
        }
    }

    /// Fills `bytes` from a place on, as far as the file goes.
    func read(
        at offset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(JournalError) -> Int {
        try named { () throws(JournalError) in
            try storage.readAll(handle, at: offset, into: bytes)
        }
    }

    private func named<Value>(
        _ body: () throws(JournalError) -> Value
    ) throws(JournalError) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            var failure = error
            failure.file = name
            throw failure
        }
    }
}
