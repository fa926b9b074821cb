import ClientKit
import Records
import Synchronization

/// A command of this run, by its place in the book.
struct Ask: Sendable {
    var id: CommandID
    /// Empty for all instruments.
    var symbol: String
    var command: Command
    /// An alert that no trade fires.
    var isFar = false
}

/// Every command that was sent, and the answer that was given to it: one for ever.
///
/// Tasks that wait for answers write into it.
final class CommandBook: Sendable {
    fileprivate struct Contents {
        var asks: [Ask] = []
        var answers: [Int: CommandAnswer] = [:]
        /// Asked, and neither answered nor failed.
        var underWay = 0
        var owners: [UInt64: Int] = [:]
        var firsts: Set<Int> = []
        var repeats = 0
        var fault: String?
    }

    private let contents = Mutex(Contents())

    /// Adds a command.
    func add(_ ask: Ask) -> Int {
        contents.withLock {
            $0.asks.append(ask)
            return $0.asks.count - 1
        }
    }

    func ask(_ place: Int) -> Ask { contents.withLock { $0.asks[place] } }

    func answer(_ place: Int) -> CommandAnswer? { contents.withLock { $0.answers[place] } }

    var count: Int { contents.withLock { $0.asks.count } }
    /// Answers that were given again.
    var repeats: Int { contents.withLock { $0.repeats } }
    /// What contradicted an earlier answer.
    var fault: String? { contents.withLock { $0.fault } }
    /// Those without an answer.
    var open: [Int] {
        contents.withLock { contents in
            contents.asks.indices.filter { contents.answers[$0] == nil }
        }
    }

    var underWay: Int { contents.withLock { $0.underWay } }

    /// A task asks.
    func begin() { contents.withLock { $0.underWay += 1 } }

    /// A task ends: with an answer, or knowing nothing.
    func end(_ place: Int, _ answer: CommandAnswer?) {
        contents.withLock { contents in
            contents.underWay -= 1
            guard let answer else { return }
            if let fault = contents.take(place, answer) {
                contents.fault = contents.fault ?? fault
            }
        }
    }
}

extension CommandBook {
    /// Accepted commands in the order they were done, with their answers.
    ///
    /// - Throws: When the numbers of the answered ones are not 1, 2, 3 and so on: something was
    ///   done twice, or by nobody. All have to be answered.
    func done() throws(Violation) -> [(ask: Ask, answer: CommandAnswer)] {
        let (asks, answers) = contents.withLock { ($0.asks, $0.answers) }
        let ordered = answers.sorted { $0.value.number < $1.value.number }
        for (place, one) in ordered.enumerated() where one.value.number != UInt64(place + 1) {
            throw Violation(
                "command \(asks[one.key].id) has number \(one.value.number), \(place) were before")
        }
        return ordered.filter { $0.value.outcome == .accepted }.map { (asks[$0.key], $0.value) }
    }
}

extension CommandBook.Contents {
    /// - Returns: What is wrong with the answer, if anything.
    fileprivate mutating func take(_ place: Int, _ answer: CommandAnswer) -> String? {
        if answer.isRepeat { repeats += 1 }
        if !answer.isRepeat, !firsts.insert(place).inserted {
            return "\(asks[place].id) was done twice: answered \(answer.outcome) as new again"
        }
        guard let first = answers[place] else {
            answers[place] = answer
            if let owner = owners.updateValue(place, forKey: answer.number), owner != place {
                return "\(asks[place].id) and \(asks[owner].id) have number \(answer.number)"
            }
            return nil
        }
        let isSame =
            first.number == answer.number && first.outcome == answer.outcome
            && first.subject == answer.subject && first.kind == answer.kind
            && first.sequence == answer.sequence && first.text == answer.text
        return isSame
            ? nil
            : "\(asks[place].id) was answered \(first.outcome), number \(first.number), subject "
                + "\(first.subject), sequence \(first.sequence); again \(answer.outcome), "
                + "\(answer.number), \(answer.subject), \(answer.sequence)"
    }
}

/// A promise that was not kept.
struct Violation: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
