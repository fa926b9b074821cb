import Market
import Records

/// Sees when the disk stops answering, and says so once: a command that halts trading.
struct StallWatch {
    /// A write or sync that takes longer is a stall.
    let patience: Nanoseconds
    private var isStalled = false
    private var count = 0

    init(patience: Nanoseconds) { self.patience = patience }

    /// The command to be given now, if any.
    ///
    /// - Parameter since: wall time since which a write or sync is under way; zero for none.
    mutating func command(busySince since: Nanoseconds, now: Nanoseconds) -> CommandInput? {
        guard since > .zero, now - since >= patience else {
            isStalled = false
            return nil
        }
        guard !isStalled, let id = CommandID("engine-stall-\(now.rawValue)") else { return nil }
        isStalled = true
        count += 1
        let seconds = patience.rawValue / 1_000_000_000
        return CommandInput(
            time: now, instrument: .all, id: id, sender: .engine,
            command: .halt(
                .diskStall, reason: "the journal's disk has not answered for \(seconds) s"))
    }

    /// The command found no room: it is to be given again.
    mutating func retry() { isStalled = false }
}
