internal import CLibuv

extension TCPConnection {
    /// Bytes accepted by `write` that the system has not taken yet. The bound is the caller's: look
    /// at this before writing, and go on at `onDrained`.
    public var queuedBytes: Int {
        isClosing ? 0 : outgoing.bytes + uv_stream_get_write_queue_size(stream)
    }

    /// Sends `bytes`: what the system does not take at once is copied and queued. Nothing after
    /// `close`, `closeWhenDrained` or `shutDown`.
    public func write(_ bytes: UnsafeRawBufferPointer) {
        guard canWrite, bytes.count > 0 else { return }
        bytesWritten += UInt64(bytes.count)
        var buffer = uvBuffer(bytes)
        let sent = outgoing.isEmpty ? tryWrite(&buffer, 1) : 0
        guard sent >= 0, sent < bytes.count else { return }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
        outgoing.append(SharedBytes(copying: rest), from: 0)
        submit()
    }

    /// Sends `bytes` without copying them; they are kept until the system has taken them.
    public func write(_ bytes: SharedBytes) {
        guard canWrite, bytes.count > 0 else { return }
        bytesWritten += UInt64(bytes.count)
        var buffer = uvBuffer(bytes.bytes)
        let sent = outgoing.isEmpty ? tryWrite(&buffer, 1) : 0
        guard sent >= 0, sent < bytes.count else { return }
        outgoing.append(bytes, from: sent)
        submit()
    }

    /// Sends bytes that belong to `owner`, which is asked for and kept when the system does not
    /// take them at once; they are not copied.
    public func write(
        _ bytes: UnsafeRawBufferPointer, of owner: @autoclosure () -> any AnyObject & Sendable
    ) {
        guard canWrite, bytes.count > 0 else { return }
        bytesWritten += UInt64(bytes.count)
        var buffer = uvBuffer(bytes)
        let sent = outgoing.isEmpty ? tryWrite(&buffer, 1) : 0
        guard sent >= 0, sent < bytes.count else { return }
        outgoing.append(SharedBytes(bytes, of: owner()), from: sent)
        submit()
    }

    /// Sends several pieces in order with one call of the system, without copying them.
    public func write(_ pieces: [SharedBytes]) {
        guard canWrite, !pieces.isEmpty else { return }
        var sent = 0
        if outgoing.isEmpty {
            sent = withUnsafeTemporaryAllocation(
                of: uv_buf_t.self, capacity: min(pieces.count, OutgoingQueue.gather)
            ) { buffers in
                for index in buffers.indices {
                    buffers.initializeElement(at: index, to: uvBuffer(pieces[index].bytes))
                }
                return tryWrite(buffers.baseAddress!, buffers.count)
            }
            guard sent >= 0 else { return }
        }
        for piece in pieces {
            bytesWritten += UInt64(piece.count)
            if sent < piece.count { outgoing.append(piece, from: sent) }
            sent = max(0, sent - piece.count)
        }
        submit()
    }

    /// Says that this side will send no more, after what is queued; reading goes on.
    public func shutDown() {
        guard canWrite else { return }
        afterDrain = .shutDown
        drained()
    }

    /// Closes after what is queued has gone to the system.
    public func closeWhenDrained() {
        guard !isClosing, afterDrain != .close else { return }
        // A shutdown under way ends in `close` by its own callback.
        let isShuttingDown = afterDrain == .shutDown && !isEndSent
        afterDrain = .close
        if !isShuttingDown { drained() }
    }

    private var canWrite: Bool {
        loop.requireOnLoop("write")
        return !isClosing && afterDrain == .nothing
    }

    /// Offers `count` buffers to the system.
    ///
    /// - Returns: bytes it took, 0 when it takes none now, below 0 when the connection failed.
    private func tryWrite(_ buffers: UnsafePointer<uv_buf_t>, _ count: Int) -> Int {
        let sent = uv_try_write(stream, buffers, CUnsignedInt(count))
        if sent >= 0 { return Int(sent) }
        if sent == CInt(UV_EAGAIN.rawValue) { return 0 }
        fail(EventLoopError(status: sent, what: "write", address: remoteText))
        return -1
    }

    /// Hands queued pieces to libuv, unless some are under way: all that has gathered by the time
    /// they have left goes in one call.
    private func submit() {
        guard !outgoing.isInFlight, !outgoing.isEmpty, !isClosing else { return }
        let count = outgoing.takeForFlight()
        let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
        request.initialize(to: uv_write_t())
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: count) { buffers in
            for index in 0..<count {
                buffers.initializeElement(at: index, to: uvBuffer(outgoing.inFlight(index)))
            }
            return uv_write(request, stream, buffers.baseAddress, CUnsignedInt(count)) {
                request, status in
                let own = Unmanaged<TCPConnection>.fromOpaque(request!.pointee.data)
                    .takeRetainedValue()
                request!.deallocate()
                own.wrote(status)
            }
        }
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            fail(EventLoopError(status: status, what: "write", address: remoteText))
        }
    }

    private func wrote(_ status: CInt) {
        outgoing.landed()
        if status < 0 {
            return fail(EventLoopError(status: status, what: "write", address: remoteText))
        }
        if outgoing.isEmpty { drained() } else { submit() }
    }

    /// The queue is empty: does what was put off until now.
    private func drained() {
        guard outgoing.isEmpty, !isClosing else { return }
        switch afterDrain {
        case .nothing:
            let onDrained = onDrained
            onDrained?()
        case .close: close()
        case .shutDown: sendEnd()
        }
    }

    private func sendEnd() {
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        request.initialize(to: uv_shutdown_t())
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let status = uv_shutdown(request, stream) { request, status in
            let own = Unmanaged<TCPConnection>.fromOpaque(request!.pointee.data)
                .takeRetainedValue()
            request!.deallocate()
            own.sentEnd(status)
        }
        if status < 0 {
            Unmanaged.passUnretained(self).release()
            request.deallocate()
            sentEnd(status)
        }
    }

    private func sentEnd(_ status: CInt) {
        if status < 0 {
            fail(EventLoopError(status: status, what: "shutdown", address: remoteText))
        } else {
            isEndSent = true
            if afterDrain == .close { close() }
        }
    }
}

private func uvBuffer(_ bytes: UnsafeRawBufferPointer) -> uv_buf_t {
    var buffer = uv_buf_t()
    // libuv's buffers are mutable for its readers' sake; a write only reads them.
    buffer.base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?
        .assumingMemoryBound(to: CChar.self)
    buffer.len = bytes.count
    return buffer
}
