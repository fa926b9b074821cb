import Testing

/// The tests that start engines: one at a time, since each has threads enough for the machine.
@Suite(.serialized) enum EveryTest {}
