/// Version 1 of the tables, as it was: never changed, whatever later versions do.
enum VersionOne {
    /// Each table with its columns in their order.
    static let columns = """
        bars: instrument period start mode end session open high low close volume buy_volume \
        sell_volume max_delta min_delta cumulative_delta trades vwap from_ticks late lost \
        out_of_range feed_gaps exchange_volume quote_volume tick_volume simulated_volume \
        unknown_volume cause
        calibration: instrument number time start system strategy rule rule_name key key_name \
        verdict reason reason_name direction period mode side_quality inferred_share late \
        lost out_of_range feed_gaps cause packed detail
        counters: instrument time accepted bad duplicate late out_of_range out_of_bars \
        out_of_footprint out_of_profiles out_of_vwaps lost feed_gaps cause
        cursor: one position time
        decisions: instrument number time start system strategy rule rule_name key key_name \
        verdict reason reason_name direction period mode side_quality inferred_share late \
        lost out_of_range feed_gaps cause packed detail
        digests: instrument stream cause digest time
        events: cause kind instrument subject time detail
        fills: id order account instrument time side price quantity fee_nanos cause
        footprints: instrument period start mode row_ticks poc buy_imbalances sell_imbalances \
        imbalance_ratio imbalance_minimum ignores_zeros row_count cause rows
        instruments: id symbol class price_decimals price_units tick size_decimals size_units \
        lot tick_value_nanos number is_current
        meta: key value
        orders: id account instrument side kind quantity filled limit_price stop_price state \
        reason decision created changed cause
        positions: account instrument time quantity entry realized_nanos cause
        rules: position digest time
        sessions: instrument anchor date start end row_ticks poc vah val low high volume \
        buy_volume sell_volume from_ticks row_count cause rows
        settings: cause scope key time value given_by is_default
        studies: instrument number time start system strategy rule rule_name key key_name \
        verdict reason reason_name direction period mode side_quality inferred_share late \
        lost out_of_range feed_gaps cause packed detail
        study_history: instrument number time start system strategy rule rule_name key \
        key_name verdict reason reason_name direction period mode side_quality inferred_share \
        late lost out_of_range feed_gaps cause packed detail
        trades: account instrument number side quantity opened closed entry exit profit_nanos \
        fee_nanos reason decision cause
        vwaps: instrument anchor anchor_number period start date vwap sigma volume cause
        windows: instrument measure anchor date start end time cause
        words: about number word
        """.split(separator: "\n").map(String.init)

    /// Rows of `Sample.bar(0)` and `Sample.decision(3)`, of two instruments, and a position.
    static let rows = """
        INSERT INTO meta VALUES ('log', '0');
        UPDATE cursor SET position = 12, time = 1709913600000000000;
        INSERT INTO instruments VALUES (1, 'SPY', 1, 4, 10000, 100, 0, 1, 1, 10000000, 0, 1);
        INSERT INTO instruments VALUES
            (2, 'BTC-USD', 2, 2, 100, 1, 8, 100000000, 1, 10000000, 1, 1);
        INSERT INTO bars VALUES (
            1, 1, 1709908200000000000, 0, 1709908260000000000, 19790, 5090100, 5090600, 5090000,
            5090300, 300.0, 200.0, 100.0, 150.0, -20.0, 100.0, 12, 509.0125, 1, 1, 0, 0, 0,
            300.0, 0.0, 0.0, 0.0, 0.0, 1);
        INSERT INTO decisions VALUES (
            1, 3, 1709908203000000000, 1709908200000000000, 7, 'momentum', 0, 'entry', 1, 'fast',
            2, 0, '', 1, 1, 0, 0, 0.0, 0, 0, 0, 0, 3,
            X'0F000000000000000000000000D47F40000000000000F03F000000000000F03F\
        0000A488E7E178420000000000000000',
            '{"price": 509.25, "is_first": true, "side": "DOWN", "gap": null}');
        """
}
