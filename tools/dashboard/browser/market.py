"""Made-up ticks of a session, the same every time: a random walk with trends, bursts and lulls."""

import random

# 8 March 2024, 9:30 in New York.
OPEN_NS = 1_709_908_200_000_000_000


def ticks(seed, price, minutes, start_minute=0, rate=3.0):
    """Yields (time in ns, price in cents, size, side), about `rate` a second."""
    chance = random.Random(seed)
    cents = price
    now = OPEN_NS + start_minute * 60 * 1_000_000_000
    end = now + minutes * 60 * 1_000_000_000
    drift = 0.0
    until = now
    while True:
        if now >= until:
            drift = chance.choice([-0.35, -0.12, 0.0, 0.0, 0.12, 0.35])
            until = now + chance.randint(3, 14) * 60 * 1_000_000_000
        now += int(chance.expovariate(rate) * 1e9) + 1000
        if now >= end:
            return
        buys = chance.random() < 0.5 + drift
        # A burst of one side eats a level, an absorbed one does not.
        move = chance.random() < 0.22
        if move:
            cents += 1 if buys else -1
        size = 100 * max(1, int(chance.paretovariate(1.4)))
        yield now, cents, min(size, 20_000), "B" if buys else "A"


def csv(path, rows):
    """Writes ticks as the CSV that `pitctl feed` reads."""
    with open(path, "w", encoding="ascii") as file:
        file.write("ts_ns,price,size,side\n")
        for time, cents, size, side in rows:
            file.write(f"{time},{cents // 100}.{cents % 100:02d},{size},{side}\n")


def past(seed, price):
    """Five quiet sessions before the day: levels and profiles of days and weeks need some."""
    chance = random.Random(seed * 31)
    cents = price + chance.randint(-300, 300)
    # Friday to Thursday; each session at the same hour.
    for days in (7, 4, 3, 2, 1):
        start = -days * 24 * 60
        for row in ticks(seed * 100 + days, cents, 390, start, rate=0.25):
            cents = row[1]
            yield row
