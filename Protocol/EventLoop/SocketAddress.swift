internal import CLibuv
internal import Glibc

/// A numeric internet address and port.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1`, `::1`.
    public let host: String
    /// 0 to 65535.
    public let port: Int

    /// `127.0.0.1:7000`, `[::1]:7000`.
    public var description: String { SocketAddress.text(host, port) }

    static func text(_ host: String, _ port: Int) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// An address as the system wants it.
struct RawAddress {
    private var storage: sockaddr_storage

    /// A numeric `host`; `nil` when it is a name.
    init?(host: String, port: Int) {
        var storage = sockaddr_storage()
        let isNumeric = withUnsafeMutablePointer(to: &storage) { pointer in
            let raw = UnsafeMutableRawPointer(pointer)
            return uv_ip4_addr(
                host, CInt(port), raw.assumingMemoryBound(to: sockaddr_in.self)) == 0
                || uv_ip6_addr(
                    host, CInt(port), raw.assumingMemoryBound(to: sockaddr_in6.self)) == 0
        }
        guard isNumeric else { return nil }
        self.storage = storage
    }

    init(copying address: UnsafePointer<sockaddr>, length: Int) {
        storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: min(length, $0.count)))
        }
    }

    /// What `read` (`uv_tcp_getsockname`, `uv_tcp_getpeername`) fills in; `nil` when it fails.
    init?(_ read: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<CInt>) -> CInt) {
        var storage = sockaddr_storage()
        var length = CInt(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            read(
                UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), &length)
        }
        guard status == 0 else { return nil }
        self.storage = storage
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: storage) {
            body(UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self))
        }
    }

    /// As host and port; `nil` for a family that is neither IPv4 nor IPv6.
    var address: SocketAddress? {
        withPointer { pointer in
            let raw = UnsafeRawPointer(pointer)
            let port: in_port_t
            switch Int32(pointer.pointee.sa_family) {
            case AF_INET: port = raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port
            case AF_INET6: port = raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port
            default: return nil
            }
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
                text.initialize(repeating: 0)
                guard let start = text.baseAddress, uv_ip_name(pointer, start, 64) == 0 else {
                    return nil
                }
                return SocketAddress(host: String(cString: start), port: Int(port.byteSwapped))
            }
        }
    }
}

/// The range of ports, for the check at the door.
func requirePort(_ port: Int) {
    precondition((0...65535).contains(port), "a port is 0 to 65535, got \(port)")
}
