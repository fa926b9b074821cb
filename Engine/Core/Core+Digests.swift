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

    /// Writes where every instrument's digests stand, at the engine's close; everything before it
    /// is sealed, and so is this.
    public func close(at time: Nanoseconds, into out: inout OutputBuffer) {
        for place in 0..<instrumentCount {
            digests.record(of: pipelines[place].instrument, time, sequence)
                .insert(at: out.count, into: &out)
        }
    }
}
