/// A setting that a running engine offers.
struct KnownSetting: Sendable {
    let key: String
    let standard: String
    let meaning: String

    static let all: [KnownSetting] = []
}
