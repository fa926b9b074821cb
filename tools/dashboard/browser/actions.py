"""What a person does with the page, and what pitctl says of it after."""

from lab import Failure, wait
from panels import BAR, agrees_with, engine_status, session_fields
from suite import test


def state(lab):
    return lab.pitctl("session", "status")[0]["state"]


@test("ticks that come move every number, without a reload")
def live(given):
    lab, look = given.lab, given.look.open()
    before = look.fields("top")["tick.price"]["value"]
    bars = len(look.model("bars()"))
    lab.feed("SPY", lab.more("SPY", minutes=12))
    status = engine_status(lab)
    look.agrees("top", {"tick.price": status["last"]})
    look.agrees("session", session_fields(lab))
    bar = lab.pitctl("footprint", "SPY", "--period", "5m")[0]
    look.agrees("chart", {"bar.close": bar["close"], "bar.volume": bar["volume"], "bar.delta": bar["delta"]})
    wait("two bars more are drawn", lambda: len(look.model("bars()")) >= bars + 2)
    daily = next(v for v in lab.pitctl("vwap", "SPY") if v["anchor"] == "daily")
    wait("the VWAP is the new one", lambda: look.model("vwap()")["vwap"] == daily["vwap"])
    if before == look.fields("top")["tick.price"]["value"]:
        raise Failure("the last price did not change: the market is too calm to test with")


@test("the buttons halt, resume, stop and start the session")
def buttons(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    look.agrees("session", {"status.state": "RUNNING"})
    for name, usable in [("Start", False), ("Halt", True), ("Resume", False), ("Stop", True)]:
        button = look.panel("session").get_by_role("button", name=name, exact=True)
        if button.is_enabled() != usable:
            raise Failure(f"while the session runs, {name} can{'' if not usable else 'not'} be pressed")
    # A question that is left does nothing.
    look.press("session", "Halt")
    look.dialog().get_by_role("button", name="Cancel").click()
    wait("the dialog is gone", lambda: page.locator("dialog").count() == 0)
    if state(lab) != "RUNNING":
        raise Failure(f"after Cancel the session is {state(lab)}")

    look.press("session", "Halt")
    look.dialog().get_by_label("Reason").fill("tea at four")
    look.dialog().get_by_role("button", name="Halt", exact=True).click()
    wait("the engine is halted", lambda: state(lab) == "HALTED")
    look.agrees("session", {"status.state": "HALTED"})
    look.agrees("top", {"top.state": "HALTED"})
    wait("the reason is shown", lambda: "tea at four" in look.panel("session").inner_text())

    look.press("session", "Resume")
    look.dialog().get_by_role("button", name="Resume", exact=True).click()
    wait("the engine runs", lambda: state(lab) == "RUNNING")
    look.agrees("session", {"status.state": "RUNNING"})

    look.press("session", "Stop")
    look.dialog().get_by_role("button", name="Stop and flatten", exact=True).click()
    wait("the engine is stopped", lambda: state(lab) == "STOPPED")
    look.agrees("session", {"status.state": "STOPPED"})
    # What is open leaves at the market, with the next tick.
    lab.feed("SPY", lab.more("SPY", minutes=1))
    wait("the engine is flat", lambda: not lab.pitctl("positions"))
    look.lists("positions", [])
    wait("the page says flat", lambda: look.panel("positions").get_by_text("flat").is_visible())

    look.press("session", "Start")
    look.dialog().get_by_role("button", name="Start", exact=True).click()
    wait("the engine runs again", lambda: state(lab) == "RUNNING")
    look.agrees("session", {"status.state": "RUNNING"})


@test("the keys H and R halt and resume, and Escape leaves the question")
def halt_keys(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    look.agrees("session", {"status.state": "RUNNING"})
    page.keyboard.press("h")
    look.dialog()
    page.keyboard.press("Escape")
    wait("the dialog is gone", lambda: page.locator("dialog").count() == 0)
    page.keyboard.press("h")
    look.dialog().get_by_label("Reason").fill("by key")
    page.keyboard.press("Enter")
    wait("the engine is halted", lambda: state(lab) == "HALTED")
    look.agrees("session", {"status.state": "HALTED"})
    page.keyboard.press("r")
    look.dialog()
    page.keyboard.press("Enter")
    wait("the engine runs", lambda: state(lab) == "RUNNING")
    look.agrees("session", {"status.state": "RUNNING"})


# The browser itself complains of an answer that refuses.
@test("settings are applied, and what the engine refuses is said at its field", outage=True)
def settings(given):
    lab, look = given.lab, given.look.open()
    panel = look.show("settings")
    before = lab.pitctl("session", "status")[0]
    look.agrees("settings", {"setting.profit_target": float(before["profit_target_usd"])})
    target = float(before["profit_target_usd"]) + 25
    panel.get_by_label("Profit target").fill(str(target))
    panel.get_by_label("Position size").fill("3")
    panel.get_by_role("button", name="Apply").click()

    def applied():
        now = lab.pitctl("session", "status")[0]
        return float(now["profit_target_usd"]) == target and now["position_size"] == 3

    wait("the engine has the new target and size", applied)
    look.agrees("session", {"status.profit_target": target, "status.position_size": 3})
    panel.get_by_label("Loss limit").fill("many")
    panel.get_by_label("Profit target").fill("7")
    panel.get_by_role("button", name="Apply").click()
    invalid = panel.locator("[aria-invalid=true]")
    wait("a field says what is wrong", lambda: invalid.count() > 0)
    if float(lab.pitctl("session", "status")[0]["profit_target_usd"]) != target:
        raise Failure("of a refused change a part was applied")
    look.page.reload()
    look.live()
    look.show("settings")
    look.agrees("settings", {"setting.profit_target": target, "setting.position_size": 3})


@test("another symbol is shown whole, by list, chip and key")
def symbols(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    page.locator("#symbol").select_option("QQQ")
    shows(given, look, "QQQ")
    if "symbol=QQQ" not in page.url:
        raise Failure(f"the address is {page.url}")
    page.locator("#chips button", has_text="SPY").click()
    shows(given, look, "SPY")
    page.keyboard.press("2")
    shows(given, look, "QQQ")
    page.reload()
    look.live()
    shows(given, look, "QQQ")


def shows(given, look, symbol):
    lab = given.lab
    look.agrees("top", {"tick.price": engine_status(lab, symbol)["last"]})
    bar = lab.pitctl("footprint", symbol, "--period", "5m")[0]
    look.agrees("chart", {"bar.time": bar["start_ns"], "bar.close": bar["close"], "bar.volume": bar["volume"]})
    profile = lab.pitctl("profile", symbol)[0]
    wait(f"the profile is that of {symbol}", lambda: (look.model("profile()") or {}).get("poc") == profile["poc"])


@test("another period is shown whole, by list and key")
def periods(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    period = page.evaluate("document.getElementById('period').value")
    names = page.evaluate("Array.from(document.getElementById('period').options).map((one) => one.value)")
    if period != "5m" or len(names) < 3:
        raise Failure(f"the period is {period!r} of {names}")

    def holds(name):
        said = lab.pitctl("bars", "SPY", "--period", name, "--last", "5")
        wait(f"the bars are those of {name}", lambda: drawn_as(look, said))

    other = names[names.index(period) + 1]
    page.locator("#period").select_option(other)
    holds(other)
    page.locator("#period").evaluate("(list) => list.blur()")
    page.keyboard.press(",")
    holds(period)
    page.keyboard.press(".")
    holds(other)


def drawn_as(look, said):
    """Whether the bars of `said` are drawn with their values."""
    drawn = {int(bar["start_ns"]): bar for bar in look.model("bars()")}
    return all(
        bar["start_ns"] in drawn
        and all(drawn[bar["start_ns"]][name] == bar[name] for name in BAR)
        and int(drawn[bar["start_ns"]]["end_ns"]) == bar["end_ns"]
        for bar in said
    )


@test("a signal of the list opens its explanation, and so does each other one")
def explain(given):
    look = given.look.open()
    rows = wait("signals are listed", lambda: look.rows("signals"))
    for row in rows[:4]:
        look.page.locator(f'[data-panel="signals"] [data-key="{row["key"]}"]').click()
        agrees_with(given, look, row["key"])


@test("the list shows approved ones alone, or refused ones alone, when asked")
def filtered(given):
    look = given.look.open()
    every = len(wait("signals are listed", lambda: look.rows("signals")))
    choice = look.panel("signals").get_by_label("Which signals")
    counts = 0
    for name, wanted in [("approved", "true"), ("refused", "false")]:
        choice.select_option(name)

        def only():
            rows = look.rows("signals")
            return rows if rows and all(r["signal.approved"] == wanted for r in rows) else None

        counts += len(wait(f"only {name} ones are listed", only))
    if counts < every:
        raise Failure(f"{counts} of {every} signals are approved or refused")


@test("two pages show the same, and a command of one appears on the other")
def two_pages(given):
    lab, look = given.lab, given.look.open()
    other = given.new_look().open()
    look.press("session", "Halt")
    look.dialog().get_by_role("button", name="Halt", exact=True).click()
    other.agrees("session", {"status.state": "HALTED"})
    other.press("session", "Resume")
    other.dialog().get_by_role("button", name="Resume", exact=True).click()
    look.agrees("session", {"status.state": "RUNNING"})
    wait("the engine runs", lambda: state(lab) == "RUNNING")


@test("the chart is moved, zoomed and read by the keyboard")
def chart_keys(given):
    look = given.look.open()
    page = look.page
    wait("bars are drawn", lambda: len(look.model("bars()")) > 20)
    page.locator("#chart-canvas").focus()
    width = look.model("view()")["bar_width"]
    page.keyboard.press("+")
    wait("bars are wider", lambda: look.model("view()")["bar_width"] > width)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageUp")
    wait("older bars are seen", lambda: not look.model("view()")["following"])
    page.keyboard.press("End")
    wait("the newest bar is seen", lambda: look.model("view()")["following"])
    page.keyboard.press("Shift+ArrowLeft")
    newest = look.fields("chart")["bar.time"]["value"]
    page.keyboard.press("Shift+ArrowLeft")
    wait("the crosshair is a bar further left", lambda: int(look.fields("chart")["bar.time"]["value"]) < int(newest))


@test("older bars are fetched when the chart is moved back to them")
def history(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    first = int(wait("bars are drawn", lambda: look.model("bars()"))[0]["start_ns"])
    page.locator("#chart-canvas").focus()

    def further():
        page.keyboard.press("Home")
        return int(look.model("bars()")[0]["start_ns"]) < first

    wait("older bars came", further)
    bars = look.model("bars()")
    said = lab.api(f"/api/footprints?symbol=SPY&period=5m&limit=20&before_ns={first}")["footprints"]
    drawn = {bar["start_ns"]: bar for bar in bars}
    for bar in said:
        if drawn.get(bar["start_ns"]) != bar:
            raise Failure(f"the bar at {bar['start']} is not drawn as the engine holds it")
    starts = [int(bar["start_ns"]) for bar in bars]
    if starts != sorted(set(starts)):
        raise Failure("bars are drawn twice or out of order")


@test("what people write is shown as text, never as markup")
def markup(given):
    lab, look = given.lab, given.look.open()
    reason = "<img src=x onerror=document.body.id='hit'><b>bold</b> & \"quoted\""
    look.press("session", "Halt")
    look.dialog().get_by_label("Reason").fill(reason)
    look.dialog().get_by_role("button", name="Halt", exact=True).click()
    wait("the engine is halted", lambda: state(lab) == "HALTED")
    wait("the reason is shown as it was written", lambda: reason in look.panel("session").inner_text())
    if look.page.evaluate("document.body.id === 'hit' || document.querySelector('img[src=x]') !== null"):
        raise Failure("a reason became part of the page")
    look.press("session", "Resume")
    look.dialog().get_by_role("button", name="Resume", exact=True).click()
    wait("the engine runs", lambda: state(lab) == "RUNNING")


@test("another timeframe is chosen, and the chart draws the footprints of it")
def timeframe(given):
    lab, look = given.lab, given.look.open()
    page = look.page
    usual = page.locator("#period").input_value()
    given.after = lambda: usual_timeframe(lab)
    panel = look.show("settings")
    panel.get_by_label("Footprint timeframe").fill("60")
    panel.get_by_role("button", name="Apply").click()
    # The running bar closes first, and the next begins with the period after.
    lab.feed("SPY", lab.more("SPY", minutes=12))
    wait("the page turned to minutes", lambda: page.locator("#period").input_value() == "1m")
    lab.feed("SPY", lab.more("SPY", minutes=4))
    bar = lab.pitctl("footprint", "SPY", "--period", "1m")[0]
    look.agrees("chart", {"bar.close": bar["close"], "bar.volume": bar["volume"], "bar.delta": bar["delta"]})
    if usual == "1m":
        raise Failure("the usual timeframe is a minute already: nothing was seen to change")


def usual_timeframe(lab):
    """Other tests find the usual footprints, half an hour of them. That is many signals, so what
    looks for those of the calm beginning comes before."""
    lab.pitctl("set", "orderflow.timeframe", "default", "--yes")
    for symbol in ("SPY", "QQQ"):
        lab.feed(symbol, lab.more(symbol, minutes=36))
