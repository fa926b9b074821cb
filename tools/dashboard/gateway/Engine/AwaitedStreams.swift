/// Streams that were asked for and not answered yet, and who waits for that.
///
/// Belongs to its `EngineLink`, and is touched there only.
final class AwaitedStreams {
    private var missing: Set<FeedStream> = []
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// A stream is being asked for.
    func expect(_ stream: FeedStream) { missing.insert(stream) }

    /// A stream was granted, was refused or has ended; a second time changes nothing.
    func came(_ stream: FeedStream) {
        missing.remove(stream)
        guard missing.isEmpty else { return }
        let resumed = waiting
        waiting = []
        for one in resumed { one.resume() }
    }

    /// Waits until no answer is missing.
    func all(isolation: isolated (any Actor)? = #isolation) async {
        guard !missing.isEmpty else { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}
