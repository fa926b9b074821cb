"""Engines and gateways that go away, pages that stand still, tokens."""

import os
import shutil
import signal
import urllib.error
import urllib.request

from playwright.sync_api import TimeoutError as Late

from actions import shows
from lab import Failure, wait
from panels import engine_status, session_fields
from suite import test


@test("an engine that is killed is said to be away, and comes back by itself", outage=True)
def engine(given):
    lab, look = given.lab, given.look.open()
    bars = len(look.model("bars()"))
    lab.engine.end(signal.SIGKILL)
    wait("the page says the engine is away", lambda: look.state() == "away")
    notice = look.page.locator("#notice")
    wait("a notice names the engine", lambda: notice.is_visible() and "lab" in notice.inner_text())
    for name in ("Start", "Halt", "Resume", "Stop"):
        if look.panel("session").get_by_role("button", name=name, exact=True).is_enabled():
            raise Failure(f"{name} can be pressed while the engine is away")
    if len(look.model("bars()")) < bars:
        raise Failure("what was known is not shown any more")
    lab.start_engine()
    look.live()
    wait("the notice is gone", notice.is_hidden)
    shows(given, look, "SPY")
    look.agrees("session", session_fields(lab))
    # And it goes on: what comes now is shown.
    lab.feed("SPY", lab.more("SPY", minutes=2))
    look.agrees("top", {"tick.price": engine_status(lab)["last"]})


@test("an engine that ends in order and starts later is the same", outage=True)
def ended(given):
    lab, look = given.lab, given.look.open()
    lab.engine.end()
    wait("the page says the engine is away", lambda: look.state() == "away")
    lab.start_engine()
    look.live()
    shows(given, look, "SPY")


@test("a gateway that is killed is said to be gone, and the page goes on with the next one", outage=True)
def gateway(given):
    lab, look = given.lab, given.look.open()
    lab.gateway.end(signal.SIGKILL)
    wait("the page says so", lambda: look.state() == "reconnecting")
    notice = look.page.locator("#notice")
    wait("a notice is there", lambda: notice.is_visible() and "Gateway" in notice.inner_text())
    price = look.fields("top")["tick.price"]["value"]
    if price in ("", None):
        raise Failure("the last price is not shown any more")
    lab.feed("SPY", lab.more("SPY", minutes=2))
    lab.start_gateway(*lab.gateway_words)
    look.live()
    wait("the notice is gone", notice.is_hidden)
    shows(given, look, "SPY")
    log = look.show("log")
    wait("the log tells it", lambda: log.get_by_text("lost").count() > 0)


@test("the button of the notice tries at once", outage=True)
def try_now(given):
    lab, look = given.lab, given.look.open()
    lab.gateway.end()
    wait("the page says so", lambda: look.state() == "reconnecting")
    lab.start_gateway(*lab.gateway_words)
    # The page tries by itself, too, and the button is gone once it has succeeded.
    try:
        look.page.get_by_role("button", name="Try now").click(timeout=2000)
    except Late:
        if look.state() != "live":
            raise
    look.live()


@test("a page that stands still catches up, and no other page waits for it")
def still(given):
    lab, look = given.lab, given.look.open()
    other = given.new_look().open()
    inspector = given.context.new_cdp_session(look.page)
    stopped = []
    inspector.on("Debugger.paused", lambda _: stopped.append(True))
    inspector.send("Debugger.enable")
    inspector.send("Debugger.pause")
    lab.feed("SPY", lab.more("SPY", minutes=30, rate=20))
    other.agrees("top", {"tick.price": engine_status(lab)["last"]})
    if not stopped:
        raise Failure("the page did not stand still: nothing was tested")
    bar = lab.pitctl("footprint", "SPY", "--period", "5m")[0]
    other.agrees("chart", {"bar.close": bar["close"], "bar.volume": bar["volume"]})
    inspector.send("Debugger.resume")
    inspector.send("Debugger.disable")
    look.live()
    look.agrees("chart", {"bar.close": bar["close"], "bar.volume": bar["volume"]})
    said = lab.api("/api/footprints?symbol=SPY&period=5m&limit=10")["footprints"]
    drawn = {one["start_ns"]: one for one in look.model("bars()")}
    for one in said:
        if drawn.get(one["start_ns"]) != one:
            raise Failure(f"the bar at {one['start']} is not drawn as the engine holds it")


@test("a gateway with a token asks for it once and keeps it from scripts", outage=True)
def token(given):
    lab = given.lab
    secret = "browser-test-token-0123456789"
    lab.gateway.end()
    lab.start_gateway(*lab.gateway_words, environment={"PITDASH_TOKEN": secret})
    try:
        look = given.look
        page = look.page
        page.goto(look.url)
        dialog = look.dialog()
        dialog.get_by_label("Token").fill("wrong")
        dialog.get_by_role("button", name="Log in").click()
        wait("a wrong token is refused in words", lambda: dialog.locator(".error").is_visible())
        dialog.get_by_label("Token").fill(secret)
        dialog.get_by_role("button", name="Log in").click()
        look.live()
        if page.evaluate("document.cookie") != "":
            raise Failure("scripts can read the cookie")
        kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
        if secret in kept or secret in page.content():
            raise Failure("the token is kept where scripts can read it")
        page.reload()
        look.live()
        try:
            urllib.request.urlopen(lab.url("/api/engines"), timeout=10)
            raise Failure("without the token the gateway answers")
        except urllib.error.HTTPError as error:
            if error.code != 401:
                raise Failure(f"without the token the gateway answers {error.code}") from None
    finally:
        lab.gateway.end()
        lab.start_gateway(*lab.gateway_words)


# The last one: what the engine held is gone after it.
@test("an engine that begins anew is shown anew", outage=True)
def anew(given):
    lab, look = given.lab, given.look.open()
    lab.engine.end()
    wait("the page says the engine is away", lambda: look.state() == "away")
    shutil.rmtree(os.path.join(lab.folder, "journal"))
    lab.start_engine()
    look.live()
    look.lists("positions", [])
    wait("no trade is listed", lambda: not look.rows("trades"))
    lab.feed("SPY", lab.more("SPY", minutes=12))
    shows(given, look, "SPY")
    wait("only bars of the new engine are drawn", lambda: len(look.model("bars()")) <= 4)
