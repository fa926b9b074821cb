import Glibc
import Journal
import Market
import Records
import Testing

/// A journal in a real folder.
@Suite struct FolderTests {
    /// A folder that is gone when the test ends.
    private func inFolder(_ body: (String) throws -> Void) throws {
        var pattern = Array("/tmp/journal-XXXXXX".utf8CString)
        let base = String(cString: try #require(mkdtemp(&pattern)))
        defer {
            for name in ["\(base)/journal", base] {
                if let folder = opendir(name) {
                    while let entry = readdir(folder) {
                        let file = withUnsafePointer(to: &entry.pointee.d_name) {
                            $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                                String(cString: $0)
                            }
                        }
                        unlink("\(name)/\(file)")
                    }
                    closedir(folder)
                }
                rmdir(name)
            }
        }
        try body("\(base)/journal")
    }

    private func mode(_ path: String) -> UInt32 {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    @Test func `what is written is read, by the writer's process and by another's eyes`() throws {
        let inputs = Sample.inputs(5000, seed: 1)
        let slots = Sample.records(1...5000, seed: 1)
        try inFolder { path in
            let storage = try FolderStorage(path)
            var settings = JournalSettings()
            settings.segmentBytes = 8192
            var writer = try JournalWriter(
                storage, identity: Sample.identity, resuming: JournalEnd(), settings: settings,
                now: Nanoseconds(1))
            try writer.append(inputs)
            try writer.append(slots, through: 5000)
            try writer.commit(now: Nanoseconds(2))
            #expect(writer.durableSequence == 5000 && writer.durableCause == 5000)
            #expect((writer.counters.freeBytes ?? 0) > 0)
            let other = try JournalReader.open(
                FolderStorage(path, access: .reading), repairing: .liveTail)
            #expect(areSame(try other.allInputs(), inputs))
            #expect(areSame(try other.allSlots(), slots))
            #expect(mode(path) == 0o700)
            #expect(mode("\(path)/input-0000000000000001.pwj") == 0o600)
            #expect(try storage.list().allSatisfy { !$0.hasSuffix(".new") })
        }
    }

    @Test func `a torn file is cut, and the next engine goes on`() throws {
        let inputs = Sample.inputs(300, seed: 1)
        try inFolder { path in
            for life in 0..<3 {
                let storage = try FolderStorage(path)
                let end = try JournalReader.open(storage, repairing: .tornTail).end
                #expect(end.inputs.next == UInt64(life * 100 + 1))
                var writer = try JournalWriter(
                    storage, identity: Sample.identity, resuming: end, now: Nanoseconds(1))
                try writer.append(Array(inputs[(life * 100)..<(life * 100 + 100)]))
                try writer.commit(now: Nanoseconds(2))
                let name = try #require(writer.segments(.inputs).last).name
                let file = try storage.open(name)
                try [UInt8](repeating: 7, count: 99).span.bytes.withUnsafeBytes {
                    bytes throws(JournalError) in
                    _ = try storage.append(bytes, to: file)
                }
                storage.close(file)
            }
            let reader = try JournalReader.open(FolderStorage(path), repairing: .tornTail)
            #expect(reader.notes.count == 1 && reader.notes[0].bytes == 99)
            #expect(areSame(try reader.allInputs(), inputs))
        }
    }

    @Test func `two engines never share a folder`() throws {
        try inFolder { path in
            let first = try FolderStorage(path)
            let second = failure { () throws(JournalError) in _ = try FolderStorage(path) }
            #expect(second?.code == .locked)
            #expect(second?.description == "\(path): lock: another engine holds this folder")
            #expect(first.name == path)
        }
    }

    @Test func `failures name the file, the operation and the system's word`() throws {
        try inFolder { path in
            let missing = failure { () throws(JournalError) in
                _ = try FolderStorage(path + "/no/folder")
            }
            #expect(missing?.description == "\(path)/no/folder: create: ENOENT")
            let storage = try FolderStorage(path)
            let absent = failure { () throws(JournalError) in _ = try storage.open("nothing") }
            #expect(absent?.description == "nothing: open: ENOENT")
            let reading = try FolderStorage(path, access: .reading)
            let refused = failure { () throws(JournalError) in _ = try reading.create("a") }
            #expect(refused?.description == "a: create: EROFS")
        }
    }

    @Test func `a file set aside gets a free name`() throws {
        try inFolder { path in
            let storage = try FolderStorage(path)
            for expected in ["a.bad", "a.bad2", "a.bad3"] {
                storage.close(try storage.create("a"))
                #expect(try storage.setAside("a") == expected)
            }
            #expect(try storage.list().sorted() == ["a.bad", "a.bad2", "a.bad3", "lock"])
        }
    }

    @Test func `rules are kept as long as they can be read`() throws {
        try inFolder { path in
            let storage = try FolderStorage(path)
            let rules = RulesFiles(storage)
            let longest = String(repeating: "# decides\n", count: RulesFiles.limit / 10)
            try rules.write(longest, digest: 1)
            #expect(try rules.read(digest: 1) == longest)
            // What is there already stays as it is.
            try rules.write("", digest: 1)
            #expect(try rules.read(digest: 1) == longest)
            let longer = longest + String(repeating: "#", count: 10)
            let refused = failure { () throws(JournalError) in
                try rules.write(longer, digest: 2)
            }
            #expect(refused?.code == .tooLong && refused?.value == UInt64(longer.utf8.count))
            #expect(try storage.list().filter { $0.hasPrefix("rules") } == [RulesFiles.name(1)])
            let absent = failure { () throws(JournalError) in _ = try rules.read(digest: 2) }
            #expect(absent?.code == .absent)
        }
    }
}
