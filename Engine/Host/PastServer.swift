import Bytes
import EventLoop
import Glibc
import Journal
import Market
import Publisher
import Recovery
import StateCoding
import Wire

/// The process that answers questions as of a moment: it reads them from its standard input and
/// writes the answers to its output, until the input is closed.
///
/// It reads the journal beside the engine that writes it, and runs only while nobody else wants to;
/// see `PastProcess`, which starts it.
public enum PastServer {
    /// Answers until nobody asks any more.
    ///
    /// - Parameter plan: an engine that decides by a text, with the name of its file.
    public static func run(
        _ plan: (_ rules: String, _ file: String) throws -> HostPlan
    ) {
        // It runs as others do until it has said which thread answers: nobody could hurry it before.
        guard let task = PipeMessage.receive(read) else { return }
        let past: PastQueries
        do {
            past = try queries(task, plan)
        } catch {
            greet("\(error)")
            return
        }
        greet("")
        let clock = WallClock()
        while let question = PipeMessage.receive(read) {
            ThisProcess.giveWay()
            // It came from this program itself.
            guard let request = question.withUnsafeBytes({ try? Request(decoding: $0) }) else {
                return
            }
            let found = past.answer(request, now: Nanoseconds(clock.now()))
            answer { found.encode(into: &$0) }
        }
    }

    /// Says what is wrong, nothing when all is well, and which thread answers.
    private static func greet(_ fault: String) {
        answer { writer in
            writer.append(ThisProcess.thread)
            writer.append(text: fault)
        }
    }

    private static func queries(
        _ bytes: [UInt8], _ plan: (String, String) throws -> HostPlan
    ) throws -> PastQueries {
        var reader = StateReader(bytes)
        let task = try reader.take(PastTask.self)
        try reader.end()
        let storage = try FolderStorage(task.folder, access: .reading)
        let rules = try RulesFiles(storage).read(digest: task.rulesDigest)
        var plan = try plan(rules, RulesFiles.name(task.rulesDigest))
        guard plan.rulesDigest == task.rulesDigest else {
            throw HostError(
                "\(task.folder): the rules beside the journal make another engine than the one "
                    + "that runs")
        }
        plan.version = task.version
        plan.isSimulated = task.isSimulated
        let store =
            task.hasStore
            ? HistoryStore(storage, recovered: task.recovered, isEnding: { isAlone }) : nil
        return PastQueries(
            storage, plan.quietParts(task.publisherSettings(plan)), store: store,
            isEnding: { isAlone })
    }

    /// Nobody can ask any more: whoever did has ended.
    private static var isAlone: Bool {
        var input = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
        return poll(&input, 1, 0) > 0 && input.revents & Int16(POLLHUP) != 0
    }

    private static func read(_ room: UnsafeMutableRawBufferPointer) -> Int {
        BlockingIO.read(STDIN_FILENO, into: room)
    }

    private static func answer(_ body: (inout ByteWriter) -> Void) {
        var writer = ByteWriter()
        body(&writer)
        let isSent = PipeMessage.send(writer.bytes) { BlockingIO.write($0, to: STDOUT_FILENO) }
        if !isSent { exit(1) }
    }
}
