#!/usr/bin/env python3
"""Tests of the dashboard in a real browser, against a real engine and a real gateway.

    run.py --bin .build/release              all of them
    run.py --bin DIR --only "session"        those whose sentence has these words
    run.py --bin DIR --shots DIR             writes a picture of the page after each
    run.py --list                            their sentences

Needs Playwright for Python and a Chromium (`--chromium`, else Debian's). Says PASS or FAIL a line
each; the exit status is 0 when all passed.
"""

import argparse
import os
import re
import sys
import time
import traceback

sys.dont_write_bytecode = True

import market  # noqa: E402
from lab import Failure, Lab, wait  # noqa: E402
from suite import TESTS, Given  # noqa: E402

# Their order is that of the imports: what looks at a market that stands still comes early.
import modules  # noqa: F401  isort: skip
import panels  # noqa: F401  isort: skip
import looks  # noqa: F401  isort: skip
import actions  # noqa: F401  isort: skip
import trouble  # noqa: F401  isort: skip
import day  # noqa: F401  isort: skip


class Market(Lab):
    """A lab whose engine holds five sessions and the morning of a sixth, of two symbols."""

    def prepare(self):
        self.minutes = {"SPY": 186, "QQQ": 60}
        self.cents = {"SPY": 51_500, "QQQ": 43_800}
        self.start_engine()
        self.command("set", "halt.on_feed_lost", "no")
        for symbol, seed in (("QQQ", 11), ("SPY", 7)):
            self.feed(symbol, market.past(seed, self.cents[symbol]))
            last = self.feed(symbol, market.ticks(seed, self.cents[symbol], self.minutes[symbol]))
            self.cents[symbol] = round(last * 100)
        reports = os.path.join(self.folder, "reports")
        os.mkdir(reports)
        self.report(os.path.join(reports, "morning.json"))
        self.gateway_words = ["--reports", reports]
        self.start_gateway(*self.gateway_words)

    def more(self, symbol, minutes, rate=3.0):
        """The next minutes of a symbol."""
        start = self.minutes[symbol]
        self.minutes[symbol] += minutes
        rows = list(market.ticks(start, self.cents[symbol], minutes, start, rate))
        self.cents[symbol] = rows[-1][1]
        return rows

    def report(self, path):
        ticks = os.path.join(self.folder, "SPY.csv")
        market.csv(ticks, market.ticks(7, 51_500, 120))
        self.write_output(path, "pitwire", "backtest", f"SPY={ticks}", "--json")


def parse():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=True)
    parser.add_argument("--bin", default=".build/release", help="folder of pitwire, pitctl and pitdash")
    parser.add_argument("--page", help="folder of the page, instead of the one pitdash brings")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--shots", help="folder for pictures")
    parser.add_argument("--only", action="append", default=[], help="words of the sentence")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the servers' logs")
    return parser.parse_args()


def slug(sentence):
    return re.sub(r"[^a-z0-9]+", "-", sentence.lower()).strip("-")[:80]


def one(entry, lab, browser, shots):
    """Runs a test; gives what failed, or nothing, and a note."""
    width, height = entry["size"]
    options = {"color_scheme": "dark", **entry["options"]}
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    from look import Look

    made = []

    def new_look():
        made.append(Look(context, lab.url(), entry["outage"]))
        return made[-1]

    given = Given(lab, context, new_look(), new_look)
    trouble_found = None
    try:
        entry["body"](given)
        for look in made:
            look.blameless()
    except Failure as failure:
        trouble_found = str(failure)
    except Exception as error:  # Playwright's own, and faults of the tests: told like any failure.
        trouble_found = "".join(traceback.format_exception_only(error)).strip() + "\n" + traceback.format_exc()
    for process in (lab.engine, lab.gateway):
        if not process.is_alive() and not (entry["outage"] and trouble_found):
            trouble_found = f"{trouble_found or ''}\n  {process.end_of_it()}"
    if shots:
        try:
            made[0].page.screenshot(path=os.path.join(shots, slug(entry["sentence"]) + ".png"))
        except Exception as error:
            trouble_found = trouble_found or f"no picture: {error}"
    if trouble_found:
        heard = [trouble for look in made for trouble in look.troubles]
        if heard:
            trouble_found += "\n  heard: " + "\n  heard: ".join(heard[:5])
    context.close()
    if given.after:
        given.after()
    return trouble_found, getattr(given, "note", "")


def recover(lab):
    """Servers that a failed test left away come back for the next one."""
    if not lab.engine.is_alive():
        lab.start_engine()
    if not lab.gateway.is_alive():
        lab.start_gateway(*lab.gateway_words)
    wait("the engine is live for the gateway", lambda: lab.api("/api/engines")["engines"][0]["state"] == "live")
    if lab.pitctl("session", "status")[0]["state"] == "HALTED":
        lab.command("resume")


def main():
    arguments = parse()
    chosen = [
        entry for entry in TESTS
        if all(word.lower() in entry["sentence"].lower() for word in arguments.only)
    ]
    if arguments.list:
        print("\n".join(entry["sentence"] for entry in chosen))
        return 0
    if not chosen:
        print(f"no test has the words {arguments.only}", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    if arguments.shots:
        os.makedirs(arguments.shots, exist_ok=True)
    page = os.path.abspath(arguments.page) if arguments.page else None
    lab = Market(os.path.abspath(arguments.bin), page)
    failed = []
    skipped = 0
    began = time.monotonic()
    try:
        lab.prepare()
        with sync_playwright() as playwright:
            flags = ["--disable-gpu"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
            browser = playwright.chromium.launch(
                executable_path=arguments.chromium, headless=True, args=flags
            )
            for entry in chosen:
                start = time.monotonic()
                if entry["needs"] and not os.path.exists(entry["needs"]):
                    skipped += 1
                    print(f"SKIP {entry['sentence']}: no {os.path.basename(entry['needs'])} here", flush=True)
                    continue
                trouble_found, note = one(entry, lab, browser, arguments.shots)
                took = f"{time.monotonic() - start:.1f} s"
                if trouble_found:
                    failed.append(entry["sentence"])
                    print(f"FAIL {entry['sentence']} ({took})\n  {trouble_found}", flush=True)
                    recover(lab)
                else:
                    print(f"PASS {entry['sentence']} ({took}{', ' + note if note else ''})", flush=True)
            browser.close()
    except Failure as failure:
        print(f"FAIL the tests could not go on: {failure}", flush=True)
        failed.append("setup")
    finally:
        # Whoever reads this may have gone.
        try:
            if failed:
                for process in (lab.engine, lab.gateway):
                    if process:
                        print(f"--- {process.name} said last:\n{process.text()[-1500:]}", flush=True)
        finally:
            lab.close()
    count = len(chosen)
    print(f"{count - len(failed) - skipped} of {count} passed, {skipped} skipped, in {time.monotonic() - began:.0f} s")
    for sentence in failed:
        print(f"  failed: {sentence}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
