internal import CLibuv

/// For a C library that opens handles of its own on a loop.
///
/// Such a library must have closed them all before the loop is closed: only handles of this module
/// can be closed by it.
extension EventLoop {
    /// The loop as C libraries take it: a `uv_loop_t *`. Loop thread only.
    package var foreignPointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(raw) }

    /// Handles on the loop that are not this module's: open, or on their way to be closed.
    package var foreignHandles: Int {
        requireOnLoop("counting handles")
        var count = 0
        withUnsafeMutablePointer(to: &count) { count in
            uv_walk(
                raw, { _, count in count!.assumingMemoryBound(to: Int.self).pointee += 1 }, count)
        }
        // The loop's own wake-up is one more.
        return count - openHandles - 1
    }

    /// The files and sockets that such a library watches on the loop.
    package var foreignFiles: [CInt] {
        requireOnLoop("listing files")
        var files: [CInt] = []
        withUnsafeMutablePointer(to: &files) { files in
            uv_walk(
                raw,
                { handle, files in
                    var file: CInt = -1
                    // This module polls nothing: its sockets are streams.
                    if uv_handle_get_type(handle) == UV_POLL, uv_fileno(handle, &file) == 0 {
                        files!.assumingMemoryBound(to: [CInt].self).pointee.append(file)
                    }
                }, files)
        }
        return files
    }
}
