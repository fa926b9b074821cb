internal import CLibuv

/// One TCP connection, made by `TCPListener` or `TCPConnector`.
///
/// Set the callbacks, then `startReading`. Every call and callback is on the loop's thread. A
/// failure closes the connection by itself; `onClosed` is then called once, with the reason, from
/// the loop and never from within a call into the connection. Callbacks are dropped when it is
/// closed, so they may hold the connection.
public final class TCPConnection: LoopHandle {
    /// Bytes that came in, lent for the call.
    public var onBytes: ((UnsafeRawBufferPointer) -> Void)?
    /// The peer will send no more but may still read. Without this callback the connection closes
    /// once what was written has left.
    public var onEnd: (() -> Void)?
    /// All that was queued has gone to the system, after some of it had to wait.
    public var onDrained: (() -> Void)?
    /// The connection is gone: `nil` after `close`, otherwise why.
    public var onClosed: ((EventLoopError?) -> Void)?

    /// Bytes received so far.
    public private(set) var bytesRead: UInt64 = 0
    /// Bytes accepted by `write` so far.
    public internal(set) var bytesWritten: UInt64 = 0
    /// The peer's address when the connection was made.
    public private(set) var remoteAddress: SocketAddress?

    var outgoing = OutgoingQueue()
    var failure: EventLoopError?
    /// What happens when the queue is empty.
    var afterDrain = AfterDrain.nothing
    /// The peer was told that no more comes.
    var isEndSent = false
    private var isReset = false
    /// Its listener counts it out.
    var atEnd: (() -> Void)?

    enum AfterDrain { case nothing, shutDown, close }

    init(on loop: EventLoop) {
        super.init(on: loop, uv_tcp_t.self)
        uv_tcp_init(loop.raw, tcp)
        opened()
    }

    var tcp: UnsafeMutablePointer<uv_tcp_t> { pointer(uv_tcp_t.self) }
    var stream: UnsafeMutablePointer<uv_stream_t> { pointer(uv_stream_t.self) }

    /// The connection is made: sets options and notes the peer.
    func connected(_ options: TCPOptions) throws(EventLoopError) {
        remoteAddress = RawAddress { uv_tcp_getpeername(self.tcp, $0, $1) }?.address
        try options.apply(to: tcp)
    }

    /// This side's address; `nil` once closed.
    public var localAddress: SocketAddress? {
        isClosing ? nil : RawAddress { uv_tcp_getsockname(self.tcp, $0, $1) }?.address
    }

    // MARK: Reading

    /// Starts or resumes reading; does nothing when it reads already, is closing, or has read the
    /// peer's end.
    public func startReading() {
        loop.requireOnLoop("reading")
        guard !isClosing else { return }
        let status = uv_read_start(
            stream,
            { handle, _, buffer in
                let lent = LoopHandle.of(handle!).loop.readBuffer
                buffer!.pointee = uv_buf_init(
                    lent.baseAddress?.assumingMemoryBound(to: CChar.self), CUnsignedInt(lent.count))
            },
            { handle, count, _ in
                (LoopHandle.of(handle!) as? TCPConnection)?.received(count)
            })
        if status < 0 && status != CInt(UV_EALREADY.rawValue) {
            fail(EventLoopError(status: status, what: "read", address: remoteText))
        }
    }

    /// Takes no more bytes until `startReading`: the peer's sending stalls once the system's
    /// buffers are full.
    public func pauseReading() {
        loop.requireOnLoop("reading")
        if !isClosing { uv_read_stop(stream) }
    }

    private func received(_ count: Int) {
        if count > 0 {
            bytesRead += UInt64(count)
            let onBytes = onBytes
            onBytes?(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
        } else if count == Int(UV_EOF.rawValue) {
            if let onEnd { onEnd() } else { closeWhenDrained() }
        } else if count < 0 {
            fail(EventLoopError(status: CInt(count), what: "read", address: remoteText))
        }
    }

    var remoteText: String? { remoteAddress?.description }

    // MARK: Ending

    /// Closes with `error` as the reason, unless it is closing already.
    func fail(_ error: EventLoopError) {
        guard !isClosing else { return }
        failure = error
        close()
    }

    /// Breaks the connection off at once: the peer gets a reset, what is queued is lost.
    public func reset() {
        isReset = true
        close()
    }

    override func startClosing() {
        // A reset is refused after a shutdown was asked for; the plain close is what remains.
        if isReset && uv_tcp_close_reset(tcp, LoopHandle.closeCallback) == 0 { return }
        super.startClosing()
    }

    override func didClose() {
        let onClosed = onClosed
        self.onBytes = nil
        self.onEnd = nil
        self.onDrained = nil
        self.onClosed = nil
        outgoing.removeAll()
        atEnd?()
        atEnd = nil
        onClosed?(failure)
    }
}
