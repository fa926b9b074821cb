import Bytes
import Market
import Records
import Wire

/// Evaluations: what is kept of them, their streams, and what these begin with.
extension Publisher {
    func evaluated(
        _ slots: UnsafeBufferPointer<OutputSlot>, _ line: InstrumentLine, _ now: Nanoseconds
    ) {
        switch Verdict(rawValue: slots[0].flags) ?? .study {
        case .study:
            if !line.studyTable.set(slots) { counts.add(.studiesNotKept) }
            append(Evaluation(slots), .evaluation, slots, to: line.studies, now)
        case .approved:
            keep(slots, line)
            append(Evaluation(slots), .evaluation, slots, to: line.decisions, now)
            append(Evaluation(slots), .evaluation, slots, to: line.signals, now)
        case .rejected, .alert, .event, .blocked:
            keep(slots, line)
            append(Evaluation(slots), .evaluation, slots, to: line.decisions, now)
        }
    }

    private func keep(_ slots: UnsafeBufferPointer<OutputSlot>, _ line: InstrumentLine) {
        if line.evaluations.count == line.evaluations.limit { counts.add(.evaluationsForgotten) }
        line.evaluations.append(KeptEvaluation(slots))
    }

    /// What a stream of evaluations begins with: the last few decisions, or all studies.
    func evaluationsSnapshot(
        _ line: InstrumentLine, _ stream: Stream, _ now: Nanoseconds
    ) -> [EncodedFrame] {
        let kept: [KeptEvaluation] =
            switch stream.key.channel {
            case .studies: line.studyTable.sorted()
            case .signals:
                line.evaluations.newest(settings.snapshotEvaluations) { $0.verdict == .approved }
            default: line.evaluations.newest(settings.snapshotEvaluations) { _ in true }
            }
        guard !kept.isEmpty else { return [] }
        return snapshotFrames(
            stream, kept.map { kept in { $0.append(record: kept.record) } }, now)
    }

    /// Records in as few payloads as they fit in, one at least; each of a frame that may be packed.
    func packed(_ records: [(inout ByteWriter) -> Void]) -> [AnswerParts.Part] {
        var parts = AnswerParts(limit: settings.maxPayload)
        for record in records { parts.append(record) }
        return parts.parts
    }
}
