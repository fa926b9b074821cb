import Records
import Testing

@testable import SEF

@Suite struct SchemaTests {
    @Test func `every rule fits an evaluation and names each value once`() {
        #expect(SEFSystem.schema.number == 3)
        #expect(SEFSystem.schema.name == "sef")
        #expect(
            SEFSystem.schema.rules.map(\.name) == [
                "level", "heads_up", "setup", "trade", "calibration",
            ])
        for rule in SEFSystem.schema.rules {
            #expect(rule.values.count <= Evaluation.valueLimit)
            #expect(Set(rule.values.map(\.name)).count == rule.values.count)
        }
    }
}
