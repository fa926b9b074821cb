public import Bytes
public import Market

/// What a request asks.
public enum Query: Hashable, Sendable {
    /// Which footprint or profile.
    public enum Moment: Hashable, Sendable {
        /// The one that is open now.
        case developing
        /// The completed one so many back; 1 is the last.
        case previous(UInt32)
        /// The one of the bar that starts then; footprints only.
        case at(Nanoseconds)
    }

    /// The instruments: `InstrumentInfo` records.
    case symbols
    /// Where an instrument stands: an `InstrumentState`, then open bars and VWAPs.
    case state(symbol: String)
    /// Closed bars from `from` and before `to`, newest `limit` of them, ascending.
    case bars(
        symbol: String, period: BarPeriod, from: Nanoseconds?, to: Nanoseconds?, limit: UInt32)
    /// One footprint.
    case footprint(symbol: String, period: BarPeriod, moment: Moment)
    /// One profile with value area and nodes.
    case profile(symbol: String, anchor: Anchor, anchorNumber: UInt32, moment: Moment)
    /// The engine's counters and rings.
    case statistics
    /// What the engine's strategies are: `StrategySchema` records.
    case strategies
    /// Kept evaluations that are no studies, newest first: an `InstrumentInfo` before the first
    /// of each instrument.
    case evaluations(EvaluationFilter)
    /// The last study of every rule of an instrument, of one strategy or of all.
    case studies(symbol: String, strategy: String?)
    /// What stands at the desk, of an instrument or of all: alert, halt, setting and anchor
    /// records, an `InstrumentInfo` before the first of each instrument.
    case desk(symbol: String?)
    /// Orders, of an instrument or of all: those that are open, then the newest `ended` of those
    /// that ended, oldest first; an `InstrumentInfo` before the first of each instrument, here and
    /// in the queries below.
    case orders(symbol: String?, ended: UInt32)
    /// The newest `limit` fills, oldest first; 0 for all that are kept.
    case fills(symbol: String?, limit: UInt32)
    /// The newest `limit` trades that ended, oldest first; 0 for all that are kept.
    case trades(symbol: String?, limit: UInt32)
    /// Open positions.
    case positions(symbol: String?)
    /// The account; none before its first change.
    case account
    /// The trading session; none before its first change.
    case session
    /// Reports of orders and fills in the order of their numbers, the first `limit` from a number
    /// on, 0 for all that are kept. The answer's position is the number behind the last one.
    case reports(from: UInt64, limit: UInt32)

    /// The number of a query's kind on the wire.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case symbols = 1
        case state = 2
        case bars = 3
        case footprint = 4
        case profile = 5
        case statistics = 6
        case strategies = 7
        case evaluations = 8
        case studies = 9
        case desk = 10
        case orders = 11
        case fills = 12
        case trades = 13
        case positions = 14
        case account = 15
        case session = 16
        case reports = 17
    }

    /// What it asks, without its parameters.
    public var kind: Kind {
        switch self {
        case .symbols: .symbols
        case .state: .state
        case .bars: .bars
        case .footprint: .footprint
        case .profile: .profile
        case .statistics: .statistics
        case .strategies: .strategies
        case .evaluations: .evaluations
        case .studies: .studies
        case .desk: .desk
        case .orders: .orders
        case .fills: .fills
        case .trades: .trades
        case .positions: .positions
        case .account: .account
        case .session: .session
        case .reports: .reports
        }
    }
}

/// Asks for something once; answered by one or more answers or an error.
///
/// | offset | size | field | meaning |
/// |-------:|-----:|-------|---------|
/// | 0 | 4 | request | id of the client's choice, not 0 |
/// | 4 | 1 | kind | `Query.Kind` |
/// | 5 | 1 | period | `BarPeriod` of bars and footprint; 255 none |
/// | 6 | 1 | anchor | `Anchor` of profile; 255 none |
/// | 7 | 1 | moment | footprint and profile: 0 developing, 1 previous, 2 at; 255 none |
/// | 8 | 4 | number | previous: how many back; bars, evaluations, fills, trades, reports: limit; orders: how many that ended |
/// | 12 | 4 | anchor number | user anchors; 0 otherwise |
/// | 16 | 8 | from | bars, evaluations: ns, smallest value for none; moment at: the bar's start; reports: the first number |
/// | 24 | 8 | to | bars, evaluations: ns, largest value for none |
/// | 32 | text | symbol | at most 64 bytes; evaluations, desk, orders, fills, trades, positions: empty for all |
/// | | 1 | verdicts | evaluations, studies: as `EvaluationFilter` says |
/// | | text | strategy | the same |
/// | | text | rule | the same |
/// | | 8 | decision | the same |
/// | | 8 | as of | tail: ns; smallest value, or absent, for the present |
///
/// Verdicts to decision are there only in requests for evaluations and studies. As of is written
/// only when it is set; an engine that does not know it answers of now, and its answer says no
/// moment.
public struct Request: WireMessage {
    /// Its frames carry this type byte.
    public static let type = MessageType.request

    /// The client's number for it, not 0.
    public var request: UInt32
    /// What is asked.
    public var query: Query
    /// The instant as of which it is asked, event time; `nil` for the present.
    public var asOf: Nanoseconds?

    /// Puts a request together.
    public init(request: UInt32, query: Query, asOf: Nanoseconds? = nil) {
        self.request = request
        self.query = query
        self.asOf = asOf
    }

    /// Writes the payload, as the layout above says.
    public func encode(into writer: inout ByteWriter) {
        var fields = RequestFields()
        fields.set(query)
        writer.append(request)
        writer.append(query.kind.rawValue)
        writer.append(optionalCase: fields.period)
        writer.append(optionalCase: fields.anchor)
        writer.append(fields.moment)
        writer.append(fields.number)
        writer.append(fields.anchorNumber)
        writer.append(fields.from)
        writer.append(fields.to)
        writer.append(text: fields.symbol)
        if query.kind.isFiltered {
            writer.append(fields.verdicts)
            writer.append(text: fields.strategy)
            writer.append(text: fields.rule)
            writer.append(fields.decision)
        }
        if let asOf { writer.append(asOf.rawValue) }
    }

    /// Reads the fields from the front of a payload.
    public init(fields reader: inout ByteReader) throws(BytesError) {
        request = try reader.read()
        let kind = try reader.read(case: Query.Kind.self)
        var fields = RequestFields()
        fields.period = try reader.read(optionalCase: BarPeriod.self)
        fields.anchor = try reader.read(optionalCase: Anchor.self)
        fields.moment = try reader.read()
        fields.number = try reader.read()
        fields.anchorNumber = try reader.read()
        fields.from = try reader.read()
        fields.to = try reader.read()
        fields.symbol = try reader.readText(limit: 64)
        if kind.isFiltered {
            fields.verdicts = try reader.read()
            fields.strategy = try reader.readText(limit: 64)
            fields.rule = try reader.readText(limit: 64)
            fields.decision = try reader.read()
        }
        guard let query = fields.query(of: kind) else {
            throw BytesError(.badValue, offset: 4, got: Int(kind.rawValue))
        }
        self.query = query
        let asOf = reader.remaining >= 8 ? try reader.read(Int64.self) : Int64.min
        self.asOf = asOf == Int64.min ? nil : Nanoseconds(asOf)
    }
}

extension Query.Kind {
    /// Whether a filter stands behind the symbol.
    fileprivate var isFiltered: Bool { self == .evaluations || self == .studies }
}

/// The fields of every query, side by side.
private struct RequestFields {
    var period: BarPeriod?
    var anchor: Anchor?
    var moment: UInt8 = 0xff
    var number: UInt32 = 0
    var anchorNumber: UInt32 = 0
    var from = Int64.min
    var to = Int64.max
    var symbol = ""
    var verdicts: UInt8 = 0
    var strategy = ""
    var rule = ""
    var decision: UInt64 = 0

    mutating func set(_ query: Query) {
        switch query {
        case .symbols, .statistics, .strategies, .account, .session: break
        case .state(let symbol): self.symbol = symbol
        case .bars(let symbol, let period, let from, let to, let limit):
            self.symbol = symbol
            self.period = period
            self.from = from?.rawValue ?? Int64.min
            self.to = to?.rawValue ?? Int64.max
            number = limit
        case .footprint(let symbol, let period, let moment):
            self.symbol = symbol
            self.period = period
            set(moment)
        case .profile(let symbol, let anchor, let anchorNumber, let moment):
            self.symbol = symbol
            self.anchor = anchor
            self.anchorNumber = anchorNumber
            set(moment)
        case .evaluations(let filter): set(filter)
        case .studies(let symbol, let strategy):
            self.symbol = symbol
            self.strategy = strategy ?? ""
        case .desk(let symbol), .positions(let symbol): self.symbol = symbol ?? ""
        case .orders(let symbol, let limit), .fills(let symbol, let limit),
            .trades(let symbol, let limit):
            self.symbol = symbol ?? ""
            number = limit
        case .reports(let first, let limit):
            from = Int64(bitPattern: first)
            number = limit
        }
    }

    private mutating func set(_ filter: EvaluationFilter) {
        symbol = filter.symbol ?? ""
        from = filter.from?.rawValue ?? Int64.min
        to = filter.to?.rawValue ?? Int64.max
        number = filter.limit
        verdicts = EvaluationFilter.encode(filter.verdicts)
        strategy = filter.strategy ?? ""
        rule = filter.rule ?? ""
        decision = filter.number ?? 0
    }

    private mutating func set(_ moment: Query.Moment) {
        switch moment {
        case .developing: self.moment = 0
        case .previous(let back): (self.moment, number) = (1, back)
        case .at(let start): (self.moment, from) = (2, start.rawValue)
        }
    }

    /// The query, or `nil` when a field it needs is missing.
    func query(of kind: Query.Kind) -> Query? {
        switch kind {
        case .symbols: return .symbols
        case .statistics: return .statistics
        case .strategies: return .strategies
        case .state: return .state(symbol: symbol)
        case .bars:
            guard let period else { return nil }
            return .bars(
                symbol: symbol, period: period, from: from == Int64.min ? nil : Nanoseconds(from),
                to: to == Int64.max ? nil : Nanoseconds(to), limit: number)
        case .footprint:
            guard let period, let found = foundMoment else { return nil }
            return .footprint(symbol: symbol, period: period, moment: found)
        case .profile:
            guard let anchor, let found = foundMoment else { return nil }
            return .profile(
                symbol: symbol, anchor: anchor, anchorNumber: anchorNumber, moment: found)
        case .evaluations:
            guard let filter else { return nil }
            return .evaluations(filter)
        case .studies:
            return .studies(symbol: symbol, strategy: strategy.isEmpty ? nil : strategy)
        case .desk: return .desk(symbol: about)
        case .orders: return .orders(symbol: about, ended: number)
        case .fills: return .fills(symbol: about, limit: number)
        case .trades: return .trades(symbol: about, limit: number)
        case .positions: return .positions(symbol: about)
        case .account: return .account
        case .session: return .session
        case .reports: return .reports(from: UInt64(bitPattern: from), limit: number)
        }
    }

    private var about: String? { symbol.isEmpty ? nil : symbol }

    private var filter: EvaluationFilter? {
        guard let verdicts = EvaluationFilter.verdicts(verdicts) else { return nil }
        return EvaluationFilter(
            symbol: symbol.isEmpty ? nil : symbol,
            from: from == Int64.min ? nil : Nanoseconds(from),
            to: to == Int64.max ? nil : Nanoseconds(to),
            strategy: strategy.isEmpty ? nil : strategy, rule: rule.isEmpty ? nil : rule,
            verdicts: verdicts, number: decision == 0 ? nil : decision, limit: number)
    }

    private var foundMoment: Query.Moment? {
        switch moment {
        case 0: .developing
        case 1: .previous(number)
        case 2: .at(Nanoseconds(from))
        default: nil
        }
    }
}
