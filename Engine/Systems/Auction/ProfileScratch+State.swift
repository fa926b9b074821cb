import Measures

/// Nothing of it is state: what it holds follows from the history, so a new one of the same unit is
/// as good.
extension ProfileScratch: Codable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(unit)
    }

    convenience init(from decoder: any Decoder) throws {
        self.init(unit: try decoder.singleValueContainer().decode(Double.self))
    }
}
