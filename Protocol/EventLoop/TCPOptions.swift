internal import CLibuv
internal import Glibc

/// How a connection treats its socket.
public struct TCPOptions: Hashable, Sendable {
    /// Small writes leave at once instead of waiting for an acknowledgement.
    public var noDelay = true
    /// Seconds of silence before the system asks whether the peer is there; `nil`: it never asks.
    public var keepAliveSeconds: Int?
    /// Milliseconds that sent bytes may stay unacknowledged before the connection is given up;
    /// `nil`: the system's own time, some 15 minutes.
    public var userTimeoutMilliseconds: Int?
    /// Bytes of the system's send buffer; `nil`: the system decides, and adapts.
    public var sendBuffer: Int?
    /// Bytes of the system's receive buffer; `nil`: the system decides, and adapts.
    public var receiveBuffer: Int?

    /// No delay, everything else as the system has it.
    public init() {}

    /// Sets the options of a connected socket.
    func apply(to handle: UnsafeMutablePointer<uv_tcp_t>) throws(EventLoopError) {
        try check(uv_tcp_nodelay(handle, noDelay ? 1 : 0), "set TCP_NODELAY")
        if let keepAliveSeconds {
            try check(
                uv_tcp_keepalive(handle, 1, CUnsignedInt(keepAliveSeconds)),
                "set SO_KEEPALIVE to \(keepAliveSeconds) s")
        }
        let base = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)
        if let userTimeoutMilliseconds {
            var socket: CInt = -1
            try check(uv_fileno(base, &socket), "set TCP_USER_TIMEOUT")
            if pitwire_set_user_timeout(socket, CUnsignedInt(userTimeoutMilliseconds)) != 0 {
                try check(-errno, "set TCP_USER_TIMEOUT to \(userTimeoutMilliseconds) ms")
            }
        }
        if var size = sendBuffer.map(CInt.init) {
            try check(uv_send_buffer_size(base, &size), "set SO_SNDBUF to \(size)")
        }
        if var size = receiveBuffer.map(CInt.init) {
            try check(uv_recv_buffer_size(base, &size), "set SO_RCVBUF to \(size)")
        }
    }
}
