import { Clock } from '../../page/clock.js';
import { equal } from './harness.mjs';

const summer = Date.UTC(2024, 6, 1, 13, 30, 5), winter = Date.UTC(2024, 0, 2, 14, 30, 5);

export function new_york_knows_its_summer() {
    const clock = new Clock('ny');
    equal(clock.second(summer), '09:30:05');
    equal(clock.second(winter), '09:30:05');
    equal(clock.minuteOfDay(summer), 570);
}

export function the_hour_that_exists_twice_is_told_as_it_was() {
    const clock = new Clock('ny');
    const change = Date.UTC(2024, 10, 3, 6, 0, 0);
    equal(clock.minute(change - 1000), '01:59');
    equal(clock.minute(change), '01:00');
}

export function days_are_those_of_the_zone() {
    const ny = new Clock('ny'), utc = new Clock('utc');
    const late = Date.UTC(2024, 0, 3, 2, 0, 0);
    equal(ny.day(late), 'Tue 2 Jan');
    equal(utc.day(late), 'Wed 3 Jan');
    equal(utc.dayNumber(late) - ny.dayNumber(late), 1);
    equal(utc.date(late), '2024-01-03 02:00');
}

export function an_unknown_zone_is_new_york() { equal(new Clock('mars').zone, 'ny'); }
