import Records
import Settings
import Strategy
import Testing

@testable import Auction

@Suite struct SchemaTests {
    @Test func `the study begins with the columns of market_state.csv`() {
        let names = AuctionPlaybook.schema.rules[0].values.map(\.name)
        #expect(
            Array(names.prefix(18)) == [
                "close", "poc", "vah", "val", "distance_pct", "in_value", "momentum", "state",
                "nearest_lvn", "lvn_distance_pct", "lvn_alert", "buy_pressure", "volume_ratio",
                "cvd_momentum", "score", "score_literal", "flow_direction", "trading_session",
            ])
    }
}
