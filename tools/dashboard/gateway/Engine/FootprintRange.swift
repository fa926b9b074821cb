package import ClientKit

extension PitwireClient {
    /// What a question finds; `nil` when there is none of it.
    func found<Value>(
        isolation actor: isolated (any Actor)? = #isolation,
        _ ask: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value? {
        do throws(ClientError) {
            return try await ask()
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }

    /// The newest `limit` closed footprints that start before an instant, oldest first.
    ///
    /// An engine is asked for one footprint at a time, by its place from the newest: the first place
    /// is found by halving, the rest are asked for together. One that closes meanwhile moves all by
    /// one, and shows as a start that is there twice.
    package func footprints(
        of symbol: String, period: BarPeriod, before: Nanoseconds?, limit: Int
    ) async throws(ClientError) -> [FootprintRecord] {
        let first = try await place(symbol, period, before: before)
        guard let first else { return [] }
        var found: [Nanoseconds: FootprintRecord] = [:]
        var place = first
        while found.count < limit {
            let wanted = min(32, limit - found.count)
            let batch = try await closed(symbol, period, place..<place + wanted)
            for record in batch where before.map({ record.bar.start < $0 }) ?? true {
                found[record.bar.start] = record
            }
            place += wanted
            if batch.count < wanted { break }
        }
        return found.values.sorted { $0.bar.start < $1.bar.start }
    }

    /// How far back the newest footprint is that starts before an instant; `nil` for none.
    private func place(
        _ symbol: String, _ period: BarPeriod, before: Nanoseconds?
    ) async throws(ClientError) -> Int? {
        guard let before else { return 1 }
        var (low, high) = (1, 1)
        // The first place that starts before: doubled until it does or there is none, then halved.
        while let record = try await closed(symbol, period, high), record.bar.start >= before {
            low = high + 1
            high *= 2
        }
        while low < high {
            let middle = (low + high) / 2
            let record = try await closed(symbol, period, middle)
            if let record, record.bar.start >= before { low = middle + 1 } else { high = middle }
        }
        return try await closed(symbol, period, low) == nil ? nil : low
    }

    private func closed(
        _ symbol: String, _ period: BarPeriod, _ back: Int
    ) async throws(ClientError) -> FootprintRecord? {
        try await found { () throws(ClientError) in
            try await footprint(
                of: symbol, period: period, moment: .previous(UInt32(clamping: back)))
        }
    }

    private func closed(
        _ symbol: String, _ period: BarPeriod, _ places: Range<Int>
    ) async throws(ClientError) -> [FootprintRecord] {
        let results = await withTaskGroup(of: Result<FootprintRecord?, ClientError>.self) { group in
            for place in places {
                group.addTask {
                    do throws(ClientError) {
                        return .success(try await self.closed(symbol, period, place))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var records: [FootprintRecord] = []
        for result in results { if let record = try result.get() { records.append(record) } }
        return records
    }
}
