import CLI
import Glibc
import PitctlViews
import Synchronization

/// The terminal as a screen: taken whole, read key by key, given back as it was.
final class TerminalScreen {
    /// A key that means something.
    enum Key: Hashable {
        case quit
        case next
        case previous
        case symbol(Int)
        case panels
        case redraw
    }

    private var saved: termios?
    private var screen = ScreenText()
    private var size: WatchFrame.Size

    /// Takes the screen.
    init() {
        size = Self.currentSize
        var mode = termios()
        if isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &mode) == 0 {
            saved = mode
            // Keys come one by one, unseen; Ctrl-C is one of them.
            mode.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode)
        }
        Output.write(ScreenText.enter)
    }

    /// Gives the screen back.
    func leave() {
        Output.write(ScreenText.leave)
        if var saved { tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved) }
    }

    /// The size now; a change is noticed at the next frame.
    static var currentSize: WatchFrame.Size {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0
        return isKnown
            ? .init(columns: Int(size.ws_col), lines: Int(size.ws_row))
            : .init(columns: 80, lines: 24)
    }

    /// Shows a frame of the size it is asked for.
    ///
    /// - Returns: `false` when the terminal is gone.
    func show(_ frame: (WatchFrame.Size) -> [String]) -> Bool {
        let now = Self.currentSize
        if now != size {
            size = now
            screen.forget()
        }
        let text = screen.show(frame(now))
        return text.isEmpty || Output.write(text)
    }

    /// Draws everything anew at the next frame.
    func redraw() { screen.forget() }

    /// The keys typed since the last call.
    func keys() -> [Key] {
        guard saved != nil else { return [] }
        var keys: [Key] = []
        var bytes = [UInt8](repeating: 0, count: 64)
        var state = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        while poll(&state, 1, 0) > 0 {
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            // The terminal hung up.
            guard count > 0 else { return keys + [.quit] }
            keys += Self.keys(bytes[..<count])
        }
        return keys
    }

    private static func keys(_ bytes: ArraySlice<UInt8>) -> [Key] {
        let text = String(decoding: bytes, as: UTF8.self)
        switch text {
        case "\u{1b}[C", "\u{1b}[B": return [.next]
        case "\u{1b}[D", "\u{1b}[A", "\u{1b}[Z": return [.previous]
        case _ where text.hasPrefix("\u{1b}["): return []
        default: break
        }
        return bytes.compactMap { byte in
            switch byte {
            case UInt8(ascii: "q"), UInt8(ascii: "Q"), 3, 4: .quit
            case UInt8(ascii: "p"), UInt8(ascii: "P"): .panels
            case 9: .next
            case 12: .redraw
            case UInt8(ascii: "1")...UInt8(ascii: "9"): .symbol(Int(byte) - 0x31)
            default: nil
            }
        }
    }
}

/// Signals that end a command.
enum StopSignal {
    private static let received = Atomic(false)

    /// Whether one came.
    static var hasCome: Bool { received.load(ordering: .acquiring) }

    /// Takes SIGINT, SIGTERM and SIGHUP from now on.
    static func watch() {
        // Made before a handler can need it.
        _ = hasCome
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            Glibc.signal(signal) { _ in StopSignal.received.store(true, ordering: .releasing) }
        }
    }
}
