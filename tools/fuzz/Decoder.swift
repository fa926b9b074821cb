import Chance
import Feed
import Records
import Wire
import WireSamples

/// One decoder under test, with what its inputs are made from.
struct Decoder {
    let name: String
    /// Valid inputs.
    var seeds: [[UInt8]] = []
    /// Pieces that mean something to it.
    var tokens: [[UInt8]] = []
    /// A valid input of random values.
    var fresh: ((inout SplitMix64) -> [UInt8])?
    /// Bends what the mutator gives into a shape that reaches further.
    var shape: ((inout [UInt8], inout SplitMix64) -> Void)?
    /// Must come back, whatever the bytes are.
    let run: (UnsafeRawBufferPointer, inout SplitMix64) -> Void

    /// The input of a number.
    func input(_ random: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8]
        if let fresh, seeds.isEmpty || !random.once(in: 3) {
            bytes = fresh(&random)
        } else {
            bytes = seeds.isEmpty ? [] : random.pick(seeds)
        }
        Mutator(tokens: tokens).mutate(&bytes, others: seeds, &random)
        shape?(&bytes, &random)
        return bytes
    }

    /// All decoders.
    ///
    /// - Parameter frames: frames with fixed bytes, as the wire's tests hold them.
    static func all(frames: [[UInt8]]) -> [Decoder] {
        wire(frames) + files + texts + [core, systems]
    }

    /// No decoder itself, but what decoded ticks meet next.
    private static var core: Decoder {
        Decoder(
            name: "core", fresh: { $0.walk() }, run: { bytes, _ in CoreChecks.pipeline(bytes) })
    }

    /// No decoder either: the strategies, on markets made of bytes.
    private static var systems: Decoder {
        Decoder(
            name: "systems",
            fresh: { random in (0..<random.below(800)).map { _ in random.byte() } },
            run: { bytes, _ in SystemChecks.market(bytes) })
    }

    private static func wire(_ frames: [[UInt8]]) -> [Decoder] {
        [
            Decoder(
                name: "frames", seeds: frames.map { [200] + $0 },
                fresh: { [$0.byte()] + $0.frames() },
                run: { bytes, _ in WireFuzz.frameDecoder(bytes) }),
            Decoder(
                name: "chunks", seeds: frames, fresh: { $0.frames() },
                shape: { if !$1.once(in: 4) { FrameRepair.tamper(&$0, &$1) } },
                run: WireChecks.splitAndJoin),
            Decoder(
                name: "messages",
                seeds: frames.map { [$0[3]] + $0[FrameHeader.size...] },
                fresh: { random in
                    let type = random.one(of: MessageType.self)
                    return [type.rawValue] + random.payload(type)
                }, run: { bytes, _ in WireChecks.message(bytes) }),
            Decoder(
                name: "records",
                fresh: { random in
                    let kind = random.one(of: RecordKind.self)
                    return [kind.rawValue] + random.fields(kind)
                }, run: { bytes, _ in WireChecks.record(bytes) }),
            Decoder(
                name: "ticks", fresh: { $0.packedTicks() },
                run: { bytes, _ in WireFuzz.packedTicks(bytes) }),
            Decoder(
                name: "raw-ticks", fresh: { $0.rawTicks() },
                run: { bytes, _ in WireFuzz.rawTicks(bytes) }),
            Decoder(
                name: "footprint", fresh: { $0.fields(.footprint) },
                run: { bytes, _ in WireFuzz.footprint(bytes) }),
            Decoder(
                name: "profile",
                fresh: { random in random.fields(random.once(in: 2) ? .profile : .profileDelta) },
                run: { bytes, _ in WireFuzz.profile(bytes) }),
            Decoder(
                name: "evaluation", fresh: { $0.fields(.evaluation) },
                run: { bytes, _ in WireFuzz.evaluation(bytes) }),
            Decoder(
                name: "strategy", fresh: { $0.fields(.strategy) },
                run: { bytes, _ in WireFuzz.strategy(bytes) }),
            Decoder(
                name: "desk",
                fresh: { random in
                    random.fields(random.pick([.alert, .halt, .setting, .anchor]))
                }, run: { bytes, _ in WireFuzz.desk(bytes) }),
            Decoder(
                name: "trading",
                fresh: { random in
                    random.fields(
                        random.pick([.order, .fill, .trade, .position, .account, .session]))
                }, run: { bytes, _ in WireFuzz.trading(bytes) }),
            Decoder(
                name: "commands", fresh: { $0.commandSlots() },
                run: { bytes, _ in CommandChecks.slots(bytes) }),
            Decoder(
                name: "lz4",
                seeds: [
                    [64, 0] + [0x1f, 0x41, 0x01, 0x00, 0x2b, 0x50] + [0x41, 0x41, 0x41, 0x41, 0x41]
                ],
                fresh: { random in
                    let raw = random.frames()
                    return LZ4Sample.block(of: raw)
                }, run: { bytes, _ in WireFuzz.lz4(bytes) }),
        ]
    }

    private static var files: [Decoder] {
        [
            Decoder(
                name: "csv", seeds: FileSamples.ticks, tokens: FileSamples.csvTokens,
                run: { bytes, _ in FeedFuzz.csv(bytes) }),
            Decoder(
                name: "bars", seeds: FileSamples.bars, tokens: FileSamples.csvTokens,
                run: { bytes, _ in FeedFuzz.bars(bytes) }),
            Decoder(
                name: "aggregates", seeds: FileSamples.aggregates,
                tokens: FileSamples.aggregateTokens,
                run: { bytes, _ in FeedFuzz.aggregates(bytes) }),
            Decoder(name: "dbn", fresh: { $0.dbn() }, run: { bytes, _ in FeedFuzz.dbn(bytes) }),
            Decoder(
                name: "gzip", seeds: [FileSamples.gzip, FileSamples.storedGzip],
                run: { bytes, _ in FeedFuzz.gzip(bytes) }),
            Decoder(
                name: "zstd", seeds: [FileSamples.zstd, FileSamples.rawZstd],
                run: { bytes, _ in FeedFuzz.zstd(bytes) }),
        ]
    }

    private static var texts: [Decoder] {
        [
            Decoder(
                name: "decimal", seeds: FileSamples.numbers, tokens: FileSamples.csvTokens,
                run: { bytes, _ in TextChecks.decimal(bytes) }),
            Decoder(
                name: "instant", seeds: FileSamples.instants, tokens: FileSamples.instantTokens,
                run: { bytes, _ in TextChecks.instant(bytes) }),
            Decoder(
                name: "faults", seeds: FileSamples.faultPlans, tokens: FileSamples.faultTokens,
                run: { bytes, _ in FeedFuzz.faults(bytes) }),
            Decoder(
                name: "settings", seeds: FileSamples.settings,
                tokens: FileSamples.settingsTokens, run: { bytes, _ in TextChecks.settings(bytes) }),
        ]
    }
}
