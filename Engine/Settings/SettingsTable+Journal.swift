extension SettingsTable {
    static let journal: [SettingKey<EngineSettings>] = [
        key(
            "journal", "folder", \.journal.folder, .path,
            "Folder of the journal, for one engine alone; empty: nothing survives a restart."),
        key(
            "journal", "sync", \.journal.sync, .choice(SyncChoice.allCases) { $0.rawValue },
            "When what was taken is on the disk: before it is acknowledged, every interval, or when the system likes."
        ),
        key(
            "journal", "interval", \.journal.interval, .whole(1...60_000), unit: "ms",
            "Time between syncs under interval; acknowledgements wait for them."),
        key(
            "journal", "segment", \.journal.segment, .whole(1...4096), unit: "MiB",
            "Size at which a new segment file begins."),
        key(
            "journal", "days", \.journal.days, .whole(0...36_500), unit: "days",
            "Age at which segments go, unless recovery needs them; 0 keeps them."),
        key(
            "journal", "size", \.journal.size, .whole(0...1_048_576), unit: "GiB",
            "Size of all segments at which the oldest go, unless recovery needs them; 0 keeps them."
        ),
        key(
            "journal", "low_space", \.journal.lowSpace, .whole(0...16_777_216), unit: "MiB",
            "Free space on the disk below which the engine warns."),
        key(
            "journal", "checkpoint", \.journal.checkpoint, .whole(10_000...1_000_000_000),
            unit: "inputs",
            "Inputs after which a checkpoint is made, beside those at a session's end."),
        key(
            "journal", "ring", \.journal.ring, .powerOfTwo(1024...16_777_216),
            unit: "slots of 64 bytes",
            "Inputs, and records, that may wait between the core and the journal."),
        key(
            "journal", "store", \.journal.store, .flag,
            "Whether pitwire.db, a SQLite file to ask questions of, follows the journal."),
    ]
}
