import CLI
import Market
public import Records

/// What stands at the desk, as tables.
public enum DeskTables {
    /// Alerts by number: those that wait and the last that fired.
    public static func alerts(
        _ state: DeskState, _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var table = Table([
            .init("ALERT", .right), .init("SYMBOL"), .init("WHEN"), .init("STATE"), .init("BY"),
            .init("NOTE", isFlexible: true),
        ])
        for record in state.alerts {
            let alert = record.alert
            let fired = alert.fired.map {
                "fired \(look.clock.dateTime($0.time)) \(look.clock.zone($0.time)) at "
                    + text.price($0.price, of: alert.instrument)
            }
            table.add([
                "\(alert.number)", text.symbol(alert.instrument), text.condition(alert),
                fired ?? "waits", VisibleText.of(alert.by), VisibleText.of(alert.note),
            ])
        }
        guard !table.rows.isEmpty else { return "no alerts\n" }
        return table.text(Style(isOn: look.isColored), columns: columns)
    }

    /// All that stands: halts, alerts, settings that were changed, anchors.
    public static func all(
        _ state: DeskState, _ text: DeskText, _ look: Look, columns: Int
    ) -> String {
        var page =
            look.paint(
                state.halts.isEmpty ? "OPEN" : "HALTED", state.halts.isEmpty ? .green : .red) + "\n"
        if !state.halts.isEmpty { page += "\n" + halts(state, text, look, columns) }
        page += "\n" + alerts(state, text, look, columns: columns)
        if !state.settings.isEmpty { page += "\n" + settings(state, text, look, columns) }
        if !state.anchors.isEmpty { page += "\n" + anchors(state, text, look, columns) }
        return page
    }

    private static func halts(
        _ state: DeskState, _ text: DeskText, _ look: Look, _ columns: Int
    ) -> String {
        var table = Table([
            .init("HALTED"), .init("ORIGIN"), .init("SINCE"), .init("BY"),
            .init("REASON", isFlexible: true),
        ])
        for record in state.halts {
            let halt = record.halt
            table.add([
                text.symbol(halt.instrument), halt.origin.name, time(halt.since, look),
                VisibleText.of(halt.by), VisibleText.of(halt.reason),
            ])
        }
        return table.text(Style(isOn: look.isColored), columns: columns)
    }

    private static func settings(
        _ state: DeskState, _ text: DeskText, _ look: Look, _ columns: Int
    ) -> String {
        var table = Table([
            .init("SETTING"), .init("SYMBOL"), .init("VALUE", isFlexible: true),
            .init("SINCE"), .init("BY"),
        ])
        for record in state.settings {
            let setting = record.setting
            table.add([
                VisibleText.of(setting.key), text.symbol(setting.instrument),
                VisibleText.of(setting.value), time(setting.changed, look),
                VisibleText.of(setting.by),
            ])
        }
        return table.text(Style(isOn: look.isColored), columns: columns)
    }

    private static func anchors(
        _ state: DeskState, _ text: DeskText, _ look: Look, _ columns: Int
    ) -> String {
        var table = Table([
            .init("ANCHOR", .right), .init("SYMBOL"), .init("FROM"), .init("BY"),
        ])
        for record in state.anchors {
            let anchor = record.anchor
            table.add([
                "\(anchor.number)", text.symbol(anchor.instrument), time(anchor.from, look),
                VisibleText.of(anchor.by),
            ])
        }
        return table.text(Style(isOn: look.isColored), columns: columns)
    }

    private static func time(_ time: Nanoseconds, _ look: Look) -> String {
        "\(look.clock.dateTime(time)) \(look.clock.zone(time))"
    }
}
