public import CMemory

/// The state of so many instruments stays in the processor's own cache, rings, files and all; of
/// more, each tick finds its own cold, and it pays to fetch it ahead.
@inlinable
public var cachedInstruments: Int { 16 }

/// Starts to bring a cache line near, for work on it that is known to come; any address is allowed.
@inlinable
@inline(__always)
public func prefetchLine(_ address: UnsafeRawPointer) { pitwire_prefetch(address) }

/// The same for a line that another thread writes and this one reads.
@inlinable
@inline(__always)
public func prefetchShared(_ address: UnsafeRawPointer) { pitwire_prefetch_shared(address) }

/// Writes the 64 bytes of a cache line past the processor's cache, straight to memory: for what the
/// same thread reads again only much later.
///
/// - Parameter line: the beginning of a cache line.
@inlinable
@inline(__always)
public func writeFar(_ line: UnsafeMutableRawPointer, from bytes: UnsafeRawPointer) {
    pitwire_write_far(line, bytes)
}
