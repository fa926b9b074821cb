public import Market
public import Wire

/// A price or a quantity as it is written, without any rounding: `580`, `"580.25"`, `"0.005"`.
///
/// Whole numbers and texts become one by themselves; a `Double` does not, since most prices have no
/// exact one.
///
///     try await client.buy(10, of: "SPY", limit: "580.25")
public struct Exact: Hashable, Sendable {
    /// The number as text.
    public let text: String

    /// A number as somebody wrote it; whether it is one shows when it is used.
    public init(_ text: String) { self.text = text }

    /// A whole number.
    public init(_ number: some BinaryInteger) { text = "\(number)" }

    /// A price of an instrument.
    public init(_ price: Price, of instrument: Instrument) {
        text = DecimalText.text(units: price.rawValue, decimals: Int(instrument.prices.decimals))
    }

    /// A quantity of an instrument.
    public init(_ size: Size, of instrument: Instrument) {
        text = DecimalText.text(units: size.rawValue, decimals: Int(instrument.sizes.decimals))
    }
}

extension Exact: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// A whole number.
    public init(integerLiteral value: Int64) { self.init(value) }

    /// A number as text.
    public init(stringLiteral value: String) { self.init(value) }
}

extension Exact: CustomStringConvertible {
    /// The text itself.
    public var description: String { text }
}

/// What an amount is for, as errors call it, and its unit.
struct AmountUse {
    var name: String
    var decimals: Int
    var what: String
    var place: String

    /// So many units, above zero.
    func units(_ amount: Exact) throws(ClientError) -> Int64 {
        let units: Int64
        do throws(DecimalFault) {
            units = try DecimalText.units(amount.text, decimals: decimals)
        } catch {
            throw refusal(
                "the \(name) is a number of at most \(decimals) decimals, got '\(amount.text)': "
                    + "\(error)")
        }
        guard units > 0 else { throw refusal("the \(name) is above 0, got \(amount.text)") }
        return units
    }

    private func refusal(_ detail: String) -> ClientError {
        ClientError(
            .refused, what: what, place: place, detail: detail, wireCode: .badParameter)
    }
}

/// The engine's instruments, as it told them.
struct InstrumentTable {
    var epoch: UInt64
    var instruments: [InstrumentInfo]
}

extension PitwireClient {
    /// An instrument's number and scales, asked once for each start of the engine.
    ///
    /// - Throws: `refused` with `unknownSymbol` when the engine has no such instrument.
    public func instrument(_ symbol: String) async throws(ClientError) -> InstrumentInfo {
        let known = try await instruments()
        guard let found = known.first(where: { $0.instrument.symbol == symbol }) else {
            throw ClientError(
                .refused, what: "instrument \(symbol)", place: configuration.address,
                detail: "no instrument \(symbol) here", wireCode: .unknownSymbol)
        }
        return found
    }

    /// The engine's instruments with their numbers, asked once for each of its starts.
    public func instruments() async throws(ClientError) -> [InstrumentInfo] {
        let known = instrumentTable.withLock { $0 }
        if let known, let epoch = welcome?.epoch, known.epoch == epoch { return known.instruments }
        let answer = try await ask(.symbols)
        let fresh = InstrumentTable(epoch: answer.epoch, instruments: try answer.all(.instrument))
        instrumentTable.withLock { $0 = fresh }
        return fresh.instruments
    }
}
