import Market
import Settings

/// What must hold for whatever the readers of text accept.
enum TextChecks {
    /// A decimal number; the first byte chooses the decimals. What is read is written and read.
    static func decimal(_ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        let decimals = Int(first % 19)
        let text = UnsafeRawBufferPointer(rebasing: bytes[1...])
        do throws(DecimalFault) {
            let units = try DecimalText.units(text, decimals: decimals)
            let written = DecimalText.text(units: units, decimals: decimals)
            let again = try DecimalText.units(written, decimals: decimals)
            precondition(again == units, "\(units) was written as \(written), read as \(again)")
        } catch {
            precondition(!error.description.isEmpty)
        }
    }

    /// An instant, a date. What is read is written and read.
    static func instant(_ bytes: UnsafeRawBufferPointer) {
        // The year 1677 has a second that a number of nanoseconds reaches only in part.
        let whole = Nanoseconds(Int64.min + 1_000_000_000)
        if let time = InstantText.parse(bytes), time >= whole {
            let written = InstantText.utc(time)
            let again = InstantText.parse(written)
            precondition(again == time, "\(time) was written as \(written)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let date = SessionDate(text) {
            precondition(SessionDate(date.description) == date, "\(date) is no date when written")
        }
    }

    /// A configuration. Settings that load are shown, and load to the same.
    static func settings(_ bytes: UnsafeRawBufferPointer) {
        switch SettingsLoader.load(text: String(decoding: bytes, as: UTF8.self)) {
        case .failure(let error): precondition(!error.description.isEmpty)
        case .success(let settings):
            let shown = SettingsText.show(settings)
            guard case .success(let again) = SettingsLoader.load(text: shown) else {
                preconditionFailure("what was shown is refused:\n\(shown)")
            }
            precondition(SettingsText.show(again) == shown, "settings differ when shown again")
        }
    }
}
