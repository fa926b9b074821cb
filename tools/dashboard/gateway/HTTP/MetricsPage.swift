import ClientKit
import EventLoop
import Web

/// Counters of the gateway and of its engines, as Prometheus reads them.
struct MetricsPage: Sendable {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private let gateway: Gateway

    init(_ gateway: Gateway) { self.gateway = gateway }

    /// One metric: its name, what it is, and a line for each of its labels.
    private struct Family {
        var name: String
        var type: String
        var help: String
        var lines: [(labels: String, value: String)] = []
    }

    /// The page.
    func text() async -> String {
        var families = own + web
        var byName: [String: Int] = [:]
        for (place, family) in families.enumerated() { byName[family.name] = place }
        for link in gateway.links {
            for family in await metrics(of: link) {
                if let place = byName[family.name] {
                    families[place].lines += family.lines
                } else {
                    byName[family.name] = families.count
                    families.append(family)
                }
            }
        }
        return families.map { family in
            "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.type)\n"
                + family.lines.map { "\(family.name)\($0.labels) \($0.value)\n" }.joined()
        }.joined()
    }

    private func counter(_ name: String, _ help: String, _ value: Int) -> Family {
        Family(
            name: "pitwire_gateway_\(name)_total", type: "counter", help: help,
            lines: [("", "\(value)")])
    }

    private func gauge(_ name: String, _ help: String, _ value: some CustomStringConvertible)
        -> Family
    {
        Family(
            name: "pitwire_gateway_\(name)", type: "gauge", help: help,
            lines: [("", value.description)])
    }

    // MARK: The gateway

    private var own: [Family] {
        let started = Double(gateway.started.rawValue) / 1e9
        let pages = gateway.pageCounters
        return [
            gauge("start_time_seconds", "When the gateway began, since 1970.", started),
            Family(
                name: "process_resident_memory_bytes", type: "gauge", help: "Resident memory.",
                lines: ThisProcess.residentBytes.map { [("", "\($0)")] } ?? []),
            Family(
                name: "process_cpu_seconds_total", type: "counter",
                help: "Time of the processor, by user and system together.",
                lines: ThisProcess.processorSeconds.map { [("", "\($0)")] } ?? []),
            gauge(
                "pages", "Pages that are open now.", pages.opened.read - pages.closed.read),
            counter("pages", "Pages that were opened.", pages.opened.read),
            counter(
                "page_messages_refused", "Messages of pages that were not understood.",
                pages.refused.read),
        ]
    }

    private var web: [Family] {
        let counters = gateway.server.withLock { $0?.counters } ?? WebCounters()
        let answers = (1...5).filter { $0 < counters.answers.count }.map {
            ("{status=\"\($0)xx\"}", "\(counters.answers[$0])")
        }
        return [
            gauge("connections", "HTTP connections that are open.", counters.connectionsOpen),
            counter("connections", "HTTP connections that were taken.", counters.connections),
            counter(
                "connections_refused", "Connections that were one too many.",
                counters.connectionsRefused),
            Family(
                name: "pitwire_gateway_answers_total", type: "counter",
                help: "Answers by the class of their status.", lines: answers),
            counter(
                "requests_refused",
                "Requests turned away at the door: malformed, too large, without token, foreign.",
                counters.refused),
            gauge("sockets", "WebSockets that are open.", counters.socketsOpen),
            counter("sockets", "WebSockets that were opened.", counters.sockets),
            counter("messages_sent", "Messages handed to the system.", counters.messagesSent),
            counter(
                "messages_conflated",
                "Messages that a later one of their slot replaced before they were sent.",
                counters.messagesConflated),
            counter("messages_received", "Messages of pages.", counters.messagesReceived),
            counter(
                "slow_pages", "Pages disconnected because they did not read.", counters.slowPages),
            counter(
                "sent_bytes", "Bytes of answers and messages, headers left out.",
                counters.bytesSent),
        ]
    }

    // MARK: An engine

    private func metrics(of link: EngineLink) async -> [Family] {
        let label = "engine=\"\(Self.escaped(link.name))\""
        func family(
            _ name: String, _ type: String, _ help: String, _ value: some CustomStringConvertible
        ) -> Family {
            Family(
                name: "pitwire_\(name)", type: type, help: help,
                lines: [("{\(label)}", value.description)])
        }
        let counts = link.counters
        var families = [
            family(
                "engine_up", "gauge", "Whether the engine is connected.",
                link.reading.state == .live ? 1 : 0),
            family("link_connects_total", "counter", "Logins accepted.", counts.connects.read),
            family("link_losses_total", "counter", "Connections lost.", counts.losses.read),
            family(
                "link_retries_total", "counter", "Subscriptions and questions tried again.",
                counts.retries.read),
            family(
                "link_messages_total", "counter", "Messages made, however many pages got each.",
                counts.messages.read),
            family("link_snapshots_total", "counter", "Snapshots sent.", counts.snapshots.read),
            family("link_gaps_total", "counter", "Gaps told to pages.", counts.gaps.read),
            family("link_commands_total", "counter", "Commands sent.", counts.commands.read),
            family(
                "link_commands_refused_total", "counter", "Commands that were refused.",
                counts.commandsRefused.read),
            family(
                "link_feeds_refused_total", "counter",
                "Pages that asked for one instrument or period too many.",
                counts.feedsRefused.read),
            family(
                "link_feeds", "gauge", "Instruments and periods that are subscribed to.",
                await link.feedCount),
        ]
        if let client = try? link.client(), let statistics = try? await client.statistics() {
            families += Self.families(of: statistics, label)
        }
        return families
    }

    private static func families(of statistics: Statistics, _ label: String) -> [Family] {
        var families = statistics.counters.map { counter in
            let (name, type, divisor) = named(counter.name)
            let value =
                divisor == 1 ? "\(counter.value)" : "\(Double(counter.value) / Double(divisor))"
            return Family(
                name: name, type: type, help: "The engine's counter \(counter.name).",
                lines: [("{\(label)}", value)])
        }
        let rings: [(String, String, String, (RingReading) -> UInt64)] = [
            ("ring_capacity", "gauge", "Elements a ring can hold.", \.capacity),
            ("ring_depth", "gauge", "Elements in a ring now.", \.depth),
            ("ring_high_water", "gauge", "The most elements a ring ever held.", \.highWater),
            ("ring_pushed_total", "counter", "Elements ever pushed.", \.pushed),
            ("ring_full_total", "counter", "How often a producer found it full.", \.waits),
            ("ring_dropped_total", "counter", "Elements dropped because it was full.", \.dropped),
        ]
        for (name, type, help, value) in rings {
            families.append(
                Family(
                    name: "pitwire_\(name)", type: type, help: help,
                    lines: statistics.rings.map {
                        ("{\(label),ring=\"\(escaped($0.name))\"}", "\(value($0))")
                    }))
        }
        families.append(latencies(statistics.latencies, label))
        return families.filter { !$0.lines.isEmpty }
    }

    private static func latencies(_ readings: [LatencyReading], _ label: String) -> Family {
        var family = Family(
            name: "pitwire_latency_seconds", type: "summary",
            help: "How long one hop takes; quantile 1 is the longest.")
        for reading in readings {
            let hop = "\(label),hop=\"\(escaped(reading.name))\""
            let quantiles = [
                ("0.5", reading.p50), ("0.99", reading.p99), ("0.999", reading.p999),
                ("1", reading.largest),
            ]
            for (quantile, value) in quantiles {
                family.lines.append(
                    ("{\(hop),quantile=\"\(quantile)\"}", "\(Double(value) / 1e9)"))
            }
        }
        return family
    }

    /// The name, type and divisor of an engine's counter, by its own name: `publisher.bytesSent` is
    /// `pitwire_publisher_bytes_sent_total`; what is no count that only grows is a gauge; time is in
    /// seconds.
    private static func named(_ name: String) -> (name: String, type: String, divisor: Int) {
        var text = "pitwire_"
        for character in name {
            if character.isUppercase { text += "_" }
            text += character.isLetter || character.isNumber ? character.lowercased() : "_"
        }
        if text.hasSuffix("_ms") { return (text.dropLast(3) + "_seconds", "gauge", 1000) }
        let isGauge =
            text.hasSuffix("_bytes") || name == "publisher.sessions" || name.contains("longest")
        return isGauge ? (text, "gauge", 1) : (text + "_total", "counter", 1)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ")
    }
}
