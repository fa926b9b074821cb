import CLI
import JSON
import Journal
import Market
import Recovery

/// `pitwire journal`: looking at a journal, and mending one.
let journalCommand = Command(
    name: "journal",
    summary: "List, check and repair a journal",
    discussion: """
        A journal is a folder: input segments hold everything the core took in the order it took
        it, output segments what it made, checkpoints where it stood. `pitwire export --journal`
        writes its ticks as CSV or DBN, `pitwire verify` proves it.
        """,
    commands: [journalList, journalCheck, journalRepair])

private let folder = Positional<String>("DIR", .file("DIR"), help: "Folder of the journal.")

private let journalList = Command(
    name: "list", summary: "Show the segments and checkpoints of a journal",
    options: [StandardOptions.json.declaration],
    positionals: [folder.declaration],
    examples: [Command.Example("pitwire journal list spy.journal", "what is there")],
    exitCodes: [.failed],
    action: .blocking(listJournal))

private let journalCheck = Command(
    name: "check", summary: "Read all of a journal and explain what is damaged",
    discussion: "Nothing is changed. The exit status is 1 when something is damaged.",
    positionals: [folder.declaration],
    examples: [Command.Example("pitwire journal check spy.journal", "is it whole?")],
    exitCodes: [.failed],
    action: .blocking(checkJournal))

private let journalRepair = Command(
    name: "repair", summary: "Keep the longest exact beginning of a damaged journal",
    discussion: """
        What is behind the first damage can not be replayed any more, as its inputs follow from
        those that are lost: it is set aside under names that end in .bad, never deleted. An engine
        must not be running on the folder. Without --yes it only says what it would do.
        """,
    options: [yes.declaration],
    positionals: [folder.declaration],
    examples: [
        Command.Example("pitwire journal repair spy.journal", "what would be done"),
        Command.Example("pitwire journal repair spy.journal --yes", "do it"),
    ],
    exitCodes: [.failed],
    action: .blocking(repairJournal))

private let yes = Option(flag: "yes", help: "Do it.")

private func listJournal(_ arguments: Arguments) throws -> ExitCode {
    let journal = try JournalFolder(arguments[folder])
    let isJSON = arguments[StandardOptions.json]
    var text = ""
    for era in RulesEra.all(journal.reader) {
        let first = era.sequences.lowerBound
        let last = era.sequences.upperBound
        text +=
            isJSON
            ? ""
            : "inputs \(first) to \(last), \(era.build), rules \(RulesFiles.name(era.rulesDigest))\n"
    }
    for (kind, log) in [
        ("input", journal.reader.end.inputs), ("output", journal.reader.end.outputs),
    ] {
        for segment in log.segments { text += line(segment, kind, isJSON) }
    }
    do {
        let checkpoints = Checkpoints(journal.storage)
        for sequence in try checkpoints.sequences() {
            text += line(try checkpoints.header(sequence), isJSON)
        }
    } catch {
        throw CommandFailure("journal \(journal.path): \(error)")
    }
    return Output.write(text) ? .ok : .failed
}

private func line(_ segment: SegmentInfo, _ kind: String, _ isJSON: Bool) -> String {
    let wall = InstantText.utc(segment.wall)
    guard isJSON else {
        return "\(segment.name)  \(segment.size) bytes, made \(wall)\n"
    }
    return JSONText.object([
        ("file", JSONText.quoted(segment.name)), ("log", JSONText.quoted(kind)),
        ("first", "\(segment.first)"), ("bytes", "\(segment.size)"),
        ("made", JSONText.quoted(wall)),
        ("build", JSONText.quoted(segment.header.identity.build)),
    ]) + "\n"
}

private func line(_ header: CheckpointHeader, _ isJSON: Bool) -> String {
    let name = Checkpoints.name(header.sequence)
    guard isJSON else {
        return "\(name)  \(header.storedLength) bytes, after input \(header.sequence), "
            + "\(InstantText.utc(header.time)) by the market's clock\n"
    }
    return JSONText.object([
        ("file", JSONText.quoted(name)), ("sequence", "\(header.sequence)"),
        ("bytes", "\(header.storedLength)"), ("time", "\(header.time.rawValue)"),
    ]) + "\n"
}

private func checkJournal(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments[folder]
    do {
        let storage = try FolderStorage(path, access: .reading)
        let report = try JournalRepair.examine(storage)
        Output.write("\(report)\n")
        return report.isWhole ? .ok : .failed
    } catch {
        throw CommandFailure("journal \(path): \(error)")
    }
}

private func repairJournal(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments[folder]
    do {
        guard arguments[yes] else {
            let report = try JournalRepair.examine(FolderStorage(path, access: .reading))
            Output.write("\(report)\n")
            if !report.isWhole {
                Output.note("with --yes what is behind the damage is set aside\n")
            }
            return report.isWhole ? .ok : .failed
        }
        let report = try JournalRepair.keepPrefix(FolderStorage(path))
        Output.write("\(report)\n")
        return .ok
    } catch {
        throw CommandFailure("journal \(path): \(error)")
    }
}
