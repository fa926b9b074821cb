internal import CLibuv

/// An operation of the loop, a socket or a signal that the system refused.
public struct EventLoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's name of the failure: `ECONNREFUSED`, `EADDRINUSE`, `ETIMEDOUT`.
    public let code: String
    /// The system's sentence about it.
    public let reason: String
    /// What was tried: `connect`, `listen`, `write`.
    public let what: String
    /// The address it was tried with, if any: `127.0.0.1:7000`.
    public let address: String?

    /// Puts an error together, for failures that the system has no number for.
    public init(code: String, reason: String, what: String, address: String? = nil) {
        self.code = code
        self.reason = reason
        self.what = what
        self.address = address
    }

    /// `connect 127.0.0.1:7000: connection refused (ECONNREFUSED)`
    public var description: String {
        let target = address.map { " \($0)" } ?? ""
        return "\(what)\(target): \(reason) (\(code))"
    }

    /// The error of a libuv status, which is below zero.
    init(status: CInt, what: String, address: String? = nil) {
        code = EventLoopError.text { uv_err_name_r(status, $0, $1) }
        reason = EventLoopError.text { uv_strerror_r(status, $0, $1) }
        self.what = what
        self.address = address
    }

    private static func text(
        _ fill: (UnsafeMutablePointer<CChar>, Int) -> UnsafeMutablePointer<CChar>?
    ) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress, let text = fill(start, buffer.count) else {
                return ""
            }
            return String(cString: text)
        }
    }
}

/// Throws the error of `status` if it is one.
func check(_ status: CInt, _ what: String, _ address: String? = nil) throws(EventLoopError) {
    if status < 0 { throw EventLoopError(status: status, what: what, address: address) }
}
