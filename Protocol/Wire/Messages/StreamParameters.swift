import Bytes
public import Market

/// What a stream is about, beside channel and instrument: 12 bytes.
///
/// | offset | size | field | used by |
/// |-------:|-----:|-------|---------|
/// | 0 | 1 | period | bars, footprint, footprint-view: `BarPeriod`; 255 none |
/// | 1 | 1 | anchor | profile, vwap: `Anchor`; 255 none |
/// | 2 | 2 | reserved | 0 |
/// | 4 | 4 | view interval | footprint-view, profile, vwap, status: ms between updates; 0 the engine's |
/// | 8 | 4 | anchor number | user anchors; 0 otherwise |
public struct StreamParameters: Hashable, Sendable {
    /// The length of its bars, when it is about bars.
    public var period: BarPeriod?
    /// What starts it anew.
    public var anchor: Anchor?
    /// Milliseconds, 0 for the engine's choice.
    public var viewInterval: UInt32
    /// Number of the user anchor, 0 otherwise.
    public var anchorNumber: UInt32

    /// Puts parameters together.
    public init(
        period: BarPeriod? = nil, anchor: Anchor? = nil, viewInterval: UInt32 = 0,
        anchorNumber: UInt32 = 0
    ) {
        self.period = period
        self.anchor = anchor
        self.viewInterval = viewInterval
        self.anchorNumber = anchorNumber
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(optionalCase: period)
        writer.append(optionalCase: anchor)
        writer.append(UInt16(0))
        writer.append(viewInterval)
        writer.append(anchorNumber)
    }

    init(fields reader: inout ByteReader) throws(BytesError) {
        period = try reader.read(optionalCase: BarPeriod.self)
        anchor = try reader.read(optionalCase: Anchor.self)
        _ = try reader.read(UInt16.self)
        viewInterval = try reader.read()
        anchorNumber = try reader.read()
    }
}
