import { scoped } from '../../page/api.js';
import { Prefs } from '../../page/prefs.js';
import { backoff } from '../../page/socket.js';
import { Store } from '../../page/store.js';
import { equal } from './harness.mjs';

const snapshot = (symbol, period, more = {}) => ({ type: 'snapshot', ts_ns: null, data: { engine: { name: 'sim' }, symbol: { symbol }, period, periods: ['1m', '5m'], footprint_periods: ['5m'], bars: [], footprint: null, signals: [], trades: [], positions: [], levels: [], ...more } });

function store() {
    const one = new Store();
    const told = [];
    one.on(['snapshot', 'closed', 'live', 'signals', 'trades', 'log', 'gap', 'error'], (topic) => told.push(topic));
    return { one, told };
}

export function a_snapshot_replaces_everything_of_the_instrument() {
    const { one } = store();
    one.take(snapshot('SPY', '5m', { signals: [{ id: 'SPY-1' }] }));
    one.take(snapshot('ES', '5m'));
    equal(one.state.symbol.symbol, 'ES');
    equal(one.state.signals, []);
    equal(one.state.snapshots, 2);
}

export function messages_of_what_is_no_longer_watched_are_dropped() {
    const { one, told } = store();
    one.take(snapshot('SPY', '5m'));
    one.forget({ engine: 'sim', symbol: 'ES', period: '5m' });
    one.take(snapshot('SPY', '5m'));
    equal(one.state.symbol, null);
    one.take({ type: 'footprint', data: { symbol: 'SPY', period: '5m', start_ns: '1', developing: true } });
    equal(one.state.live, null);
    one.take(snapshot('ES', '5m'));
    equal(one.state.symbol.symbol, 'ES');
    one.take({ type: 'footprint', data: { symbol: 'SPY', period: '5m', start_ns: '1', developing: false } });
    equal(told.includes('closed'), false);
}

export function bars_count_only_where_there_are_no_footprints() {
    const { one, told } = store();
    one.take(snapshot('SPY', '5m'));
    one.take({ type: 'bar', data: { symbol: 'SPY', period: '5m' } });
    equal(told.includes('closed'), false);
    one.take(snapshot('SPY', '1m'));
    one.take({ type: 'bar', data: { symbol: 'SPY', period: '1m' } });
    equal(told.includes('closed'), true);
}

export function a_trade_that_ends_takes_the_place_of_the_open_one() {
    const { one } = store();
    one.take(snapshot('SPY', '5m'));
    const open = { event: 'open', id: null, symbol: 'SPY', system: 'momentum', entry_time_ns: '7' };
    one.take({ type: 'trade', data: open });
    one.take({ type: 'trade', data: { ...open, event: 'close', id: 3, pnl: 1 } });
    one.take({ type: 'trade', data: { ...open, entry_time_ns: '8' } });
    equal(one.state.trades.map((trade) => trade.id), [null, 3]);
}

export function open_trades_are_first_and_then_the_last_that_ended_however_they_come() {
    const { one } = store();
    one.take(snapshot('SPY', '5m'));
    const open = { event: 'open', id: null, symbol: 'SPY', system: 'orderflow', entry_time_ns: '1381240800000000009' };
    one.take({ type: 'trade', data: open });
    one.take({ type: 'trade', data: { ...open, event: 'close', id: 7, entry_time_ns: '1381240800000000008' } });
    one.take({ type: 'trade', data: { ...open, event: 'close', id: 6, entry_time_ns: '999' } });
    one.take({ type: 'trade', data: { ...open, system: 'sef', entry_time_ns: '998' } });
    equal(one.state.trades.map((trade) => [trade.id, trade.system]), [[null, 'orderflow'], [null, 'sef'], [7, 'orderflow'], [6, 'orderflow']]);
    one.take({ type: 'trade', data: { ...open, event: 'close', id: 8 } });
    equal(one.state.trades.map((trade) => trade.id), [null, 8, 7, 6]);
}

export function trades_of_one_instant_are_apart_once_they_have_numbers() {
    const { one } = store();
    one.take(snapshot('SPY', '5m'));
    const close = { event: 'close', symbol: 'SPY', system: 'orderflow', entry_time_ns: '7' };
    one.take({ type: 'trade', data: { ...close, id: 1 } });
    one.take({ type: 'trade', data: { ...close, id: 2 } });
    one.take({ type: 'trade', data: { ...close, id: 2 } });
    equal(one.state.trades.map((trade) => trade.id), [2, 1]);
}

export function lists_stay_bounded() {
    const { one } = store();
    one.take(snapshot('SPY', '5m'));
    for (let n = 0; n < 700; n++) {
        one.take({ type: 'signal', data: { id: `SPY-${n}` } });
        one.take({ type: 'log', ts_ns: null, data: { level: 'info', text: 'x' } });
    }
    equal([one.state.signals.length, one.state.signals[0].id, one.state.log.length], [200, 'SPY-699', 500]);
}

export function gaps_and_errors_are_told_and_logged() {
    const { one, told } = store();
    one.take({ type: 'gap', data: { stream: 'ticks', count: 42, reason: 'ring full' } });
    one.take({ type: 'error', data: { error: 'no symbol X', code: 'not_found' } });
    equal(told, ['log', 'gap', 'log', 'error']);
    equal(one.state.log[1].text, 'Gap: 42 of ticks, ring full');
}

export function unknown_messages_change_nothing() {
    const { one, told } = store();
    one.take(snapshot('SPY', '5m'));
    one.take({ type: 'weather', data: {} });
    one.take({ type: 'pong', data: {} });
    equal(told, ['snapshot']);
}

export function waiting_doubles_to_fifteen_seconds_and_is_never_in_step() {
    equal([1, 2, 3, 20].map((attempt) => backoff(attempt, () => 1)), [500, 1000, 2000, 15000]);
    equal([1, 20].map((attempt) => backoff(attempt, () => 0)), [250, 7500]);
}

export function each_path_is_asked_what_it_takes() {
    const place = { engine: 'sim', symbol: 'SPY' };
    equal(scoped('/api/engines', place), {});
    equal(scoped('/api/backtests/one', place), {});
    equal(scoped('/login', place), {});
    equal(scoped('/api/trades', place), { engine: 'sim' });
    equal(scoped('/api/decisions/SPY-3', place), { engine: 'sim' });
    equal(scoped('/api/decisions', place), place);
    equal(scoped('/api/footprints', place), place);
}

export function preferences_live_without_storage() {
    const broken = { getItem: () => '{', setItem: () => { throw new Error('full'); } };
    for (const storage of [null, broken]) {
        const prefs = new Prefs(storage);
        equal(prefs.get('theme', 'system'), 'system');
        prefs.set('theme', 'dark');
        equal(prefs.get('theme', 'system'), 'dark');
    }
}
