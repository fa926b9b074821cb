public import CPause

/// Starts to bring a cache line near, for work that is known to come; any address is allowed.
@inlinable
@inline(__always)
public func prefetchLine(_ address: UnsafeRawPointer) { pitwire_prefetch(address) }
