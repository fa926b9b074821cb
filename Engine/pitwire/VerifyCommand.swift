import CLI
import EventLoop
import Glibc
import Host
import Journal
import Market
import Records
import Recovery

/// `pitwire verify`: a recorded day proved again.
let verifyCommand = Command(
    name: "verify",
    summary: "Replay a journal and prove that it comes to what was recorded",
    discussion: """
        Every input is taken again in the order it was taken, by the rules kept beside the journal,
        and every record that comes out is compared with the one in the output log: bars,
        footprints, profiles, decisions, and the digests over ticks and quotes. The first that
        differs is shown. A journal may be verified while an engine writes it.

        DAY is a day of UTC by the market's clock; without one everything is verified. What was
        written by another build or other rules says so.
        """,
    options: [
        JournalFolder.option.declaration, StandardOptions.json.declaration,
    ],
    positionals: [verifyDay.declaration],
    examples: [
        Command.Example("pitwire verify --journal spy.journal", "all that is recorded"),
        Command.Example("pitwire verify 2013-10-08 --journal spy.journal", "one day"),
    ],
    exitCodes: [.failed],
    action: .blocking(runVerify))

private let verifyDay = Positional<String?>(
    optional: "DAY", .text("DAY"), help: "A day such as 2013-10-08.")

private func runVerify(_ arguments: Arguments) throws -> ExitCode {
    let folder = try JournalFolder(arguments[JournalFolder.option])
    let span = try arguments[verifyDay].map { try sequences(of: $0, folder) }
    var isEqual = true
    for era in RulesEra.all(folder.reader) {
        let range = span.map { era.sequences.clamped(to: $0) } ?? era.sequences
        guard span == nil || era.sequences.overlaps(span ?? range) else { continue }
        isEqual = try verify(era, range, folder, arguments) && isEqual
    }
    return isEqual ? .ok : .failed
}

/// The inputs of a UTC day by the market's clock.
private func sequences(of day: String, _ folder: JournalFolder) throws -> ClosedRange<UInt64> {
    guard let date = SessionDate(day) else {
        throw UsageError("\(day): expected a day such as 2013-10-08")
    }
    let start = Nanoseconds.seconds(Int64(date.rawValue) * 86_400)
    do {
        let last = folder.reader.end.inputs.next - 1
        guard let first = try folder.reader.firstInput(at: start) else {
            throw CommandFailure("\(day): the journal ends before it")
        }
        let next = try folder.reader.firstInput(at: start + .seconds(86_400))
        guard next.map({ $0 > first }) ?? true else {
            throw CommandFailure("\(day): the journal holds nothing of it")
        }
        return first...(next.map { $0 - 1 } ?? last)
    } catch let error as RecoveryError {
        throw CommandFailure("\(error)")
    }
}

private func verify(
    _ era: RulesEra, _ range: ClosedRange<UInt64>, _ folder: JournalFolder,
    _ arguments: Arguments
) throws -> Bool {
    let parts = try folder.plan(era).parts()
    let clock = MonotonicClock()
    let start = clock.now()
    var shown = start
    let found: Verification
    do {
        found = try Verification.run(folder.storage, folder.reader, range, parts) { count in
            guard isatty(STDERR_FILENO) == 1, clock.now() - shown > 200_000_000 else { return }
            shown = clock.now()
            Output.note("\r\(count) of \(range.count) inputs\u{1b}[K")
        }
    } catch {
        throw CommandFailure("\(error)")
    }
    if shown != start { Output.note("\r\u{1b}[K") }
    let report = VerifyReport(
        found, era, isOwnRules: parts.rulesDigest == era.rulesDigest,
        seconds: Double(clock.now() - start) / 1e9)
    _ = Output.write(arguments[StandardOptions.json] ? report.json : report.text)
    return found.isEqual
}
