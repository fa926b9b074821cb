/// One lane by itself in memory, its place known only when it runs.
///
/// A subscript by such a place reads and writes all lanes; reading those anew right after one of
/// them was written then waits until that is out of the processor's store buffer.
extension SIMD8 {
    /// The number in a lane, 0 to 7. Nothing changes; mutating, because another call would copy.
    @inline(__always)
    mutating func lane(_ place: Int) -> Scalar {
        precondition(place >= 0 && place < 8, "eight lanes")
        return withUnsafeBytes(of: &self) { bytes in
            bytes.load(
                fromByteOffset: place &* MemoryLayout<Scalar>.stride, as: Scalar.self)
        }
    }

    /// Puts a number into a lane, 0 to 7.
    @inline(__always)
    mutating func put(_ number: Scalar, in place: Int) {
        precondition(place >= 0 && place < 8, "eight lanes")
        withUnsafeMutableBytes(of: &self) { bytes in
            bytes.baseAddress?.advanced(by: place &* MemoryLayout<Scalar>.stride)
                .assumingMemoryBound(to: Scalar.self).pointee = number
        }
    }
}
