import Market
import Records
import Strategy

/// The rows of the table.
extension Portfolio {
    mutating func act(
        _ state: PortfolioState, _ view: PortfolioView, _ orders: inout [Order]
    ) {
        switch state {
        case .readyToEnter: enter(view, &orders)
        case .incompleteEntry: completeEntry(view, &orders)
        case .readyToExit: leave(view, &orders)
        case .incompleteExit: completeExit(view, &orders)
        }
    }

    private mutating func enter(_ view: PortfolioView, _ orders: inout [Order]) {
        exit = nil
        if takeEntry(view, &orders) { return }
        guard let entry else { return }
        // Nobody took it back, nothing of it was filled: the venue did not want it.
        guard view.entryEnd == .rejected, isFresh(entry, view) else { return self.entry = nil }
        buy(entry.target - view.position, view, &orders)
    }

    /// Buys on a signal of this minute.
    ///
    /// - Returns: There is one.
    private mutating func takeEntry(_ view: PortfolioView, _ orders: inout [Order]) -> Bool {
        guard view.occasion == .minute, minute.isEntry else { return false }
        entry = nil
        let steps = (rules.entryFraction * view.quote / view.stepValue).rounded(.down)
        guard steps >= 1, steps.isFinite, let whole = Int64(exactly: steps) else {
            orders.append(.say(.tooSmall))
            return true
        }
        let size = whole * view.step
        entry = EntrySignal(
            time: minute.time, price: minute.close, target: view.position + size,
            decision: decision)
        lastAction = .entry
        buy(size, view, &orders)
        return true
    }

    private func isFresh(_ entry: EntrySignal, _ view: PortfolioView) -> Bool {
        view.time - entry.time <= rules.remainderAge
            && Double(view.price.rawValue) <= Double(entry.price.rawValue) * rules.remainderPrice
    }

    private mutating func buy(
        _ size: Int64, _ view: PortfolioView, _ orders: inout [Order]
    ) {
        guard view.mayOrder, let entry else { return }
        orders.append(.buy(size, signal: entry.time))
    }

    private mutating func completeEntry(_ view: PortfolioView, _ orders: inout [Order]) {
        guard let entry else {
            // Orders whose signal nobody knows any more are not to go on.
            if !view.orders.isEmpty { return cancelAll(view, &orders) }
            _ = takeEntry(view, &orders)
            return
        }
        let rest = entry.target - view.position
        let wasTakenBack = view.orders.isEmpty && view.entryEnd?.isTakenBack == true
        if rest >= view.step, isFresh(entry, view), !wasTakenBack {
            if view.orders.isEmpty { buy(rest, view, &orders) }
            return
        }
        cancelAll(view, &orders)
        self.entry = nil
        orders.append(.say(.accepted))
        leave(view, &orders)
    }

    private func cancelAll(_ view: PortfolioView, _ orders: inout [Order]) {
        for order in view.orders { orders.append(.cancel(order.number)) }
    }

    /// Ready to exit: sells all once the exit's time came.
    private mutating func leave(_ view: PortfolioView, _ orders: inout [Order]) {
        entry = nil
        guard let exit else { return }
        if view.time >= exit.due || minute.isFalling || exit.soldAt != nil {
            sell(view, &orders)
        }
    }

    private mutating func sell(_ view: PortfolioView, _ orders: inout [Order]) {
        guard view.mayOrder, let exit, view.position >= view.step else { return }
        self.exit?.soldAt = exit.soldAt ?? view.time
        lastAction = .exit
        orders.append(.sell(view.position, signal: exit.time))
    }

    private mutating func completeExit(_ view: PortfolioView, _ orders: inout [Order]) {
        entry = nil
        guard let exit else { return }
        let buys = view.orders.filter(\.isBuy)
        let sale = view.orders.first { !$0.isBuy }
        for order in buys { orders.append(.cancel(order.number)) }
        if minute.divergences >= rules.leastDivergences {
            if view.orders.isEmpty { sell(view, &orders) }
            return
        }
        orders.append(.say(.insufficientDivergences))
        if let sale, sale.filled > 0 { orders.append(.cancel(sale.number)) }
        if view.time - (exit.soldAt ?? exit.time) > rules.exitAge {
            self.exit = nil
            orders.append(.say(.exitDropped))
        } else if exit.soldAt == nil, view.orders.isEmpty {
            leave(view, &orders)
        }
    }
}
