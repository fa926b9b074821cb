internal import CLibuv

/// Calls back once or again and again.
///
/// Never early; late by up to 1 ms, the loop's resolution, plus what keeps the loop busy. Timers
/// due in the same millisecond fire in the order they were started.
public final class LoopTimer: LoopHandle {
    private var fire: (() -> Void)?
    private var due: Int64 = 0
    private var period: Int64 = 0

    /// A timer that stands still.
    public init(on loop: EventLoop, _ fire: @escaping () -> Void) {
        self.fire = fire
        super.init(on: loop, uv_timer_t.self)
        uv_timer_init(loop.raw, pointer(uv_timer_t.self))
        opened()
    }

    /// Fires after `delay` ns, then every `period` ns if that is given; replaces what was set
    /// before.
    ///
    /// A repeating timer keeps its beat: a late call does not move the next ones, and beats that
    /// passed altogether are left out.
    ///
    /// - Parameters:
    ///   - delay: 0 or more; below 0 counts as 0.
    ///   - period: above 0; traps otherwise.
    public func start(after delay: Int64, every period: Int64? = nil) {
        loop.requireOnLoop("a timer")
        precondition(!isClosing, "a closed timer is not started")
        precondition(period ?? 1 > 0, "a timer's period is above 0 ns, got \(period ?? 0)")
        self.period = period ?? 0
        let (sum, isTooFar) = loop.now.addingReportingOverflow(max(0, delay))
        due = isTooFar ? .max : sum
        arm()
    }

    /// Stands still until started again.
    public func stop() {
        if !isClosing { uv_timer_stop(pointer(uv_timer_t.self)) }
    }

    /// It will fire.
    public var isActive: Bool { uv_is_active(raw) != 0 }

    /// The loop counts whole milliseconds of the same clock: at the first one that is not before
    /// `due` the timer is not early.
    private func arm() {
        uv_update_time(loop.raw)
        let millisecond = UInt64(due / 1_000_000 + (due % 1_000_000 > 0 ? 1 : 0))
        let now = uv_now(loop.raw)
        uv_timer_start(
            pointer(uv_timer_t.self),
            { handle in (LoopHandle.of(handle!) as? LoopTimer)?.fired() },
            millisecond > now ? millisecond - now : 0, 0)
    }

    private func fired() {
        loop.timerFired()
        if period > 0 {
            let late = max(0, loop.now - due)
            due += (late / period + 1) * period
            arm()
        }
        let fire = fire
        fire?()
    }

    override func didClose() { fire = nil }
}
