public import Market
import Pipeline
public import Records

/// What makes two runs comparable: digests of everything that came out.
extension Core {
    /// Adds the records from a place on to the digests, before they leave; each record once.
    ///
    /// Where a session begins, a record of the digests is put in.
    public mutating func seal(_ out: inout OutputBuffer, from first: Int) {
        digests.add(&out, from: first)
    }

    /// The digest of all records so far that were sealed.
    public var digest: RecordDigest { digests.whole }

    /// The engine is closed: an input that writes where every instrument's digests stand.
    public mutating func close(at time: Nanoseconds, into out: inout OutputBuffer) {
        sequence &+= 1
        for place in 0..<instrumentCount {
            digests.record(of: pipelines[place].instrument, time, sequence)
                .insert(at: out.count, into: &out)
        }
    }
}
