import Market
import Publisher
import Records
import Wire

/// The sockets and rings of a publisher, as a test wants them.
final class ScriptedShell: PublisherShell {
    /// One socket: what was written to it, and how it stands.
    struct Link {
        var frames: [EncodedFrame] = []
        /// The other side does not read: what is written waits.
        var isStuck = false
        var unsent = 0
        var mostUnsent = 0
        var closes = 0
        var isPaused = false
        var pauses = 0
        /// Something was written since the last `drained`.
        var isFresh = false
        /// Frames that were written behind a close.
        var afterClose = 0
    }

    var links: [SessionID: Link] = [:]
    /// Inputs the rings have room for.
    var room = Int.max
    /// What the rings took, in order.
    var fed: [Input] = []
    /// Commands there is room for, and those taken, in order.
    var commandRoom = Int.max
    var commands: [CommandInput] = []
    var takesCommands = true
    /// Questions about the past there is room for, `nil` without a journal, and those taken.
    var pastRoom: Int?
    var questions: [(question: PastQuestion, session: SessionID)] = []
    var hasHistory = false
    /// What is answered when somebody asks what is measured.
    var known = EngineReadings()

    func send(_ frames: [EncodedFrame], to session: SessionID) -> Int {
        var link = links[session, default: Link()]
        if link.closes > 0 { link.afterClose += frames.count }
        link.frames += frames
        link.isFresh = true
        if link.isStuck { link.unsent += frames.reduce(0) { $0 + $1.count } }
        link.mostUnsent = max(link.mostUnsent, link.unsent)
        links[session] = link
        return link.unsent
    }

    func close(_ session: SessionID) { links[session, default: Link()].closes += 1 }

    func pauseReading(_ session: SessionID) {
        links[session, default: Link()].isPaused = true
        links[session, default: Link()].pauses += 1
    }

    func resumeReading(_ session: SessionID) { links[session, default: Link()].isPaused = false }

    func feed(_ inputs: UnsafeBufferPointer<Input>, from session: SessionID) -> Int {
        let taken = min(room, inputs.count)
        fed += inputs[..<taken]
        if room != Int.max { room -= taken }
        return taken
    }

    func take(command: CommandInput, from session: SessionID) -> Bool {
        guard commands.count < commandRoom else { return false }
        commands.append(command)
        return true
    }

    func ask(_ question: PastQuestion, for session: SessionID) -> PastTaking {
        guard let pastRoom else { return .none }
        guard questions.count < pastRoom else { return .full(pastRoom) }
        questions.append((question, session))
        return .taken
    }

    func readings(of instrument: InstrumentID?) -> EngineReadings { known }
}
