/// Why bytes are not the state that was asked for.
public struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Fault: Hashable, Sendable {
        /// The bytes do not begin as a state does.
        case noState
        /// The bytes are of another version of the coding.
        case otherVersion(found: UInt8, known: UInt8)
        /// Types or fields are not those that wrote the bytes: another build did.
        case otherShape(found: UInt64, expected: UInt64)
        /// Another place comes here.
        case otherPlace(found: String, expected: String)
        /// More bytes are needed than there are.
        case cut(needed: Int, left: Int)
        /// More items than may be or can be.
        case tooMany(count: UInt64, limit: Int)
        /// Values in values in values.
        case tooDeep(limit: Int)
        /// Bytes that no value of the type has.
        case malformed(String)
        /// Bytes after the last value.
        case leftOver(Int)
    }

    /// What is wrong.
    public var fault: Fault
    /// Where, in bytes from the start.
    public var offset: Int
    /// The last named place before it; empty before the first.
    public var place: String

    /// An error at a place.
    public init(_ fault: Fault, offset: Int, place: String) {
        self.fault = fault
        self.offset = offset
        self.place = place
    }

    /// One line: where, what, the limit and the value.
    public var description: String {
        "state byte \(offset)" + (place.isEmpty ? "" : " in \(place)") + ": \(text)"
    }

    private var text: String {
        switch fault {
        case .noState: "this is no state"
        case .otherVersion(let found, let known): "coding version \(found), known is \(known)"
        case .otherShape(let found, let expected):
            "written by types of shape \(String(found, radix: 16)), "
                + "those here are \(String(expected, radix: 16))"
        case .otherPlace(let found, let expected): "\(found) comes here, not \(expected)"
        case .cut(let needed, let left): "\(needed) bytes needed, \(left) left"
        case .tooMany(let count, let limit): "\(count) items, at most \(limit)"
        case .tooDeep(let limit): "values nested deeper than \(limit)"
        case .malformed(let what): what
        case .leftOver(let count): "\(count) bytes after the last value"
        }
    }
}
