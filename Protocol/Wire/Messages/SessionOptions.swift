import Bytes
public import Records

/// What happens to the open orders of a session when it ends or falls silent; stops and targets
/// that protect a position stay in any case.
///
/// It takes effect once `welcome` names the feature `trading`: an engine without it overlooks it.
public struct SessionOptions: Hashable, Sendable {
    /// The longest dead-man timeout, a day.
    public static let longestDeadMan: UInt32 = 86_400

    /// They are cancelled as soon as the session ends, whatever ended it.
    public var cancelsOnDisconnect: Bool
    /// They are cancelled once so many seconds passed in which the session sent nothing, not even a
    /// heartbeat; 0 for never.
    public var deadMan: UInt32

    /// Nothing happens to them, unless said otherwise.
    public init(cancelsOnDisconnect: Bool = false, deadMan: UInt32 = 0) {
        self.cancelsOnDisconnect = cancelsOnDisconnect
        self.deadMan = deadMan
    }

    /// Set in the number by which orders name a session that they go with, so that an engine
    /// started anew still knows it of those that its last run left.
    public static let tiedBit: UInt64 = 1 << 63

    /// Orders of the session go with it, sooner or later.
    public var isTied: Bool { cancelsOnDisconnect || deadMan > 0 }

    func encode(into writer: inout ByteWriter) {
        writer.append(presence(cancelsOnDisconnect))
        writer.append(deadMan)
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        cancelsOnDisconnect = try reader.readBits(1) == 1
        deadMan = try reader.read()
        guard deadMan <= Self.longestDeadMan else {
            throw reader.badValue(Int(deadMan), width: 4)
        }
    }
}

extension Order {
    /// It goes with its session.
    public var isTied: Bool { session & SessionOptions.tiedBit != 0 }

    /// The number of the session that sent it, as its welcome named it; 0 for a strategy's.
    public var sessionNumber: UInt64 { session & ~SessionOptions.tiedBit }
}
