import { between, compact, decimalsOf, exact, millis, money, number, percent, signed, size, span, words } from '../../page/format.js';
import { equal } from './harness.mjs';

export function numbers_are_grouped_and_minus_is_a_minus() {
    equal(number(1234567.891, 2), '1,234,567.89');
    equal(number(-5, 2), '\u22125.00');
    equal(number(-0.001, 2), '0.00', 'no minus before a rounded zero');
    equal(number(null), '\u2013');
    equal(number(NaN), '\u2013');
    equal(signed(3, 1), '+3.0');
    equal(money(-17.5), '\u221217.50');
    equal(percent(0.4321), '43.2\u202f%');
}

export function a_price_between_ticks_has_one_decimal_more() {
    equal(between(5902.25, 2), '5,902.25');
    equal(between(5902.3333, 2), '5,902.333');
    equal(between(null, 2), '\u2013');
}

export function decimals_are_those_of_the_tick() {
    equal(decimalsOf({ tick_size: 0.25, price_decimals: 9 }), 2);
    equal(decimalsOf({ tick_size: 0.01, price_decimals: 9 }), 2);
    equal(decimalsOf({ tick_size: 1e-8, price_decimals: 8 }), 8);
    equal(decimalsOf({ tick_size: 1, price_decimals: 4 }), 0);
    equal(decimalsOf({ tick_size: 0.015625, price_decimals: 9 }), 6);
    equal(decimalsOf(null), 2);
}

export function volumes_fit_a_cell() {
    equal([0, 7, 999, 9999, 12345, 136000, 1.2e6, 3.4e9].map(compact), ['0', '7', '999', '9999', '12.3k', '136k', '1.2M', '3.4B']);
    equal([0.35, 0.125, 2.01021247, 12.345, 123.45].map(compact), ['0.35', '0.125', '2.01', '12.3', '123.5']);
    equal(compact(0.00001), '<.001');
    equal(compact(-2500), '\u22122500');
    for (const value of [1e-8, 0.12345678, 99999, 123456789, 9.99e11]) if (compact(value).length > 6) throw new Error(`${value} is ${compact(value)}`);
}

export function sizes_keep_their_decimals_and_no_more() {
    equal(size(2.01021247, 8), '2.01021247');
    equal(size(3, 8), '3');
    equal(size(1500, 0), '1,500');
}

export function exact_texts_are_those_of_the_answer() {
    equal(exact(5902.25), '5902.25');
    equal(exact(0.1 + 0.2), '0.30000000000000004');
    equal(exact(null), '');
    equal(exact(false), 'false');
    equal(exact(['SPY']), '["SPY"]');
}

export function instants_and_spans() {
    equal(millis('1795279200000000123'), 1795279200000);
    equal(Number.isNaN(millis(null)), true);
    equal([5, 89, 300, 7260, 200000].map(span), ['5 s', '89 s', '5 min', '2 h 01', '2 d']);
    equal(words('against_trend'), 'against trend');
}
