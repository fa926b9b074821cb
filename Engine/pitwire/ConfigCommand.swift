import CLI
import JSON
import Settings
import Systems

/// `pitwire config`: check, show and explain the configuration.
let configCommand = Command(
    name: "config", summary: "Check, show and explain the configuration",
    discussion: """
        The configuration is one file of [sections] with key = value lines. Everything is checked
        before the engine starts, and all faults are told together.
        """,
    commands: [configCheck, configShow, configExplain])

private let configFile = Positional<String?>(
    optional: "FILE", .file(), help: "The configuration file.")

private let configKey = Positional(
    "KEY",
    ValueForm<String>(
        name: "KEY", allowed: "a key or a section", hint: .words(settingNames),
        parse: { $0.isEmpty ? nil : $0 }, text: { $0 }),
    help: "A key, a section, or both: port, listen, listen.port, momentum.target_rr.")

/// Keys and sections, each once.
private let settingNames: [String] = {
    var names: [String] = []
    let declared = SystemCatalog.catalog.declarations
    let rows = SettingsTable.rows(with: declared)
    let qualified = declared.flatMap { one in
        rows.filter { $0.section == "strategy \(one.name)" }.map { "\(one.name).\($0.name)" }
    }
    for name in SettingsTable.sections.map(\.name) + declared.map(\.name)
        + SettingsTable.rows.map(\.name) + qualified
    where !names.contains(name) {
        names.append(name)
    }
    return names
}()

private let configCheck = Command(
    name: "check", summary: "Say everything that is wrong with a configuration file",
    discussion: """
        FILE is pitwire.conf unless given. Each fault is one line: file, line, section, key, value
        and what is allowed. Where the file names a token file, that is checked, too.
        """,
    options: [StandardOptions.json.declaration], positionals: [configFile.declaration],
    examples: [
        Command.Example("pitwire config check", "check pitwire.conf"),
        Command.Example("pitwire config check /etc/pitwire.conf --json", "faults for a program"),
    ],
    action: .blocking(checkConfig))

private let configShow = Command(
    name: "show", summary: "Show every setting that holds, and where it comes from",
    discussion: """
        What is shown is a configuration file itself: each value with its line, or as a default.
        Without FILE it shows the defaults. Of the strategies' keys a symbol's section shows those
        that it sets, and those that follow its class of instruments, with what that comes to.
        """,
    options: [StandardOptions.json.declaration, StandardOptions.color.declaration],
    positionals: [configFile.declaration],
    examples: [
        Command.Example("pitwire config show pitwire.conf", "what holds with this file"),
        Command.Example("pitwire config show > pitwire.conf", "a file to start from"),
    ],
    action: .blocking(showConfig))

private let configExplain = Command(
    name: "explain", summary: "Tell what a key or a section means and allows",
    positionals: [configKey.declaration],
    examples: [
        Command.Example("pitwire config explain listen.port", "one key"),
        Command.Example("pitwire config explain rings", "a section with all its keys"),
        Command.Example("pitwire config explain momentum", "all that a strategy can be told"),
    ],
    action: .blocking(explainConfig))

private func checkConfig(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments[configFile] ?? "pitwire.conf"
    let faults: [SettingsFault]
    var symbols = 0
    switch SettingsLoader.load(
        path: path, strategies: SystemCatalog.catalog.declarations)
    {
    case .success(let settings):
        symbols = settings.symbols.count
        switch TokenLoader.load(file: settings.tokens.file) {
        case .success: faults = []
        case .failure(let error): faults = error.faults
        }
    case .failure(let error): faults = error.faults
    }
    if arguments[StandardOptions.json] {
        Output.write(faults.map(jsonLine).joined())
    } else if faults.isEmpty {
        Output.write("\(path): no faults, \(symbols) symbols\n")
    } else {
        Output.note(faults.map { VisibleText.of($0.description) + "\n" }.joined())
    }
    return faults.isEmpty ? .ok : .failed
}

private func showConfig(_ arguments: Arguments) throws -> ExitCode {
    let path = arguments[configFile]
    let settings: [EffectiveSetting]
    switch EffectiveSetting.all(
        path: path, strategies: SystemCatalog.catalog.declarations)
    {
    case .success(let found): settings = found
    case .failure(let error):
        Output.note(error.faults.map { VisibleText.of($0.description) + "\n" }.joined())
        return .failed
    }
    if arguments[StandardOptions.json] {
        return Output.write(settings.map { jsonLine($0, path) }.joined()) ? .ok : .failed
    }
    let style = Style(.output, arguments[StandardOptions.color])
    return Output.write(configText(settings, path, style)) ? .ok : .failed
}

/// Settings as a configuration file, with the source of each beside it.
private func configText(_ settings: [EffectiveSetting], _ path: String?, _ style: Style) -> String {
    let width = settings.map { $0.name.count + $0.value.count }.max() ?? 0
    var text = ""
    var section = ""
    for setting in settings {
        if setting.section != section {
            section = setting.section
            text += (text.isEmpty ? "" : "\n") + style.bold("[\(section)]") + "\n"
        }
        let gap = String(
            repeating: " ",
            count: min(width, 40) - min(width, 40, setting.name.count + setting.value.count))
        let source: String
        if let line = setting.line {
            source = "# \(path ?? ""):\(line), default \(setting.fallback)"
        } else {
            // What `default` comes to is worth more than the word.
            source = setting.value == setting.fallback ? "# default" : "# here \(setting.fallback)"
        }
        text += "\(setting.name) = \(setting.value)\(gap)  \(style.dim(source))\n"
    }
    return text
}

private func explainConfig(_ arguments: Arguments) throws -> ExitCode {
    let name = arguments[configKey]
    guard
        let text = SettingsText.explain(
            name, strategies: SystemCatalog.catalog.declarations)
    else {
        let nearest = Nearest.name(to: name, in: settingNames)
        throw CommandFailure(
            "no key or section \"\(VisibleText.of(name))\""
                + (nearest.map { "; did you mean \($0)?" }
                    ?? "; config show lists them"))
    }
    return Output.write(text) ? .ok : .failed
}

private func jsonLine(_ fault: SettingsFault) -> String {
    let members = [
        ("file", JSONText.quoted(fault.file)), ("line", "\(fault.line)"),
        ("section", JSONText.quoted(fault.section)), ("key", JSONText.quoted(fault.key)),
        ("value", fault.value.map(JSONText.quoted) ?? "null"),
        ("problem", JSONText.quoted(fault.problem)),
    ]
    return JSONText.object(members) + "\n"
}

private func jsonLine(_ setting: EffectiveSetting, _ path: String?) -> String {
    let source = setting.line.map { JSONText.quoted("\(path ?? ""):\($0)") } ?? "null"
    let members = [
        ("section", JSONText.quoted(setting.section)), ("key", JSONText.quoted(setting.name)),
        ("value", JSONText.quoted(setting.value)),
        ("default", JSONText.quoted(setting.fallback)), ("source", source),
    ]
    return JSONText.object(members) + "\n"
}
