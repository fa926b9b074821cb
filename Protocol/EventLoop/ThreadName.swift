internal import CLibuv

/// Names the calling thread after its duty, as tools show it: the first 15 bytes count.
public func nameThisThread(_ name: String) { pitwire_name_this_thread(name) }
