import { cellsOf } from '../../page/chart/cells.js';
import { Scale, merge, priceLines, roundStep, timeMarks } from '../../page/chart/scale.js';
import { Series, earlier } from '../../page/chart/series.js';
import { Clock } from '../../page/clock.js';
import { equal, near } from './harness.mjs';

const row = (price, bid, ask, more = {}) => ({ price, bid, ask, neutral: 0, volume: bid + ask, delta: ask - bid, buy_imbalance: false, sell_imbalance: false, buy_stack: 0, sell_stack: 0, ...more });

/// A bar of minute `n` whose rows lie at whole prices.
function bar(n, session, rows, developing = false) {
    const volume = rows.reduce((sum, one) => sum + one.volume, 0);
    const vwap = rows.reduce((sum, one) => sum + one.volume * one.price, 0) / volume;
    return {
        start_ns: String(BigInt(1_700_000_000 + 60 * n) * 1_000_000_000n), end_ns: String(BigInt(1_700_000_060 + 60 * n) * 1_000_000_000n),
        session, open: rows[0].price, high: rows[rows.length - 1].price, low: rows[0].price, close: rows[rows.length - 1].price,
        volume, delta: 0, cumulative_delta: 0, poc: rows[0].price, row_ticks: 1, vwap, rows, developing,
    };
}

const three = () => [bar(0, 'a', [row(100, 0, 10)]), bar(1, 'a', [row(101, 10, 0), row(102, 0, 30)]), bar(2, 'b', [row(110, 5, 5)])];

export function vwap_of_the_worked_example() {
    const series = new Series(1);
    series.replace(three(), null);
    series.finish();
    near(series.columns.vwap[1], 101.4);
    near(series.columns.sigma[1], 0.8);
    near(series.columns.vwap[2], 110, 'a new session begins anew');
    near(series.columns.sigma[2], 0);
}

export function vwap_is_unknown_before_the_first_bar_of_the_session() {
    const series = new Series(1);
    const bars = three();
    series.replace(bars.slice(1), null);
    equal(Number.isNaN(series.columns.vwap[0]), true);
    near(series.columns.vwap[1], 110);
    equal(series.prepend(bars.slice(0, 1)), 1);
    equal(Number.isNaN(series.columns.vwap[1]), true, 'nobody knows whether bar 0 is the first');
    series.finish();
    near(series.columns.vwap[1], 101.4);
}

export function a_page_of_history_that_overlaps_counts_once() {
    const series = new Series(1);
    const bars = three();
    series.replace(bars.slice(1), null);
    equal(series.prepend(bars), 1);
    equal(series.bars.map((one) => one.start_ns), bars.map((one) => one.start_ns));
    equal(series.columns.high[1], 102);
}

export function the_developing_bar_gives_way_to_the_closed_one() {
    const series = new Series(1);
    const bars = three();
    series.replace(bars.slice(0, 1), null);
    equal(series.develop({ ...bars[1], developing: true }), true);
    equal(series.develop({ ...bars[1], developing: true, close: 101 }), false);
    equal(series.count, 2);
    equal(series.close(bars[1]), false, 'no more bars than before');
    equal([series.live, series.count], [null, 2]);
    equal(series.develop({ ...bars[0], developing: true }), false, 'an old bar does not develop again');
    equal(series.count, 2);
}

export function bars_are_found_by_their_instant() {
    const series = new Series(1);
    const bars = three();
    series.replace(bars, null);
    equal(bars.map((one) => series.index(one.start_ns)), [0, 1, 2]);
    equal(series.index('1700000001000000000'), -1);
    equal(series.containing('1700000061000000000'), 1);
    equal(series.containing('1700000999000000000'), -1);
    equal(earlier('999', '1000'), true);
}

export function a_snapshot_joins_what_is_there_only_where_it_is_the_same_run() {
    const series = new Series(1);
    const bars = three();
    series.replace(bars.slice(0, 2), null);
    equal(series.join(bars.slice(1), null), true);
    equal(series.count, 3);
    equal(series.join([{ ...bars[1], volume: 1 }], null), false);
}

export function the_series_grows_at_both_ends_past_its_room() {
    const series = new Series(1);
    const make = (n) => bar(n, 'a', [row(100 + (n % 7), n + 1, 2)]);
    series.replace([make(1000)], null);
    for (let n = 1001; n < 2600; n++) series.close(make(n));
    for (let page = 9; page >= 0; page--) equal(series.prepend(Array.from({ length: 100 }, (_, i) => make(page * 100 + i))), 100);
    equal(series.count, 2600);
    for (const n of [0, 99, 1000, 2599]) equal(series.columns.volume[n], n + 3);
    series.drop(600);
    equal([series.count, series.columns.volume[0]], [2000, 603]);
}

export function rows_merge_into_cells_and_keep_their_marks() {
    const one = bar(0, 'a', [row(99, 1, 2), row(100, 4, 8, { sell_imbalance: true }), row(101, 5, 40, { buy_imbalance: true, buy_stack: 3 })]);
    one.poc = 101;
    const { cells, most } = cellsOf(one, 1, 2);
    equal([...cells.keys()], [49, 50]);
    equal(most, 57);
    const cell = cells.get(50);
    equal([cell.bid, cell.ask, cell.buy, cell.sell, cell.poc], [9, 48, 3, 1, true]);
    equal(cells.get(49).poc, false);
    equal(cellsOf(bar(0, 'a', [row(-1, 1, 1), row(0, 1, 1)]), 1, 2).cells.size, 2, 'prices below zero round down');
}

export function scale_goes_to_pixels_and_back() {
    const scale = new Scale();
    Object.assign(scale, { barWidth: 10, right: 50, pixelsPerTick: 2, centre: 1000, plot: { x: 0, y: 0, width: 300, height: 200 } });
    near(scale.index(scale.x(37)), 37);
    near(scale.ticks(scale.y(1012)), 1012);
    equal(scale.range(50), { first: 20, last: 49 });
    equal(scale.range(0), { first: 20, last: -1 });
    equal(scale.fit(970, 1030, (pixels) => pixels), false, 'what fits does not move');
    equal(scale.fit(990, 1100, (pixels) => pixels), true);
    if (!(scale.y(1100) > 0 && scale.y(990) < 200)) throw new Error('not in view');
}

export function labels_are_round() {
    equal([0.03, 1, 1.2, 2.2, 3, 7, 12].map(roundStep), [0.05, 1, 2, 2.5, 5, 10, 20]);
    equal([20, 6, 2.5, 0.4].map((pixels) => merge(pixels, 10)), [1, 2, 4, 25]);
    const scale = new Scale();
    Object.assign(scale, { pixelsPerTick: 2, centre: 1000, plot: { x: 0, y: 0, width: 300, height: 200 } });
    equal(priceLines(scale, 44), [950, 975, 1000, 1025, 1050]);
}

export function times_are_labelled_at_round_minutes_and_new_days() {
    const clock = new Clock('utc');
    const midnight = Date.UTC(2024, 0, 3);
    const times = Float64Array.from({ length: 40 }, (_, i) => midnight - 20 * 300_000 + i * 300_000);
    const marks = timeMarks(times, 0, 39, 20, clock, 80);
    equal(marks.filter((mark) => mark.day).map((mark) => mark.index), [20]);
    for (const mark of marks) equal(clock.minuteOfDay(times[mark.index]) % 30, 0);
}
