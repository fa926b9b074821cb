import Measures

/// Nothing of it is state: a new one of the same unit is as good.
extension ProfileScratch: Codable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(ladder.unit)
    }

    convenience init(from decoder: any Decoder) throws {
        self.init(unit: try decoder.singleValueContainer().decode(Double.self))
    }
}
