import CLI
import Host
import Journal
import Recovery

/// A journal that a command looks at, whether or not an engine writes it.
struct JournalFolder {
    let path: String
    let storage: FolderStorage
    let reader: JournalReader

    /// The option that names it.
    static let option = Option(
        required: "journal", .file("DIR"), help: "Folder of the journal.")

    /// Opens it to be read.
    init(_ path: String) throws {
        self.path = path
        do {
            storage = try FolderStorage(path, access: .reading)
            reader = try JournalReader.open(storage, repairing: .liveTail)
        } catch {
            throw CommandFailure("journal \(path): \(error)")
        }
        guard reader.end.inputs.next > 1 else {
            throw CommandFailure("journal \(path): it holds no input")
        }
    }

    /// An engine that decides as the one that wrote an era.
    func plan(_ era: RulesEra) throws -> HostPlan {
        do {
            let text = try RulesFiles(storage).read(digest: era.rulesDigest)
            return try RecordedRules.plan(text, file: RulesFiles.name(era.rulesDigest))
        } catch let error as JournalError {
            throw CommandFailure("journal \(path): \(error)")
        }
    }
}
