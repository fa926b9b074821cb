import Journal
import Publisher
import Recovery
import Settings

/// The duties that an engine with a journal has beside its others: writing it, and what follows it.
final class JournalKeeper {
    let journal: JournalBox
    let archive: ArchiveDuty

    init(
        _ opened: HostJournal, _ plan: HostPlan, _ settings: PublisherSettings,
        _ rings: HostRings, _ state: HostState
    ) {
        guard let ends = rings.journal else {
            preconditionFailure("a journal was opened without rings to it")
        }
        archive = ArchiveDuty(plan, settings, opened.storage, opened.state)
        journal = JournalBox(
            JournalDuty(
                opened.sink, rings, ends, opened.state, state, plan.settings.journal,
                checkpoint: opened.checkpoint))
    }
}
