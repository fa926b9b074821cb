import Publisher
import Settings

/// What a process that answers questions about the past is told first: whose past, and as who.
struct PastTask: Codable, Sendable {
    /// The journal's folder.
    var folder: String
    /// What the engine decides by: the text beside the journal has this digest.
    var rulesDigest: UInt64
    /// There is a SQLite file beside the journal.
    var hasStore: Bool
    /// The last input that came back from the journal.
    var recovered: UInt64
    /// The engine's start, ns since 1970.
    var epoch: UInt64
    /// The engine's version.
    var version: String
    var isSimulated: Bool
    var maxFrame: Int
    var barsKept: Int
    var footprintsKept: Int

    init(_ plan: HostPlan, _ settings: PublisherSettings, recovered: UInt64) {
        folder = plan.settings.journal.folder
        rulesDigest = plan.rulesDigest
        hasStore = plan.settings.journal.store
        self.recovered = recovered
        epoch = settings.epoch
        version = settings.engineVersion
        isSimulated = settings.isSimulated
        maxFrame = settings.maxFrame
        barsKept = settings.barsKept
        footprintsKept = settings.footprintsKept
    }

    /// What the publisher of a copy goes by.
    func publisherSettings(_ plan: HostPlan) -> PublisherSettings {
        var settings = PublisherSettings(epoch: epoch, allows: { _, _ in false })
        settings.engineVersion = version
        settings.isSimulated = isSimulated
        settings.maxFrame = maxFrame
        settings.barsKept = barsKept
        settings.footprintsKept = footprintsKept
        settings.strategies = plan.schemas
        return settings
    }
}

/// Messages over a pipe between two processes of this program: their length in four bytes, the
/// lowest first, then so many bytes.
enum PipeMessage {
    /// The most bytes of one.
    static let limit = 256 << 20

    /// - Parameter write: writes all, and says whether it could.
    /// - Returns: Whether it was written; a message above the limit is not.
    static func send(
        _ bytes: UnsafeRawBufferPointer, _ write: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        guard bytes.count <= limit else { return false }
        return withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { write($0) }
            && write(bytes)
    }

    /// - Parameter read: reads some, and says how much; nothing at the end.
    /// - Returns: A message; `nil` at the end, or when it has more bytes than any.
    static func receive(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8]? {
        func fill(_ bytes: inout [UInt8]) -> Bool {
            bytes.withUnsafeMutableBytes { room in
                var done = 0
                while done < room.count {
                    let count = read(UnsafeMutableRawBufferPointer(rebasing: room[done...]))
                    guard count > 0 else { return false }
                    done += count
                }
                return true
            }
        }
        var head: [UInt8] = [0, 0, 0, 0]
        guard fill(&head) else { return nil }
        let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return fill(&bytes) ? bytes : nil
    }
}
