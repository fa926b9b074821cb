internal import CLibuv

/// Something open on a loop: a timer, socket, signal or wake-up.
///
/// While it is open the loop keeps it alive; `close` ends that. Its memory is freed after the
/// loop's last use of it, whoever else holds it. Loop thread only.
public class LoopHandle {
    /// The loop it lives on.
    public let loop: EventLoop
    /// The C structure, first of all a `uv_handle_t`. The loop holds a reference to `self` from
    /// `opened` to the close callback, so freeing it in `deinit` is freeing it after that.
    let raw: UnsafeMutablePointer<uv_handle_t>
    /// `close` was called.
    public private(set) var isClosing = false
    private var whenClosed: (() -> Void)?

    init<Handle>(on loop: EventLoop, _ type: Handle.Type) {
        loop.requireOnLoop("opening a handle")
        precondition(!loop.isGone, "nothing can be opened on a closed loop")
        self.loop = loop
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Handle>.size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: MemoryLayout<Handle>.size)
        raw = memory.assumingMemoryBound(to: uv_handle_t.self)
    }

    deinit { UnsafeMutableRawPointer(raw).deallocate() }

    func pointer<Handle>(_ type: Handle.Type) -> UnsafeMutablePointer<Handle> {
        UnsafeMutableRawPointer(raw).assumingMemoryBound(to: type)
    }

    /// The C structure was initialised: from here to the close callback the loop owns a reference.
    func opened() {
        raw.pointee.data = Unmanaged.passRetained(self).toOpaque()
        loop.openHandles += 1
    }

    /// The object of a C handle, in a callback.
    static func of<Handle>(_ handle: UnsafeMutablePointer<Handle>) -> LoopHandle {
        let base = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
        return Unmanaged<LoopHandle>.fromOpaque(base.pointee.data).takeUnretainedValue()
    }

    /// Stops it for good; `done` is called from the loop when nothing of it is left. A second call
    /// does nothing and drops its `done`.
    public func close(_ done: (() -> Void)? = nil) {
        loop.requireOnLoop("close")
        guard !isClosing else { return }
        isClosing = true
        whenClosed = done
        willClose()
        startClosing()
    }

    /// Asks libuv to close.
    func startClosing() { uv_close(raw, LoopHandle.closeCallback) }

    /// What a subclass lets go of at the call of `close`.
    func willClose() {}

    /// What a subclass does in the close callback: drop its closures, tell its user.
    func didClose() {}

    static let closeCallback: uv_close_cb = { handle in
        let handle = Unmanaged<LoopHandle>.fromOpaque(handle!.pointee.data).takeRetainedValue()
        handle.loop.openHandles -= 1
        let done = handle.whenClosed
        handle.whenClosed = nil
        handle.didClose()
        done?()
    }
}
