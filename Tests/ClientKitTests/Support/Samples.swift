import ClientKit

/// Values and frames of an engine, as the tests want them.
enum Sample {
    static let epoch: UInt64 = 1_700_000_000_000_000_000

    static let instrument = Instrument(
        symbol: "SPY", assetClass: .share, prices: PriceScale(decimals: 2, tick: 1),
        sizes: SizeScale(decimals: 0, lot: 1), tickValueNanos: 10_000_000)

    static let info = InstrumentInfo(id: InstrumentID(3), instrument: instrument)

    static func welcome(heartbeat: UInt32 = 60_000, epoch: UInt64 = epoch) -> Welcome {
        Welcome(
            role: .read, heartbeat: heartbeat, features: .all, epoch: epoch, session: 1, time: 1,
            frameLimit: UInt32(FrameLimits.afterLogin), subscriptionLimit: 64,
            queueLimit: 1 << 20, engineName: "test", engineVersion: "1")
    }

    static func granted(
        _ subscribe: Subscribe, stream: UInt32 = 7, epoch: UInt64 = epoch, next: UInt64 = 1,
        outcome: Subscribed.Outcome = .live, gap: Range<UInt64>? = nil
    ) -> Subscribed {
        Subscribed(
            request: subscribe.request, stream: StreamID(stream), channel: subscribe.channel,
            parameters: subscribe.parameters, epoch: epoch, nextSequence: next, outcome: outcome,
            gap: gap, instrument: subscribe.symbol.isEmpty ? nil : info)
    }

    /// Tick `number`: a second apart, a cent up each, sizes 1 to 3, buyers and sellers in turn.
    static func tick(_ number: UInt64) -> Tick {
        Tick(
            time: Nanoseconds.seconds(1_700_000_000 + Int64(number)),
            price: Price(50_000 + Int64(number)), size: Size(Int64(1 + number % 3)),
            level: Level(50_000 + Int64(number)), aggressor: number % 2 == 0 ? .buyer : .seller,
            rule: .exchange, flags: [.inBars, .inFootprint, .inProfiles, .inVWAPs])
    }

    static func bar(_ number: UInt64) -> Bar {
        let start = Nanoseconds.seconds(1_700_000_000 + 60 * Int64(number))
        return Bar(
            start: start, end: start + .seconds(60), session: SessionDate(rawValue: 19_675),
            mode: .rth, period: .minute1, isFromTicks: true, open: Price(50_000),
            high: Price(50_010), low: Price(49_990), close: Price(50_000 + Int64(number)),
            volume: Volume(100), buyVolume: Volume(60), sellVolume: Volume(40),
            maxDelta: Volume(25), minDelta: Volume(-5), cumulativeDelta: Volume(20), trades: 40,
            vwap: 500.01, completeness: Completeness())
    }
}

/// Makes an engine's frames.
struct Frames: ~Copyable {
    var encoder = FrameEncoder()
    var epoch = Sample.epoch

    mutating func message(_ message: some WireMessage) -> EncodedFrame { encoder.frame(message) }

    /// A frame of sample ticks.
    mutating func ticks(_ numbers: Range<UInt64>, stream: UInt32 = 7) -> EncodedFrame {
        let ticks = numbers.map(Sample.tick)
        var header = header(.ticks, .ticks, stream, numbers)
        header.publishTime = ticks[0].time + .milliseconds(2)
        header.publishedAfter = 300
        header.decidedAfter = 200
        return ticks.withUnsafeBufferPointer {
            encoder.frame(
                header, ticks: $0, prices: Sample.instrument.prices,
                sizes: Sample.instrument.sizes)
        }
    }

    /// A frame of sample bars.
    mutating func bars(
        _ numbers: Range<UInt64>, stream: UInt32 = 7, flags: FrameFlags = [],
        at sequence: UInt64? = nil
    ) -> EncodedFrame {
        var header = header(.data, .bars, stream, numbers)
        header.flags = flags
        if let sequence { header.firstSequence = sequence }
        return encoder.frame(header) { writer in
            for number in numbers {
                writer.append(
                    record: BarRecord(
                        instrument: Sample.info.id, bar: Sample.bar(number), cause: number))
            }
        }
    }

    /// A data frame of one record.
    mutating func record(
        _ record: some WireRecord, kind: RecordKind? = nil, channel: Channel, at sequence: UInt64,
        stream: UInt32 = 7, flags: FrameFlags = []
    ) -> EncodedFrame {
        var header = header(.data, channel, stream, sequence..<sequence + 1)
        header.flags = flags
        return encoder.frame(header) { writer in
            if let kind {
                writer.append(record: record, kind: kind)
            } else {
                writer.append(record: record)
            }
        }
    }

    /// A part of an answer.
    mutating func answer(
        _ head: Answer, position: UInt64 = 0, _ records: [any WireRecord] = []
    ) -> EncodedFrame {
        var header = FrameHeader(
            type: .answer, count: UInt16(records.count), firstSequence: position, epoch: epoch)
        if head.part + 1 == head.parts { header.flags = .lastPart }
        return encoder.frame(header) { writer in
            head.encode(into: &writer)
            for record in records { writer.append(record: record, kind: kind(of: record)) }
        }
    }

    private func header(
        _ type: MessageType, _ channel: Channel, _ stream: UInt32, _ numbers: Range<UInt64>
    ) -> FrameHeader {
        FrameHeader(
            type: type, channel: channel, count: UInt16(numbers.count), stream: StreamID(stream),
            firstSequence: numbers.lowerBound, epoch: epoch,
            publishTime: Sample.tick(numbers.lowerBound).time)
    }
}

private func kind(of record: any WireRecord) -> RecordKind { type(of: record).kind }
