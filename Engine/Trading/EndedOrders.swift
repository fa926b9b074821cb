import Records

/// Which orders ended, and how: the last so many, by number and by id.
struct EndedOrders: Hashable, Sendable {
    struct Ended: Hashable, Sendable, Codable {
        var number: UInt64
        var id: CommandID
        var state: OrderState
    }

    let limit: Int
    /// Oldest first; twice as many for a while, so that each is moved once.
    private(set) var list: [Ended] = []
    /// Where an order would be, had none been dropped from the front.
    private var byNumber: [UInt64: Int] = [:]
    private var byID: [CommandID: Int] = [:]
    private var dropped = 0

    init(limit: Int = Trading.rememberedLimit) {
        precondition(limit > 0, "at least 1 ended order is remembered, got \(limit)")
        self.limit = limit
    }

    mutating func add(_ order: Order) {
        add(Ended(number: order.number, id: order.id, state: order.state))
        guard list.count >= 2 * limit else { return }
        let surplus = list.count - limit
        for (place, ended) in list.prefix(surplus).enumerated() {
            byNumber[ended.number] = nil
            if byID[ended.id] == dropped + place { byID[ended.id] = nil }
        }
        list.removeFirst(surplus)
        dropped += surplus
    }

    private mutating func add(_ ended: Ended) {
        byNumber[ended.number] = dropped + list.count
        byID[ended.id] = dropped + list.count
        list.append(ended)
    }

    /// The order of that name that ended last.
    func find(_ name: OrderName) -> Ended? {
        let place =
            switch name {
            case .number(let number): byNumber[number]
            case .id(let id): byID[id]
            }
        return place.map { list[$0 - dropped] }
    }
}

extension EndedOrders: Codable {
    private enum CodingKeys: String, CodingKey {
        case limit, list
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let limit = try container.decode(Int.self, forKey: .limit)
        let found = try container.decode([Ended].self, forKey: .list)
        guard limit > 0, found.count < 2 * limit else {
            throw DecodingError.dataCorruptedError(
                forKey: .list, in: container,
                debugDescription: "\(found.count) ended orders in room for \(2 * limit)")
        }
        self.init(limit: limit)
        for ended in found { add(ended) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(limit, forKey: .limit)
        try container.encode(list, forKey: .list)
    }
}

extension EndedOrders {
    /// However many were dropped before.
    static func == (left: EndedOrders, right: EndedOrders) -> Bool {
        left.limit == right.limit && left.list == right.list
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(limit)
        hasher.combine(list)
    }
}
