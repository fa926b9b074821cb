internal import CLibuv
internal import Glibc

/// What this process takes of the machine, and where its program is.
public enum ThisProcess {
    /// Resident memory, bytes; `nil` when the system does not say.
    public static var residentBytes: Int64? {
        var bytes = 0
        return uv_resident_set_memory(&bytes) == 0 ? Int64(bytes) : nil
    }

    /// Time of the processor, user and system together, seconds; `nil` when the system does not say.
    public static var processorSeconds: Double? {
        var usage = uv_rusage_t()
        guard uv_getrusage(&usage) == 0 else { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let micros = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Double(seconds) + Double(micros) / 1e6
    }

    /// The folder of the program that runs, without a slash at its end; `nil` when the system does
    /// not say.
    public static var programFolder: String? {
        var path = [CChar](repeating: 0, count: 4096)
        var count = path.count
        guard uv_exepath(&path, &count) == 0 else { return nil }
        let program = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return program.lastIndex(of: "/").map { String(program[..<$0]) }
    }

    /// The number that the system knows the calling thread by.
    public static var thread: Int32 { pitwire_this_thread() }

    /// The calling thread runs from now on only while nobody else on the machine wants to, and is
    /// among the last once somebody lifts that: `ChildProcess.hurry`.
    public static func giveWay() {
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        var parameter = sched_param()
        parameter.sched_priority = 0
        sched_setscheduler(0, Int32(pitwire_sched_idle), &parameter)
    }
}
