"""A real day, played through an engine while a page watches: what the page holds at the end is what a
batch over the same file exports."""

import csv
import gzip
import os

from lab import Failure, Lab, wait
from look import is_same
from panels import BAR
from suite import test

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
DATA = os.environ.get("PITWIRE_DATA") or os.path.join(os.path.dirname(TOP), "shared")
SPY = os.path.join(DATA, "data/equities-lean/normalised/SPY-20131008.trades.csv.gz")
# An engine's values for shares differ from a batch's: rows and least volume.
SETTINGS = "[footprint]\nrow = 1\nmin_volume = 10\n"
# 10:00 to 10:10 in New York.
SLICE = (1_381_240_800_000_000_000, 1_381_241_400_000_000_000)


class Day(Lab):
    """An engine that plays a file once a page watches, its gateway, and a batch over the file."""

    def __init__(self, lab, file, speed):
        super().__init__(lab.binaries, lab.page)
        settings = os.path.join(self.folder, "day.conf")
        with open(settings, "w", encoding="ascii") as text:
            text.write(SETTINGS)
        self.start_engine(
            f"SPY={file}", "--config", settings, "--speed", speed, "--wait-clients", "1", symbols=False
        )
        self.start_gateway()
        self.out = os.path.join(self.folder, "out")
        self.write_output(
            os.path.join(self.folder, "batch.log"), "pitwire", "batch", "--ticks", file, "--symbol",
            "SPY", "--tf", "5m", "--out", self.out, "--export", "bars,footprint,profile,profile_rows,signals",
        )

    def table(self, name):
        with open(os.path.join(self.out, name), encoding="ascii", newline="") as file:
            return list(csv.DictReader(file))


def same(what, shown, exported, names):
    """Compares members of what is drawn with columns; `names` maps one to the other."""
    for member, column in names.items():
        said = exported[column]
        value = shown[member]
        if isinstance(value, bool):
            value = int(value)
        if not is_same(str(value), float(said) if said != "" else None):
            raise Failure(f"{what}: {member} is {shown[member]!r} on the page, {said} in the batch")


def check_bars(look, day):
    exported = day.table("bars.csv")

    def closed():
        return {bar["start_ns"]: bar for bar in look.model("bars()") if not bar["developing"]}

    def missing():
        bars = closed()
        return [row["ts_ns"] for row in exported if row["ts_ns"] not in bars]

    wait(lambda: f"every bar has come and is closed, {len(exported)} of them; missing {missing()}", lambda: not missing())
    drawn = closed()
    names = {name: name for name in BAR if name != "cumulative_delta"}
    for row in exported:
        same(f"bar {row['ts_ns']}", drawn[row["ts_ns"]], row, {**names, "vwap": "vwap", "cumulative_delta": "cvd"})
    return len(exported)


def check_cells(look, day):
    cells = {}
    for row in day.table("footprint.csv"):
        cells.setdefault(row["ts_ns"], []).append(row)
    names = {
        "price": "price", "bid": "bid_volume", "ask": "ask_volume", "neutral": "neutral_volume", "volume": "volume",
        "delta": "delta", "buy_imbalance": "buy_imbalance", "sell_imbalance": "sell_imbalance",
        "buy_stack": "buy_stack", "sell_stack": "sell_stack",
    }
    count = 0
    for start, rows in cells.items():
        drawn = look.model(f"footprint('{start}')")
        found = [row for row in drawn["rows"] if row["volume"] > 0]
        if len(found) != len(rows):
            raise Failure(f"footprint {start}: {len(found)} rows on the page, {len(rows)} in the batch")
        for one, other in zip(found, rows):
            same(f"footprint {start} at {other['price']}", one, other, names)
            if other["is_poc"] == "1" and not is_same(str(drawn["poc"]), float(other["price"])):
                raise Failure(f"footprint {start}: POC {drawn['poc']} on the page, {other['price']} in the batch")
            count += 1
    return count


def check_profile(look, day):
    said = day.table("profile.csv")[-1]
    # It is told at most once a second.
    wait(
        "the profile holds all that traded",
        lambda: sum(row["volume"] for row in look.model("profile()")["rows"]) == float(said["total_volume"]),
    )
    drawn = look.model("profile()")
    same("profile", drawn, said, {"poc": "poc", "vah": "vah", "val": "val"})
    rows = [row for row in drawn["rows"] if row["volume"] > 0]
    exported = [row for row in day.table("profile_rows.csv") if row["period"] == said["period"]]
    if len(rows) != len(exported):
        raise Failure(f"{len(rows)} rows of the profile on the page, {len(exported)} in the batch")
    for row, other in zip(rows, exported):
        same(f"profile at {other['price']}", row, other, {"price": "price", "volume": "volume", "ask": "buy_volume", "bid": "sell_volume"})
    return len(rows)


def check_signals(look, day):
    """The newest ones: the page keeps a list of bounded length."""
    exported = list(reversed(day.table("signals.csv")))
    drawn = [one for one in look.model("signals()") if one["system"] == "orderflow" and one["rule"] not in ("choice", "level", "regime")]
    if not drawn or len(drawn) > len(exported):
        raise Failure(f"{len(drawn)} patterns on the page, {len(exported)} in the batch")
    for one, other in zip(drawn, exported):
        shown = (one["start_ns"], one["pattern"].upper(), one["direction"], one["approved"], one["reason"])
        said = (other["ts_ns"], other["pattern"], other["direction"], other["approved"] == "1", other["reason"])
        if shown != said:
            raise Failure(f"signal {shown} on the page, {said} in the batch")
        same(f"signal {one['id']}", one, other, {"price": "price"})
    return len(drawn)


def check_trades(look, day):
    """What ended last is first, and none is open on the page and closed in the engine."""
    said = list(reversed(day.pitctl("trades", "--last", "100")))
    held = [one for one in day.pitctl("positions") if one["position"] != 0]
    look.show("trades")

    def shown():
        rows = look.rows("trades")
        return len(rows) == len(said) + len(held) and rows

    rows = wait(f"{len(said)} trades and {len(held)} open ones are listed", shown)
    closed = [row for row in rows if row["trade.exit"]]
    for row, trade in zip(closed, said):
        for name in ("entry", "exit"):
            if not is_same(row[f"trade.{name}"], trade[name]):
                raise Failure(f"trade {trade['number']}: {name} {row[f'trade.{name}']} on the page, {trade[name]} said")
    return len(rows)


def play(given, file, speed):
    day = Day(given.lab, file, speed)
    given.after = day.close
    look = given.look
    look.url = day.url()
    look.open()
    wait("the feed is at its end", lambda: is_over(day), 180)
    bars = check_bars(look, day)
    given.note = (
        f"{bars} bars, {check_cells(look, day)} cells, {check_profile(look, day)} rows of the profile, "
        f"{check_signals(look, day)} signals, {check_trades(look, day)} trades"
    )


def is_over(day):
    """Every tick of the file was taken, and its last bar is closed."""
    rows = day.pitctl("bars", "SPY", "--period", "5m", "--last", "1")
    return rows and str(rows[-1]["start_ns"]) == day.table("bars.csv")[-1]["ts_ns"]


@test("a SPY day without a pause is on the page as a batch exports it", needs=SPY)
def whole(given):
    play(given, SPY, "0")


@test("ten minutes of SPY at speed 20 are on the page as a batch exports them", needs=SPY)
def paced(given):
    path = os.path.join(given.lab.folder, "slice.csv")
    with gzip.open(SPY, "rt", encoding="ascii") as day, open(path, "w", encoding="ascii") as file:
        file.write(next(day))
        file.writelines(line for line in day if SLICE[0] <= int(line.split(",", 1)[0]) < SLICE[1])
    play(given, path, "20")
