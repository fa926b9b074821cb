internal import CLibuv

/// Polls something that is no socket, a ring say, on every turn of the loop, which then never
/// sleeps: for threads that own their core.
public final class IdleSpinner: LoopHandle {
    private var poll: (() -> Void)?

    /// A spinner that stands still.
    public init(on loop: EventLoop, _ poll: @escaping () -> Void) {
        self.poll = poll
        super.init(on: loop, uv_idle_t.self)
        uv_idle_init(loop.raw, pointer(uv_idle_t.self))
        opened()
    }

    /// Polls on every turn from now on.
    public func start() {
        precondition(!isClosing, "a closed spinner is not started")
        uv_idle_start(pointer(uv_idle_t.self)) { handle in
            guard let spinner = LoopHandle.of(handle!) as? IdleSpinner else { return }
            let poll = spinner.poll
            poll?()
        }
    }

    /// Lets the loop sleep again.
    public func stop() {
        if !isClosing { uv_idle_stop(pointer(uv_idle_t.self)) }
    }

    override func didClose() { poll = nil }
}

/// Asks before the loop sleeps and tells after it woke, on every turn.
///
/// With a doorbell whose `wake` is `Wakeup.send`: `beforeSleep` announces the sleep and looks at
/// the rings once more; `afterSleep` takes the announcement back and reads them.
public final class SleepHook {
    private let prepare: HookHandle
    private let check: HookHandle
    private let spinner: IdleSpinner

    /// Works from now to `close`.
    ///
    /// - Parameters:
    ///   - beforeSleep: says whether there is work already; the turn then does not wait.
    ///   - afterSleep: called when the turn's sockets were served.
    public init(
        on loop: EventLoop, beforeSleep: @escaping () -> Bool, afterSleep: @escaping () -> Void
    ) {
        let spinner = IdleSpinner(on: loop) {}
        self.spinner = spinner
        prepare = HookHandle(on: loop, isPrepare: true) {
            // An active idle handle makes this turn's wait zero.
            if beforeSleep() { spinner.start() }
        }
        check = HookHandle(on: loop, isPrepare: false) {
            spinner.stop()
            afterSleep()
        }
    }

    /// Ends it for good.
    public func close() {
        prepare.close()
        check.close()
        spinner.close()
    }
}

/// One prepare or check handle.
private final class HookHandle: LoopHandle {
    private var body: (() -> Void)?

    init(on loop: EventLoop, isPrepare: Bool, _ body: @escaping () -> Void) {
        self.body = body
        super.init(on: loop, PrepareOrCheck.self)
        if isPrepare {
            uv_prepare_init(loop.raw, pointer(uv_prepare_t.self))
            uv_prepare_start(pointer(uv_prepare_t.self)) { HookHandle.call($0!) }
        } else {
            uv_check_init(loop.raw, pointer(uv_check_t.self))
            uv_check_start(pointer(uv_check_t.self)) { HookHandle.call($0!) }
        }
        opened()
    }

    private static func call<Handle>(_ handle: UnsafeMutablePointer<Handle>) {
        guard let hook = LoopHandle.of(handle) as? HookHandle else { return }
        let body = hook.body
        body?()
    }

    override func didClose() { body = nil }
}

/// Memory that is enough for either kind.
private typealias PrepareOrCheck = (uv_prepare_t, uv_check_t)
