import Feed
import Foundation
import Testing

/// Every file the vendor's decoder was run on, field by field.
@Suite(
    .enabled(
        if: Sample.dataFolder != nil, "reads real data in ../shared/data or PITWIRE_DATA"))
struct DBNReferenceTests {
    private typealias Object = [String: Any]

    private static func files() throws -> [Object] {
        let path = try #require(Sample.dataFolder) + "/databento/reference-decode.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? Object)
        return try #require(root["files"] as? [Object])
    }

    private func bytes(_ file: Object) throws -> [UInt8] {
        let name = try #require(file["file"] as? String)
        let path = try #require(Sample.dataFolder) + "/" + name
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    @Test func `every decoded file agrees in metadata, counts, sides, first and last record`()
        throws
    {
        var compared = 0
        for file in try Self.files() where file["records"] != nil {
            let reader = try DBNReader(ByteSource(bytes: try bytes(file)))
            let name = Comment(rawValue: file["file"] as? String ?? "")
            check(reader.metadata, file, name)
            var tally: [String: Int] = [:]
            var (count, first, last) = (0, Object(), Object())
            while let record = try reader.next() {
                let fields = try #require(Self.fields(of: record), name)
                if count == 0 { first = fields }
                last = fields
                count += 1
                tally[Self.actionAndSide(record), default: 0] += 1
            }
            #expect(count == file["records"] as? Int, name)
            if let expected = file["action_side"] as? [String: Int] {
                #expect(tally == Self.withoutNames(expected), name)
            }
            if count > 0 {
                compare(first, try #require(file["first"] as? Object), name)
                compare(last, try #require(file["last"] as? Object), name)
            }
            compared += 1
        }
        #expect(compared > 90)
    }

    @Test func `fragments decode with their version, the older format is refused`() throws {
        var (fragments, refused) = (0, 0)
        for file in try Self.files() where file["records"] == nil {
            let name = try #require(file["file"] as? String)
            if name.hasSuffix(".dbz") {
                let bytes = try bytes(file)
                let error = Sample.failure { () throws(FeedError) in
                    _ = try DBNReader(ByteSource(bytes: bytes))
                }
                #expect(error?.found == "DBZ, an older format")
                refused += 1
                continue
            }
            // Those without a version in their name are of version 2.
            let version: UInt8 = name.contains(".v1.") ? 1 : name.contains(".v3.") ? 3 : 2
            let records = try DBNSamples.records(try bytes(file), fragmentVersion: version)
            #expect(!records.isEmpty)
            for record in records {
                guard case .definition(let definition)? = record.record else {
                    Issue.record("\(name): no definition")
                    continue
                }
                // An option's symbol ends in `P2250`: its class and its strike.
                let symbol = try #require(definition[.rawSymbol])
                let option = symbol.split(separator: " ").dropFirst().first
                let kind = option.map { String($0.prefix(1)) } ?? "K"
                #expect(definition[.instrumentClass] == kind, "\(name) \(symbol)")
                #expect(definition[.updateAction] == "A", "\(name) \(symbol)")
            }
            fragments += 1
        }
        #expect(fragments > 5)
        #expect(refused > 5)
    }

    private func check(_ metadata: DBNMetadata, _ file: Object, _ name: Comment) {
        #expect(Int(metadata.version) == file["dbn_version_on_disk"] as? Int, name)
        #expect(metadata.schema ?? "None" == file["schema"] as? String, name)
        #expect(metadata.dataset == file["dataset"] as? String, name)
        #expect(metadata.stypeIn ?? "None" == file["stype_in"] as? String, name)
        #expect(metadata.stypeOut ?? "None" == file["stype_out"] as? String, name)
        #expect(metadata.symbols == file["symbols"] as? [String], name)
        #expect(metadata.start == (file["start"] as? NSNumber)?.uint64Value, name)
        #expect(metadata.end == (file["end"] as? NSNumber)?.uint64Value, name)
        #expect(metadata.limit == (file["limit"] as? NSNumber)?.uint64Value, name)
    }

    /// Compares every field that is expected; a number may be wrapped in its record's type.
    private func compare(_ found: Object, _ expected: Object, _ name: Comment) {
        guard expected.count == 1, let fields = expected.values.first as? Object else {
            Issue.record("\(name): no fields")
            return
        }
        for (field, value) in fields {
            switch value {
            case let level as Object:
                let own = found[field] as? [String: Int64] ?? [:]
                #expect(own == level as? [String: Int64], "\(name) \(field)")
            case let number as NSNumber:
                #expect((found[field] as? NSNumber) == number, "\(name) \(field)")
            default:
                // An enumeration shows as `<StatType.LOWEST_OFFER: 7>`.
                let text = "\(value)"
                let plain = text.hasPrefix("<") ? Self.number(text) : text
                #expect("\(found[field] ?? "missing")" == plain, "\(name) \(field)")
            }
        }
    }

    private static func number(_ text: String) -> String {
        String(text.split(separator: " ").last?.dropLast() ?? "")
    }

    /// `<StatusAction.TRADING: 7>/` is `7/`.
    private static func withoutNames(_ tally: [String: Int]) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: tally.map { key, count in
                guard key.hasPrefix("<"), let end = key.firstIndex(of: ">") else {
                    return (key, count)
                }
                return (number(String(key[...end])) + key[key.index(after: end)...], count)
            })
    }

    private static func actionAndSide(_ raw: DBNRawRecord) -> String {
        switch raw.decoded {
        case .trade(let trade): "\(trade.action)/\(trade.side)"
        case .book(let book): "\(book.change.action)/\(book.change.side)"
        case .order(let order): "\(order.action)/\(order.side)"
        case .bestBidOffer(let best): "/\(best.side)"
        case .imbalance(let imbalance): "/\(imbalance.side)"
        case .status(let status): "\(status.action)/"
        default: "/"
        }
    }

    private static let typeNames: [DBNKind: String] = [
        .trade: "mbp-0", .bookTop: "mbp-1", .bookDepth: "mbp-10", .status: "status",
        .definition: "instrument-def", .imbalance: "imbalance", .error: "error",
        .symbolMapping: "symbol-mapping", .system: "system", .statistic: "statistics",
        .bar1s: "ohlcv-1s", .bar1m: "ohlcv-1m", .bar1h: "ohlcv-1h", .bar1d: "ohlcv-1d",
        .barEndOfDay: "ohlcv-eod", .barDeprecated: "ohlcv-deprecated", .order: "mbo",
        .consolidatedTop: "cmbp-1", .consolidated1s: "cbbo-1s", .consolidated1m: "cbbo-1m",
        .consolidatedTrade: "tcbbo", .bestBidOffer1s: "bbo-1s", .bestBidOffer1m: "bbo-1m",
    ]

    /// A record by the names the reference uses.
    private static func fields(of raw: DBNRawRecord) -> Object? {
        guard let kind = raw.kind, let record = raw.decoded else { return nil }
        var fields: Object = [
            "rtype": typeNames[kind] ?? "", "publisher_id": raw.publisher,
            "instrument_id": raw.instrument, "ts_event": raw.eventTime,
        ]
        func add(_ more: Object) { fields.merge(more) { _, new in new } }
        switch record {
        case .trade(let trade): add(self.fields(of: trade))
        case .book(let book):
            add(self.fields(of: book.change))
            fields["level0"] = self.fields(of: book.levels[0])
        case .bestBidOffer(let best):
            add([
                "ts_recv": best.receiveTime, "price": best.price, "size": best.size,
                "sequence": best.sequence, "flags": best.flags,
                "level0": self.fields(of: best.level),
            ])
        case .order(let order):
            add([
                "ts_recv": order.receiveTime, "price": order.price, "size": order.size,
                "sequence": order.sequence, "order_id": order.order, "flags": order.flags,
            ])
        case .bar(let bar):
            add([
                "open": bar.open, "high": bar.high, "low": bar.low, "close": bar.close,
                "volume": bar.volume,
            ])
        case .status(let status): add(["ts_recv": status.receiveTime])
        case .statistic(let statistic):
            add([
                "ts_recv": statistic.receiveTime, "price": statistic.price,
                "sequence": statistic.sequence, "stat_type": statistic.kind,
            ])
        case .definition(let definition):
            add([
                "ts_recv": definition[.receiveTime] ?? -1,
                "raw_symbol": definition[.rawSymbol] ?? "",
            ])
        case .imbalance(let imbalance): add(["ts_recv": imbalance.receiveTime])
        case .error, .system, .symbolMapping: break
        }
        return fields
    }

    private static func fields(of trade: DBNTrade) -> Object {
        [
            "ts_recv": trade.receiveTime, "price": trade.price, "size": trade.size,
            "sequence": trade.sequence, "flags": trade.flags,
        ]
    }

    private static func fields(of level: DBNLevel) -> [String: Int64] {
        [
            "bid_px": level.bid, "ask_px": level.ask, "bid_sz": Int64(level.bidSize),
            "ask_sz": Int64(level.askSize),
        ]
    }
}
