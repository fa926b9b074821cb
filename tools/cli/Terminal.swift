import Glibc

/// When output is coloured.
public enum ColorChoice: String, Sendable, CaseIterable {
    /// On a terminal that is not dumb, unless `NO_COLOR` is set.
    case auto
    /// Always.
    case always
    /// Never.
    case never
}

/// What is known about where output goes.
public struct Terminal: Hashable, Sendable {
    /// Someone looks at it.
    public var isTerminal: Bool
    /// Columns of a line; 80 when nothing says.
    public var columns: Int
    /// The variable `TERM`, empty when unset.
    public var kind: String
    /// `NO_COLOR` is set and not empty.
    public var refusesColor: Bool

    /// Puts facts together.
    public init(
        isTerminal: Bool, columns: Int = 80, kind: String = "xterm", refusesColor: Bool = false
    ) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.kind = kind
        self.refusesColor = refusesColor
    }

    /// The facts of an open file, read anew: a window may change its size.
    public static func of(_ descriptor: Int32) -> Terminal {
        let isTerminal = isatty(descriptor) == 1
        var size = winsize()
        var columns = 0
        if isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 {
            columns = Int(size.ws_col)
        }
        if columns == 0 { columns = Int(variable("COLUMNS") ?? "") ?? 80 }
        return Terminal(
            isTerminal: isTerminal, columns: max(20, columns), kind: variable("TERM") ?? "",
            refusesColor: variable("NO_COLOR").map { !$0.isEmpty } ?? false)
    }

    /// Standard output.
    public static var output: Terminal { of(STDOUT_FILENO) }
    /// Standard error.
    public static var error: Terminal { of(STDERR_FILENO) }

    /// Whether output is coloured.
    public func usesColor(_ choice: ColorChoice) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto: isTerminal && !refusesColor && !isDumb
        }
    }

    /// Whether one line can be written over again.
    public var canRewriteLine: Bool { isTerminal && !isDumb }

    private var isDumb: Bool { kind.isEmpty || kind == "dumb" }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Colours and weights that vanish when they are off.
public struct Style: Hashable, Sendable {
    /// Whether anything is added to a text.
    public var isOn: Bool

    /// Styles that are on or off.
    public init(isOn: Bool) { self.isOn = isOn }

    /// Styles as a terminal and a choice want them.
    public init(_ terminal: Terminal, _ choice: ColorChoice = .auto) {
        isOn = terminal.usesColor(choice)
    }

    /// Heavy type.
    public func bold(_ text: String) -> String { wrap(text, "1") }
    /// Faint type.
    public func dim(_ text: String) -> String { wrap(text, "2") }
    /// Trouble, and falling prices.
    public func red(_ text: String) -> String { wrap(text, "31") }
    /// Success, and rising prices.
    public func green(_ text: String) -> String { wrap(text, "32") }
    /// A warning.
    public func yellow(_ text: String) -> String { wrap(text, "33") }
    /// A name.
    public func cyan(_ text: String) -> String { wrap(text, "36") }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}

/// Writing to the standard streams, whole texts at a time.
public enum Output {
    /// Standard output.
    ///
    /// - Returns: `false` when the reader has gone or the disk is full.
    @discardableResult
    public static func write(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

    /// Standard error.
    @discardableResult
    public static func note(_ text: String) -> Bool { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return true
        }
    }
}
