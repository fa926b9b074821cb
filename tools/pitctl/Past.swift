import CLI
import ClientKit
import PitctlViews
import Synchronization

/// The instant that the commands under `pitctl at` are asked as of.
enum Past {
    /// The question under way; `nil` for the present.
    @TaskLocal static var current: PastRun?

    /// The instant; `nil` for the present.
    static var asOf: Nanoseconds? { current?.asOf }
}

/// A question about the past: says once, before the answer, as of which moment that is.
final class PastRun: Sendable {
    private struct State {
        var client: PitwireClient?
        var clock = ClockText()
        var isJSON = false
        var wasSaid = false
    }

    let asOf: Nanoseconds
    private let state = Mutex(State())

    /// The longest replay is worth waiting for.
    static let patience = Nanoseconds.seconds(120)

    init(asOf: Nanoseconds) { self.asOf = asOf }

    /// Who answers, and how the command line wants times.
    func begin(_ client: PitwireClient, _ arguments: Arguments) {
        state.withLock {
            $0.client = client
            $0.clock = ClockText(isUTC: arguments[Flags.utc])
            $0.isJSON = arguments[Flags.json]
        }
    }

    /// Says the moment of the answer, before the first of it is written.
    ///
    /// - Parameter quietly: on standard error, as with JSON.
    func say(quietly: Bool = false) {
        state.withLock { state in
            guard !state.wasSaid, let moment = state.client?.lastMoment else { return }
            state.wasSaid = true
            let time = "\(state.clock.date(moment.time)) \(state.clock.milliseconds(moment.time))"
            let line =
                "as of \(time) \(state.clock.zone(moment.time)), input \(moment.sequence)\n"
            if quietly || state.isJSON { Output.note(line) } else { Output.write(line) }
        }
    }
}
