import Market
import Records
import Testing

@testable import Store

@Suite struct ViewTests {
    let folder = Folder()

    func lines(_ sql: String) throws -> [String] {
        try Connection(path: folder.file, readOnly: true, busyLimit: 50).texts(sql, as: "view")
    }

    @Test func `views show real prices, names and times`() throws {
        var log = SampleLog()
        log.add { Sample.bar(0).write(to: &$0) }
        var coins = Sample.bar(1, instrument: 1, price: -12_345)
        coins.bar.volume = Volume(150_000_000)
        log.add { coins.write(to: &$0) }
        log.add { Sample.decision(3).write(to: &$0) }
        var rejected = Sample.decision(4)
        rejected.verdict = .rejected
        rejected.reason = 1
        rejected.time = rejected.time + .milliseconds(7)
        log.add { rejected.write(to: &$0) }
        log.add(slots: Sample.profile(0, rows: 3))
        let vwap = VWAPRecord(
            instrument: InstrumentID(0), barStart: Sample.open, period: .minute5,
            anchor: .weekly, date: SessionDate("2024-03-08")!, vwap: 509.5, sigma: 0.25,
            volume: Volume(7), cause: 5)
        log.add { vwap.write(to: &$0) }
        log.feedAll(Sample.writer(folder), now: noon)

        #expect(
            try lines(
                """
                SELECT symbol || ' ' || period || ' ' || mode || ' ' || start || ' ' || session
                || ' ' || open || ' ' || high || ' ' || low || ' ' || close || ' ' || volume
                || ' ' || delta || ' ' || is_whole FROM bars_view ORDER BY start
                """) == [
                    "SPY 1m rth 2024-03-08T14:30:00.000Z 2024-03-08 509.01 509.06 509.0 509.03 "
                        + "300.0 100.0 0",
                    "BTC-USD 1m rth 2024-03-08T14:31:00.000Z 2024-03-08 -123.45 -118.45 -124.45 "
                        + "-121.45 1.5 1.0e-06 0",
                ])
        #expect(
            try lines(
                """
                SELECT id || ' ' || time || ' ' || strategy || ' ' || rule || ' ' || key || ' '
                || verdict || ' ' || direction || ' ' || reason || ' ' || side_quality
                FROM decisions_view ORDER BY id
                """) == [
                    "SPY-3 2024-03-08T14:30:03.000Z momentum entry fast approved LONG  exchange",
                    "SPY-4 2024-03-08T14:30:04.007Z momentum entry fast rejected LONG too_small "
                        + "exchange",
                ])
        #expect(
            try lines("SELECT id || ' ' || detail FROM signals_view") == [
                "SPY-3 {\"price\": 509.25, \"is_first\": true, \"side\": \"DOWN\", "
                    + "\"at\": \"2024-03-08T14:30:00Z\", \"gap\": null}"
            ])
        #expect(
            try lines(
                """
                SELECT symbol || ' ' || anchor || ' ' || date || ' ' || poc || ' ' || vah || ' '
                || val || ' ' || low || ' ' || high || ' ' || volume FROM sessions_view
                """) == ["SPY daily 2024-03-08 509.01 509.02 509.0 509.0 509.02 34.5"])
        #expect(
            try lines("SELECT symbol || ' ' || anchor || ' ' || vwap FROM vwaps_view")
                == ["SPY weekly 509.5"])
        #expect(
            try lines("SELECT position || ' ' || records || ' ' || rules FROM cursor_view")
                == ["6 6 000000000000abcd"])
    }

    @Test func `every view can be asked, on an empty store too`() throws {
        #expect(Sample.writer(folder).step(now: noon) == nil)
        for view in Views.all {
            #expect(try lines("SELECT count(*) FROM \(view.name)").count == 1)
        }
    }

    @Test func `every number of the enumerations has its word`() throws {
        #expect(Sample.writer(folder).step(now: noon) == nil)
        for verdict in Verdict.allCases {
            #expect(
                try lines(
                    "SELECT word FROM words WHERE about = 'verdict' AND number = "
                        + "\(verdict.rawValue)") == [verdict.name])
        }
        #expect(
            try lines("SELECT word FROM words WHERE about = 'stream' AND number IN (0, 3, 37)")
                == ["all", "bar", "bar 1m"])
    }

    @Test func `what happened at the desk is an event, a setting or a digest`() throws {
        var log = SampleLog()
        let id = CommandID("desk-1")!
        let alert = Alert(
            number: 4, id: id, instrument: InstrumentID(0), condition: .atOrAbove,
            price: Price(5_100_000), added: noon, by: "ann", note: "said \"go\"")
        log.add {
            CommandResult(
                instrument: .all, time: noon, cause: 1, id: id, kind: .addAlert, number: 1,
                outcome: .accepted, first: 1, session: 3, text: "set"
            ).write(to: &$0)
        }
        log.add { AlertRecord(time: noon, cause: 1, change: .added, alert: alert).write(to: &$0) }
        var fired = alert
        fired.fired = Alert.Trade(time: noon, price: Price(5_100_100))
        log.add { AlertRecord(time: noon, cause: 2, change: .fired, alert: fired).write(to: &$0) }
        for isHalted in [true, false] {
            let halt = Halt(
                instrument: .all, origin: .person, since: noon, by: "ann", reason: "lunch")
            log.add {
                HaltRecord(time: noon, cause: isHalted ? 3 : 4, isHalted: isHalted, halt: halt)
                    .write(to: &$0)
            }
        }
        for (cause, instrument) in [(UInt64(5), InstrumentID.all), (6, InstrumentID(1))] {
            log.add {
                SettingRecord(
                    cause: cause, isDefault: cause == 6,
                    setting: RuntimeSetting(
                        instrument: instrument, key: "alerts.max", value: "7", changed: noon,
                        by: "ann")
                ).write(to: &$0)
            }
        }
        log.add {
            AnchorRecord(
                time: noon, cause: 7, isSet: true,
                anchor: UserAnchor(instrument: InstrumentID(0), number: 2, from: noon, by: "ann")
            ).write(to: &$0)
        }
        var digest = DigestRecord(instrument: InstrumentID(0), time: noon, cause: 8)
        var value = RecordDigest()
        value.value = 0xfeed
        digest.add(value, 37)
        log.add { _ = digest.insert(at: 0, into: &$0) }
        log.feedAll(Sample.writer(folder), now: noon)

        #expect(
            try lines(
                """
                SELECT coalesce(symbol, '-') || ' ' || kind || ' ' || subject FROM events_view
                ORDER BY cause, kind
                """) == [
                    "SPY alert_added 4", "- command desk-1", "SPY alert_fired 4", "- halt person",
                    "- resume person", "SPY anchor_set 2",
                ])
        #expect(
            try lines(
                "SELECT json_extract(detail, '$.note') FROM events WHERE kind = 'alert_added'")
                == ["said \"go\""])
        let reader = try StoreReader(path: folder.file)
        #expect(try reader.events(kind: "halt").map(\.instrument) == [nil])
        #expect(
            try reader.settings() == [
                SettingRow(
                    cause: 5, scope: "engine", key: "alerts.max", value: "7", time: noon,
                    by: "ann"),
                SettingRow(
                    cause: 6, scope: "BTC-USD", key: "alerts.max", value: "7", time: noon,
                    by: "ann", isDefault: true),
            ])
        #expect(
            try lines("SELECT symbol || ' ' || stream || ' ' || digest FROM digests_view").count
                == 2)
        #expect(
            try lines("SELECT stream || ' ' || digest FROM digests_view WHERE stream <> 'all'")
                == ["bar 1m 000000000000feed"])
    }

    @Test func `feed gaps and ring losses are events as their counters rise`() throws {
        var log = SampleLog()
        for (cause, gaps, lost) in [(1, 0, 0), (2, 1, 0), (3, 1, 40), (4, 3, 40), (5, 3, 40)] {
            var record = CountersRecord(
                instrument: InstrumentID(0), time: noon, cause: UInt64(cause))
            (record.feedGaps, record.lost) = (Int64(gaps), Int64(lost))
            log.add { record.write(to: &$0) }
        }
        log.feedAll(Sample.writer(folder), runs: 2, now: noon)
        #expect(
            try lines("SELECT kind || ' ' || cause || ' ' || detail FROM events ORDER BY cause")
                == [
                    "feed_gap 2 {\"count\":1,\"total\":1}",
                    "ring_loss 3 {\"count\":40,\"total\":40}",
                    "feed_gap 4 {\"count\":2,\"total\":3}",
                ])
    }
}
