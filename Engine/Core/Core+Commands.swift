import Desk
public import Market
import Pipeline
public import Records
import Trading

/// Commands of people and programs: inputs like any other.
extension Core {
    /// Takes the slots of one command; slots that are none count as inputs and change nothing.
    public mutating func command(
        _ slots: UnsafeBufferPointer<Input>, into out: inout OutputBuffer
    ) {
        sequence &+= UInt64(slots.count)
        guard let input = CommandInput(slots) else { return }
        let place = place(of: input.instrument)
        let now = place < 0 ? time : pipelines[place].watermark
        // Orders are checked against the last prices, which trading does not follow tick by tick.
        for place in 0..<instrumentCount {
            let last = pipelines[place].lastTrade
            holder.trading.saw(
                last.price, at: max(last.time, lastBeat), of: pipelines[place].instrument)
        }
        let effect = holder.command(input, now: now, cause: sequence, into: &out)
        for place in place < 0 ? 0..<instrumentCount : place..<place + 1 {
            perform(effect, place)
        }
        // What of it touches a price has to be looked at with the next tick.
        for place in place < 0 ? 0..<instrumentCount : place..<place + 1 {
            pipelines[place].tell(holder)
            settle(place)
        }
        tellBands()
    }

    /// Lets every pipeline know which of its prices are waited for, where those became others by
    /// something outside of it.
    @inline(__always)
    mutating func tellBands() {
        if holder.trading.bandsChanged { tellChangedBands() }
    }

    @inline(never)
    private mutating func tellChangedBands() {
        holder.trading.bandsChanged = false
        for place in 0..<instrumentCount { pipelines[place].tell(holder) }
    }

    private mutating func perform(_ effect: DeskEffect, _ place: Int) {
        switch effect {
        case .none: break
        case .anchor(let number, let from):
            pipelines[place].addAnchor(number, from: from)
        case .removeAnchor(let number):
            pipelines[place].removeAnchor(number)
        case .timeframe(let period):
            pipelines[place].setTimeframe(period)
        }
    }

    /// How far time has come among all instruments: event time of the newest tick or beat.
    public var time: Nanoseconds {
        (0..<instrumentCount).reduce(lastBeat) { max($0, pipelines[$1].watermark) }
    }
}
