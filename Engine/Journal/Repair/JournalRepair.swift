import Bytes

/// Explains what is wrong with a journal and, when told to, keeps the longest exact prefix.
public enum JournalRepair {
    /// Reads everything there is, and changes nothing.
    ///
    /// - Throws: When the disk fails; damage is what the report is about.
    public static func examine(_ storage: any Storage) throws(JournalError) -> DamageReport {
        let names = try storage.retrying { () throws(JournalError) in try storage.list() }
        let inputs = try LogCheck(.inputs, storage, names, through: UInt64.max).report
        let outputs = try LogCheck(.outputs, storage, names, through: inputs.end.lastCause).report
        return DamageReport(inputs: inputs, outputs: outputs)
    }

    /// Sets aside what is damaged and all that follows it, as files that end in `.bad`, and leaves
    /// the longest exact prefix under the names of the journal.
    ///
    /// Outputs of inputs that are lost are set aside too. Whatever is cut off is on disk under
    /// its new name before; a repair that is interrupted can be made again.
    public static func keepPrefix(_ storage: any Storage) throws(JournalError) -> RepairReport {
        let found = try examine(storage)
        var aside: [String] = []
        // Outputs first: they must not be found ahead of their inputs.
        for log in [found.outputs, found.inputs] where log.damage != nil {
            for name in log.filesBehind.reversed() { aside.append(try storage.setAside(name)) }
            let name = log.files[log.files.count - log.filesBehind.count - 1]
            aside.append(
                log.wholeBytes == 0
                    ? try storage.setAside(name)
                    : try cut(name, to: log.wholeBytes, storage))
        }
        return RepairReport(found: found, setAside: aside)
    }

    /// Copies a file, then cuts it.
    ///
    /// - Returns: The copy's name.
    private static func cut(
        _ name: String, to size: Int, _ storage: any Storage
    ) throws(JournalError) -> String {
        let other = try storage.nameAside(name)
        let file = try OpenFile(storage, name)
        defer { file.close() }
        let copy = try OpenFile(creating: other, in: storage)
        defer { copy.close() }
        let chunk = HeldBytes(count: 1 << 16)
        var offset = 0
        while true {
            let count = try file.read(at: offset, into: chunk.room)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: chunk.all[..<count])
            try copy.append(bytes, at: offset)
            offset += count
        }
        try copy.sync()
        try storage.syncFolder()
        try file.truncate(to: size)
        try file.sync()
        return other
    }
}

/// Reads a whole log, every body included, as far as it is exact.
struct LogCheck {
    private(set) var report: LogReport
    private let storage: any Storage
    /// Outputs of later causes count as damage.
    private let lastInput: UInt64

    init(
        _ kind: JournalKind, _ storage: any Storage, _ names: [String], through lastInput: UInt64
    ) throws(JournalError) {
        self.storage = storage
        self.lastInput = lastInput
        report = LogReport(kind)
        let firsts = names.compactMap { kind.first(inName: $0) }.sorted()
        report.files = firsts.map { kind.fileName(first: $0) }
        for (index, name) in report.files.enumerated() {
            let isLast = index == report.files.count - 1
            do throws(JournalError) {
                try read(name, isFirst: index == 0)
            } catch {
                guard error.code == .damaged else { throw error }
                report.damage = error
                report.filesBehind = Array(report.files[(index + 1)...])
                try explain(name, isLast: isLast, error)
                return
            }
        }
    }

    private mutating func read(_ name: String, isFirst: Bool) throws(JournalError) {
        report.wholeBytes = 0
        let segment = try SegmentReader(storage, report.kind, name)
        if !isFirst { try checkFollows(segment) }
        let size = try segment.file.size()
        report.wholeBytes = segment.place
        var info = segment.info
        report.end.next = segment.next
        report.end.lastCause = segment.lastCause
        report.end.chain = segment.lastBlock
        report.end.segments.append(info)
        var bodies = BodyCheck(report.kind)
        while let header = try segment.nextHeader(limit: size) {
            try bodies.check(header, segment)
            if report.kind == .outputs, header.lastCause > lastInput {
                throw segment.damage(
                    BlockHeader.Fault(
                        what: "outputs of inputs that were lost", limit: lastInput,
                        value: header.lastCause), at: header.place)
            }
            segment.pass(header)
            report.items += UInt64(header.count)
            report.wholeBytes = segment.place
            info.size = segment.place
            report.end.next = segment.next
            report.end.lastCause = segment.lastCause
            report.end.chain = segment.lastBlock
            report.end.segments[report.end.segments.count - 1] = info
        }
    }

    private func checkFollows(_ segment: SegmentReader) throws(JournalError) {
        if segment.header.first != report.end.next {
            throw segment.damage(
                BlockHeader.Fault(
                    what: "first sequence", limit: report.end.next, value: segment.header.first),
                at: 16)
        }
        if segment.header.chain != report.end.chain {
            throw segment.damage(
                BlockHeader.Fault(
                    what: "chain checksum", limit: UInt64(report.end.chain),
                    value: UInt64(segment.header.chain)), at: 56)
        }
    }

    /// Says how much lies behind the damage, and whether a torn write explains it.
    private mutating func explain(
        _ name: String, isLast: Bool, _ damage: JournalError
    ) throws(JournalError) {
        let file = try OpenFile(storage, name)
        defer { file.close() }
        report.bytesBehind = try file.size() - report.wholeBytes
        guard isLast, report.wholeBytes > 0, damage.operation == .scan else { return }
        do throws(JournalError) {
            let names = [name]
            report.isTear = try LogScan(report.kind, storage, names: names).tear != nil
        } catch {
            guard error.code == .damaged else { throw error }
        }
    }
}

/// Reads bodies only to see that they can be.
struct BodyCheck: ~Copyable {
    private let kind: JournalKind
    private var room = BlockRoom()
    private let inputs = InputUnpacker()
    private var outputs = OutputUnpacker()

    init(_ kind: JournalKind) { self.kind = kind }

    mutating func check(_ header: BlockHeader, _ segment: SegmentReader) throws(JournalError) {
        let body = try room.read(header, from: segment)
        do throws(BytesError) {
            if kind == .inputs {
                _ = try inputs.unpack(body, count: header.count)
            } else {
                _ = try outputs.unpack(body, count: header.count)
            }
        } catch {
            throw JournalError(segment, header, error)
        }
    }
}
