import CLI
import Market
public import Wire

/// The engine's rings, hops and counters as tables; with an earlier reading also what happened a
/// second in between.
public struct StatsView: Sendable {
    let now: Statistics
    let before: Statistics?
    let look: Look
    let columns: Int

    /// A view of one reading, or of two.
    public init(_ now: Statistics, since before: Statistics?, _ look: Look, columns: Int) {
        self.now = now
        self.before = before
        self.look = look
        self.columns = columns
    }

    /// Seconds between the readings.
    private var seconds: Double? {
        guard let before else { return nil }
        let seconds = Double(now.time.rawValue - before.time.rawValue) / 1e9
        return seconds > 0 ? seconds : nil
    }

    /// The tables as one text.
    public var text: String {
        var parts: [String] = []
        if !now.rings.isEmpty { parts.append(rings) }
        if !now.latencies.isEmpty { parts.append(latencies) }
        if !now.counters.isEmpty { parts.append(counters) }
        return parts.isEmpty ? "the engine counts nothing\n" : parts.joined(separator: "\n")
    }

    private var style: Style { Style(isOn: look.isColored) }

    private func rate(_ now: Int64, _ before: Int64?) -> String {
        guard let seconds, let before else { return "-" }
        return Figures.count(Int((Double(now &- before) / seconds).rounded()))
    }

    private var rings: String {
        var table = Table([
            .init("RING"), .init("DEPTH", .right), .init("HIGH", .right), .init("OF", .right),
            .init("PUSHED", .right), .init("A SECOND", .right), .init("FULL", .right),
            .init("DROPPED", .right),
        ])
        for ring in now.rings {
            let earlier = before?.rings.first { $0.name == ring.name }
            let dropped = Figures.count(Int(clamping: ring.dropped))
            table.add([
                VisibleText.of(ring.name), Figures.count(Int(clamping: ring.depth)),
                Figures.count(Int(clamping: ring.highWater)),
                Figures.count(Int(clamping: ring.capacity)),
                Figures.count(Int(clamping: ring.pushed)),
                rate(Int64(clamping: ring.pushed), earlier.map { Int64(clamping: $0.pushed) }),
                Figures.count(Int(clamping: ring.waits)),
                ring.dropped > 0 ? style.red(dropped) : dropped,
            ])
        }
        return table.text(style, columns: columns)
    }

    private var latencies: String {
        var table = Table([
            .init("HOP"), .init("COUNT", .right), .init("P50", .right), .init("P99", .right),
            .init("P99.9", .right), .init("MAX", .right),
        ])
        for hop in now.latencies {
            let values = [hop.p50, hop.p99, hop.p999, hop.largest].map {
                hop.count == 0 ? "-" : DurationText.of(Nanoseconds(Int64(clamping: $0)))
            }
            table.add(
                [VisibleText.of(hop.name), Figures.count(Int(clamping: hop.count))] + values)
        }
        return table.text(style, columns: columns)
    }

    private var counters: String {
        var table = Table([
            .init("COUNTER", isFlexible: true), .init("VALUE", .right), .init("A SECOND", .right),
        ])
        for counter in now.counters {
            let earlier = before?.counters.first { $0.name == counter.name }
            table.add([
                VisibleText.of(counter.name), Figures.count(Int(counter.value)),
                rate(counter.value, earlier?.value),
            ])
        }
        return table.text(style, columns: columns)
    }

    /// The newer reading as one object, with rates when there are two.
    public var json: JSONValue {
        func rate(_ now: Int64, _ before: Int64?) -> JSONValue {
            guard let seconds, let before else { return .null }
            return .number(Double(now &- before) / seconds)
        }
        return .object([
            ("time_ns", .time(now.time)),
            (
                "rings",
                .list(
                    now.rings.map { ring in
                        let earlier = before?.rings.first { $0.name == ring.name }
                        return .object([
                            ("name", .string(ring.name)), ("capacity", .number(ring.capacity)),
                            ("depth", .number(ring.depth)),
                            ("high_water", .number(ring.highWater)),
                            ("pushed", .number(ring.pushed)),
                            (
                                "pushed_per_s",
                                rate(
                                    Int64(clamping: ring.pushed),
                                    earlier.map { Int64(clamping: $0.pushed) })
                            ),
                            ("full", .number(ring.waits)), ("dropped", .number(ring.dropped)),
                        ])
                    })
            ),
            (
                "latencies",
                .list(
                    now.latencies.map { hop in
                        .object([
                            ("name", .string(hop.name)), ("count", .number(hop.count)),
                            ("p50_ns", .number(hop.p50)), ("p99_ns", .number(hop.p99)),
                            ("p999_ns", .number(hop.p999)), ("max_ns", .number(hop.largest)),
                        ])
                    })
            ),
            (
                "counters",
                .list(
                    now.counters.map { counter in
                        let earlier = before?.counters.first { $0.name == counter.name }
                        return .object([
                            ("name", .string(counter.name)), ("value", .number(counter.value)),
                            ("per_s", rate(counter.value, earlier?.value)),
                        ])
                    })
            ),
        ])
    }
}
