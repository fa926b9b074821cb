import ClientKit
import Market
import Records
import Wire

/// Follows streams, over cuts, restarts and its own slowness.
final class SubscribingClient: SimClient {
    private(set) var streams: [SubscriptionID: FollowedStream] = [:]
    private let isWhole: Bool

    /// - Parameter isWhole: follows all there is and never ends one.
    init(_ world: World, number: Int, isWhole: Bool) {
        self.isWhole = isWhole
        super.init(world, "follow-\(number)", .read, seed: 300 + UInt64(number))
    }

    override func start() {
        super.start()
        for (place, symbol) in world.plan.symbols.enumerated() {
            for channel in [
                Channel.ticks, .quotes, .footprint, .signals, .decisions, .studies, .events,
                .profile,
            ] where isWhole || chance(600) {
                follow(channel, symbol, place)
            }
            for period in EngineKit.bars where isWhole || chance(600) {
                follow(.bars, symbol, place, period)
            }
        }
        if isWhole || chance(500) { follow(.events, "", -1) }
        for channel in Channel.allCases where channel.isOfAccount && (isWhole || chance(500)) {
            follow(channel, "", -1)
        }
        if !isWhole { changeMind() }
        asked()
    }

    override func forgetAll() { streams.removeAll() }

    private func follow(
        _ channel: Channel, _ symbol: String, _ place: Int, _ period: BarPeriod? = nil
    ) {
        var options = StreamOptions()
        if !isWhole, chance(300) { options.queueBytes = UInt32(int(256...20_000)) }
        if !isWhole, chance(200) { options.policy = chance(500) ? .conflate : .skip }
        var parameters = StreamParameters()
        parameters.period = channel == .footprint ? .minute1 : period
        if channel == .profile {
            parameters.anchor = .daily
            parameters.viewInterval = 100
        }
        let request = StreamRequest(
            channel: channel, symbol: symbol, parameters: parameters, options: options)
        let name =
            channel == .profile
            ? nil : StreamName(channel: channel, place: place, period: parameters.period)
        let id = session.subscribe(request, at: now)
        streams[id] = FollowedStream(world, self.name, request, name)
    }

    /// Ends a stream now and then, and follows it again.
    private func changeMind() {
        guard !world.isCalm else { return }
        let life = life
        world.schedule.after(number(200_000_000...3_000_000_000)) { [weak self] in
            guard let self, self.life == life, !world.isCalm else { return }
            defer { changeMind() }
            let all = streams.keys.sorted { "\($0)" < "\($1)" }
            guard !isStopped, isConnected, !all.isEmpty else { return }
            let id = all[int(0...all.count - 1)]
            guard let stream = streams.removeValue(forKey: id) else { return }
            session.unsubscribe(id, at: now)
            let request = stream.request
            follow(
                request.channel, request.symbol,
                world.plan.symbols.firstIndex(of: request.symbol) ?? -1,
                request.channel == .bars ? request.parameters.period : nil)
            asked()
        }
    }

    override func handle(_ event: SessionEvent) {
        switch event {
        case .data(let data): streams[data.subscription]?.take(data)
        case .subscribed(let id, let message): streams[id]?.granted(message)
        case .gap(let id, let gap): streams[id]?.gap(gap)
        case .restarted(let id, let restart): streams[id]?.restarted(restart)
        case .refused(let id, let error): refused(id, error)
        case .ended(let id, _): again(id)
        default: break
        }
    }

    /// A stream asked for again before its end was known is refused; nothing else is.
    private func refused(_ id: SubscriptionID, _ error: ClientError) {
        world.check(error.code == .refused, "\(name): \(error)")
        again(id)
    }

    /// Follows a stream again that the engine has ended.
    private func again(_ id: SubscriptionID) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        let request = stream.request
        let life = life
        world.schedule.after(50_000_000) { [weak self] in
            guard let self, self.life == life, !isGone else { return }
            follow(
                request.channel, request.symbol,
                world.plan.symbols.firstIndex(of: request.symbol) ?? -1,
                request.channel == .bars ? request.parameters.period : nil)
            asked()
        }
    }

    override func interrupted() { for stream in streams.values { stream.interrupted() } }

    override var isSettled: Bool {
        isConnected && !streams.isEmpty && streams.values.allSatisfy(\.isCaughtUp)
    }

    override var state: String {
        let behind = streams.values.filter { !$0.isCaughtUp }.map(\.state).sorted()
        return "\(name) \(isConnected ? "" : "not connected ")behind: "
            + behind.joined(separator: ", ")
    }

    func checkHeld() { for stream in streams.values { stream.checkHeld() } }

    /// What this one holds must be what another holds that was never cut.
    func compare(with other: SubscribingClient) {
        for stream in streams.values where stream.request.channel == .profile {
            guard
                let same = other.streams.values.first(where: {
                    $0.request.channel == .profile && $0.request.symbol == stream.request.symbol
                }), let mine = stream.profile.profile, let whole = same.profile.profile,
                !stream.profile.isBehind
            else { continue }
            world.check(
                mine.rows == whole.rows && mine.date == whole.date,
                "\(name): the profile of \(stream.request.symbol) has \(mine.rows.count) rows, "
                    + "one never cut has \(whole.rows.count)")
        }
    }
}
