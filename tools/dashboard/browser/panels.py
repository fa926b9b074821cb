"""Every panel shows what the engine holds: compared with pitctl while no tick comes."""

from lab import Failure, wait
from look import is_same
from suite import test

PANELS = [
    "top", "chart", "session", "positions", "regime", "signals", "trades", "orders", "decisions",
    "explain", "statistics", "backtests", "extension", "momentum", "auction", "convergence",
    "settings", "feed", "log", "foot",
]
BAR = [
    "open", "high", "low", "close", "volume", "buy_volume", "sell_volume", "delta", "max_delta",
    "min_delta", "cumulative_delta", "trades",
]
ROW = ["price", "bid", "ask", "neutral", "volume", "delta", "buy_imbalance", "sell_imbalance", "buy_stack", "sell_stack"]


def engine_status(lab, symbol="SPY"):
    return next(i for i in lab.pitctl("status")[0]["instruments"] if i["symbol"] == symbol)


def explained(lab, *rule):
    """The values of a rule's last evaluation, by name."""
    said = lab.pitctl("explain", *rule)[0]
    return said, {value["name"]: value["value"] for value in said["values"]}


def compare(what, drawn, said, names):
    for name in names:
        one, other = drawn.get(name), said.get(name)
        if one != other and not is_same(str(one), other):
            raise Failure(f"{what}: {name} is drawn as {one!r}, the engine says {other!r}")


@test("every panel is on the page, and visible once it is chosen")
def every_panel(given):
    look = given.look.open()
    there = look.page.evaluate(
        "Array.from(document.querySelectorAll('[data-panel]')).map((one) => one.dataset.panel)"
    )
    missing = [name for name in PANELS if name not in there]
    if missing:
        # Those behind a tab come into the document with it.
        for name in missing:
            look.show(name)
    for name in PANELS:
        look.show(name)


@test("the chart draws the engine's bars, cell by cell")
def chart(given):
    lab, look = given.lab, given.look.open()
    said = lab.pitctl("bars", "SPY", "--period", "5m", "--last", "20")
    # Footprints cover whatever the session's rows are; bars are asked of another path.
    drawn = wait("the chart has closed bars", lambda: [b for b in look.model("bars()") if not b["developing"]])
    by_start = {int(bar["start_ns"]): bar for bar in drawn}
    for bar in said:
        if bar["start_ns"] not in by_start:
            raise Failure(f"no bar that starts at {bar['start_ns']} is drawn")
        compare(f"bar {bar['start_ns']}", by_start[bar["start_ns"]], bar, BAR)
    for which in ("latest", "developing"):
        bar = lab.pitctl("footprint", "SPY", "--period", "5m", "--bar", which)[0]
        found = look.model(f"footprint('{bar['start_ns']}')")
        if not found:
            raise Failure(f"the {which} footprint is not drawn")
        compare(f"{which} footprint", found, bar, [*BAR, "poc", "row_ticks", "buy_imbalances", "sell_imbalances", "developing"])
        if len(found["rows"]) != len(bar["rows"]):
            raise Failure(f"{which}: {len(found['rows'])} rows are drawn, the engine has {len(bar['rows'])}")
        for row, other in zip(found["rows"], bar["rows"]):
            compare(f"{which} footprint at {other['price']}", row, other, ROW)


@test("the chart is painted, and its readout holds the developing bar")
def painted(given):
    lab, look = given.lab, given.look.open()
    bar = lab.pitctl("footprint", "SPY", "--period", "5m")[0]
    expected = {f"bar.{name}": bar[name] for name in ("open", "high", "low", "close", "volume", "delta", "poc")}
    expected["bar.cvd"] = bar["cumulative_delta"]
    expected["bar.time"] = bar["start_ns"]
    look.agrees("chart", expected)
    colours = """() => Math.max(...Array.from(document.querySelectorAll('#chart canvas')).map((canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set();
        for (let i = 0; i < data.length; i += 4) seen.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
        return seen.size;
    }))"""
    wait("the canvas has many colours", lambda: look.page.evaluate(colours) > 10)


@test("profile, VWAP and levels of the chart are the engine's")
def profile(given):
    lab, look = given.lab, given.look.open()
    said = lab.pitctl("profile", "SPY")[0]
    drawn = wait("a profile is there", lambda: look.model("profile()"))
    compare("profile", drawn, said, ["session", "poc", "vah", "val", "row_ticks", "lvns", "hvns", "completed"])
    if len(drawn["rows"]) != len(said["rows"]):
        raise Failure(f"{len(drawn['rows'])} rows of the profile are drawn, the engine has {len(said['rows'])}")
    for row, other in zip(drawn["rows"], said["rows"]):
        compare(f"profile at {other['price']}", row, other, ["price", "bid", "ask", "neutral", "volume", "delta"])
    daily = next(v for v in lab.pitctl("vwap", "SPY") if v["anchor"] == "daily")
    compare("VWAP", look.model("vwap()"), daily, ["vwap", "sigma", "volume"])
    levels = lab.api("/api/levels?symbol=SPY")["levels"]
    if look.model("levels()") != levels:
        raise Failure(f"levels are drawn as {look.model('levels()')}, the engine has {levels}")


@test("the top line names symbol, price, session and connection")
def top(given):
    lab, look = given.lab, given.look.open()
    session = lab.pitctl("session", "status")[0]
    look.agrees("top", {"tick.price": engine_status(lab)["last"], "top.state": session["state"], "top.mode": "paper"})
    chosen = look.page.evaluate("document.getElementById('symbol').value")
    if chosen != "SPY":
        raise Failure(f"the symbol is {chosen!r}")
    if look.page.get_by_text("SIMULATED").is_visible():
        raise Failure("a feed that is no simulation is called one")
    text = look.fields("top")["tick.price"]["text"]
    if text.replace(",", "") != f"{engine_status(lab)['last']:.2f}":
        raise Failure(f"the price is written {text!r}")


@test("the session panel shows state, limits and the day's result")
def session(given):
    lab, look = given.lab, given.look.open()
    look.agrees("session", session_fields(lab))


def session_fields(lab):
    said, account = lab.pitctl("session", "status")[0], lab.pitctl("account")[0]
    last = {i["symbol"]: i["last"] for i in lab.pitctl("status")[0]["instruments"]}
    value = {s["symbol"]: s["tick_value_usd"] / s["tick_size"] for s in lab.pitctl("symbols")}
    unrealised = sum(
        (last[p["symbol"]] - p["average"]) * p["position"] * value[p["symbol"]]
        for p in lab.pitctl("positions")
    )
    return {
        "status.state": said["state"], "status.profit_target": float(said["profit_target_usd"]),
        "status.loss_limit": float(said["loss_limit_usd"]), "status.position_size": said["position_size"],
        "status.trades_today": account["day_trades"],
        "status.realized_pnl": float(account["day_profit_usd"]),
        "status.unrealized_pnl": round(unrealised, 6),
        "status.day_pnl": round(float(account["day_profit_usd"]) + unrealised, 6),
    }


@test("open positions show entry, stop, target and result")
def positions(given):
    lab, look = given.lab, given.look.open()
    said = lab.pitctl("positions")
    if not said:
        raise Failure("the engine has no position to show")
    last = engine_status(lab)["last"]
    look.lists("positions", [
        {
            "position.symbol": p["symbol"], "position.direction": "LONG" if p["position"] > 0 else "SHORT",
            "position.quantity": abs(p["position"]), "position.entry": p["average"],
            "position.stop": p["stop"], "position.target": p["target"], "position.last": last,
            "position.unrealized_pnl": round((last - p["average"]) * p["position"], 6),
        }
        for p in said
    ])


@test("the regime panel shows every number of the last evaluation")
def regime(given):
    lab, look = given.lab, given.look.open()
    said, values = explained(lab, "SPY", "orderflow.regime")
    look.agrees("regime", {
        "regime.name": values["regime"], "regime.confidence": values["confidence"],
        "regime.size_multiplier": values["size_multiplier"], "regime.adx": values["adx"],
        "regime.atr": values["atr"], "regime.ema_9": values["ema9"], "regime.ema_21": values["ema21"],
        "regime.vwap": values["vwap"], "regime.structure": values["structure"],
        "regime.event_time": said["event_time_ns"],
    })


@test("signals are listed, approved and refused, newest first")
def signals(given):
    lab, look = given.lab, given.look.open()
    shown = wait("signals are listed", lambda: look.rows("signals"))
    said = {s["id"]: s for s in lab.pitctl("decisions", "SPY", "--limit", "1000")}
    kinds = set()
    for row in shown:
        one = said.get(row["key"])
        if one is None:
            continue
        kinds.add(row["signal.approved"])
        for name, value in [("direction", one["direction"]), ("reason", one["reason"]), ("event_time", one["event_time_ns"])]:
            if not is_same(row[f"signal.{name}"], value):
                raise Failure(f"{row['key']}: {name} shows {row[f'signal.{name}']!r}, not {value!r}")
        if row["signal.approved"] != ("true" if one["verdict"] == "approved" else "false"):
            raise Failure(f"{row['key']} is {one['verdict']}, shown as approved {row['signal.approved']}")
    if kinds != {"true", "false"}:
        raise Failure(f"of approved and refused signals only {kinds} could be compared, in {len(shown)} rows")
    times = [int(row["signal.event_time"]) for row in shown]
    if times != sorted(times, reverse=True):
        raise Failure("signals are not newest first")
    approved = [s["id"] for s in lab.pitctl("signals", "SPY") if s["rule"] not in ("choice", "bracket") and s["system"] == "orderflow"]
    listed = {row["key"] for row in shown}
    missing = [one for one in approved[-5:] if one not in listed]
    if missing:
        raise Failure(f"not listed: {missing}")


@test("trades are listed with entry, exit and result")
def trades(given):
    lab, look = given.lab, given.look.open()
    look.show("trades")
    said = list(reversed(lab.pitctl("trades", "--last", "100")))
    if not said:
        raise Failure("the engine has no trade to show")

    def closed():
        return [row for row in look.rows("trades") if row["trade.exit_time"]]

    wait("all trades are listed", lambda: len(closed()) == len(said))

    def told(trade):
        return {
            "entry_time": trade["entry_time_ns"], "exit_time": trade["exit_time_ns"],
            "direction": trade["direction"], "quantity": trade["quantity"], "entry": trade["entry"],
            "stop": trade["stop"], "target": trade["target"], "exit": trade["exit"],
            "pnl": float(trade["profit_usd"]),
        }

    rows = look.rows("trades")
    held = len([row for row in rows if not row["trade.exit_time"]])
    positions = len([one for one in lab.pitctl("positions") if one["position"] != 0])
    if held != positions or any(row["trade.exit_time"] for row in rows[:held]):
        raise Failure(f"{held} open trades are listed, not all of them first, of {positions} positions")
    for row, trade in zip(rows[held:], said):
        for name, value in told(trade).items():
            if not is_same(row[f"trade.{name}"], value):
                raise Failure(f"trade {trade['number']}: {name} shows {row[f'trade.{name}']!r}, not {value!r}")


@test("open orders are listed")
def orders(given):
    lab, look = given.lab, given.look.open()
    look.show("orders")
    said = {str(o["number"]): o for o in lab.pitctl("orders") if o["state"] in ("working", "partial", "sent", "new")}
    if not said:
        raise Failure("the engine has no order to show")
    rows = wait("the orders are listed", lambda: [r for r in [look.rows("orders")] if len(r) == len(said)])[0]
    for row in rows:
        order = said[row["key"]]
        price = order["limit"] if order["limit"] is not None else order["stop"]
        for name, value in [("symbol", order["symbol"]), ("quantity", order["quantity"]), ("price", price)]:
            if not is_same(row[f"order.{name}"], value):
                raise Failure(f"order {row['key']}: {name} shows {row[f'order.{name}']!r}, not {value!r}")


@test("statistics are those of the trades")
def statistics(given):
    lab, look = given.lab, given.look.open()
    look.show("statistics")
    said = lab.pitctl("trades", "--last", "1000")
    won = sum(1 for t in said if float(t["profit_usd"]) > 0)
    lost = sum(1 for t in said if float(t["profit_usd"]) < 0)
    profit = sum(float(t["profit_usd"]) for t in said)

    def overall():
        return next((row for row in look.rows("statistics") if row["key"] == "overall"), None)

    wait("the account's line is there", lambda: overall() and overall()["statistics.trades"] == str(len(said)))
    for name, value in [("wins", won), ("losses", lost), ("win_rate", won / len(said)), ("profit", round(profit, 6))]:
        if not is_same(overall()[f"statistics.{name}"], value):
            raise Failure(f"{name} shows {overall()[f'statistics.{name}']!r}, the trades say {value!r}")


@test("the extension table shows every level that is extended")
def extension(given):
    lab, look = given.lab, given.look.open()
    look.show("extension")
    said = lab.pitctl("extension", "SPY")
    if not said:
        raise Failure("no level is extended in the engine: there is nothing to compare")
    asked = lab.api("/api/extension?symbol=SPY")
    wait("extension is answered", lambda: look.fields("extension").get("extension.action", {}).get("value") == (asked["action"] or ""))
    rows = {row["key"]: row for row in look.rows("extension")}
    for one in asked["rows"]:
        row = rows.get(one["level"])
        if row is None:
            raise Failure(f"level {one['level']} is not shown")
        for name in ("direction", "candles", "hours", "status", "energy", "probability"):
            if not is_same(row[f"extension.{name}"], one[name]):
                raise Failure(f"{one['level']}: {name} shows {row[f'extension.{name}']!r}, not {one[name]!r}")


@test("the auction panel shows market state, distance and momentum")
def auction(given):
    lab, look = given.lab, given.look.open()
    look.show("auction")
    values = lab.pitctl("market", "SPY")[0]["market"]["values"]
    look.agrees("auction", {
        "market.state": values["state"], "market.distance_pct": values["distance_pct"],
        "market.momentum": values["momentum"],
    })


@test("the momentum panel shows state, count, bias and averages")
def momentum(given):
    lab, look = given.lab, given.look.open()
    look.show("momentum")
    values = lab.pitctl("market", "SPY")[0]["momentum"]["values"]
    look.agrees("momentum", {
        "momentum.state": values["state"], "momentum.count": values["count"], "momentum.bias": values["bias"],
    })


@test("the convergence panel lights the lenses that hold")
def convergence(given):
    lab, look = given.lab, given.look.open()
    look.show("convergence")
    values = lab.pitctl("market", "SPY")[0]["convergence"]["values"]
    look.agrees("convergence", {
        "convergence.entry_count": values["entry_count"], "convergence.exit_count": values["exit_count"],
        "convergence.divergence_count": values["divergence_count"],
    })
    lenses = look.page.locator('[data-panel="convergence"] .lens')
    wait("sixteen lenses are there", lambda: lenses.count() == 16)
    lit = look.page.evaluate(
        "Array.from(document.querySelectorAll('[data-panel=convergence] .lens[data-lit=true]')).map((one) => one.dataset.key)"
    )
    told = [lens["name"] for side in ("entry", "exit") for lens in lab.api("/api/convergence?symbol=SPY")[side] if lens["lit"]]
    if sorted(lit) != sorted(told):
        raise Failure(f"lit are {sorted(lit)}, the engine says {sorted(told)}")


@test("feed and foot show counters and quality of the data")
def feed(given):
    lab, look = given.lab, given.look.open()
    look.show("feed")
    said = lab.api("/api/session/status")["feed"]
    status = engine_status(lab)
    expected = {f"feed.{name}": value for name, value in said["counts"].items()}
    for name in ("side_quality", "buy_share", "sell_share", "unknown_share", "inferred_share"):
        expected[f"feed.{name}"] = said[name]
    expected["feed.last_tick"] = status["event_time_ns"]
    expected["engine.name"] = "lab"
    expected["engine.address"] = f"127.0.0.1:{lab.engine_port}"
    expected["engine.state"] = "live"
    look.agrees("feed", expected)
    bar = lab.pitctl("footprint", "SPY", "--period", "5m")[0]
    if said["side_quality"] != bar["quality"]["side_quality"]:
        raise Failure(f"side quality is {said['side_quality']!r}, that of the bar {bar['quality']['side_quality']!r}")
    look.agrees("foot", {"foot.side_quality": said["side_quality"], "foot.accepted": said["counts"]["accepted"], "foot.last_tick": status["event_time_ns"]})


@test("settings hold what is in force")
def settings(given):
    lab, look = given.lab, given.look.open()
    look.show("settings")
    said = lab.pitctl("session", "status")[0]
    look.agrees("settings", {
        # No symbol: every one is traded. The period is that of a footprint when none is configured.
        "setting.symbol": None, "setting.timeframe": "5m",
        "setting.profit_target": float(said["profit_target_usd"]),
        "setting.loss_limit": float(said["loss_limit_usd"]), "setting.position_size": said["position_size"],
    })


@test("a decision is explained as the engine explains it")
def explain(given):
    lab, look = given.lab, given.look.open()
    row = wait("signals are listed", lambda: look.rows("signals"))[0]
    look.page.locator(f'[data-panel="signals"] [data-key="{row["key"]}"]').click()
    agrees_with(given, look, row["key"])


def agrees_with(given, look, decision):
    said = given.lab.pitctl("explain", decision)[0]
    look.agrees("explain", {
        "explain.id": decision, "explain.verdict": said["verdict"], "explain.reason": said["reason"],
        "explain.direction": said["direction"], "explain.event_time": said["event_time_ns"],
        "explain.side_quality": said["side_quality"],
    })
    read = """() => Array.from(document.querySelectorAll('[data-panel=explain] .conditions > li')).map((line) =>
        Object.fromEntries(Array.from(line.querySelectorAll('[data-field]')).map((one) => [one.dataset.field, one.dataset.value])))"""
    shown = look.page.evaluate(read)
    if len(shown) != len(said["conditions"]):
        raise Failure(f"{len(shown)} conditions are shown, the engine has {len(said['conditions'])}")
    for line, condition in zip(shown, said["conditions"]):
        for name in ("left", "right", "holds"):
            if not is_same(line[f"condition.{name}"], condition[name]):
                raise Failure(f"{condition['text']}: {name} shows {line[f'condition.{name}']!r}, not {condition[name]!r}")
    values = {r["key"]: r["explain.value.value"] for r in look.rows("explain")}
    for value in said["values"]:
        if not is_same(values.get(value["name"]), value["value"]):
            raise Failure(f"{value['name']} shows {values.get(value['name'])!r}, not {value['value']!r}")


@test("decisions are listed, filtered, and explained by the keyboard")
def decisions(given):
    lab, look = given.lab, given.look.open()
    panel = look.show("decisions")
    wait("decisions are listed", lambda: look.rows("decisions"))
    panel.get_by_label("Verdict").select_option("approved")

    def only():
        rows = look.rows("decisions")
        return rows if rows and {row["decision.verdict"] for row in rows} == {"approved"} else None

    rows = wait("only approved ones are listed", only)
    said = {d["id"]: d for d in lab.pitctl("signals", "SPY")}
    found = next((row for row in rows if row["key"] in said), None)
    if not found:
        raise Failure(f"none of {[row['key'] for row in rows]} is among the engine's signals")
    one = said[found["key"]]
    for name in ("system", "rule", "direction", "reason", "summary"):
        if not is_same(found[f"decision.{name}"], one[name]):
            raise Failure(f"{one['id']}: {name} shows {found[f'decision.{name}']!r}, not {one[name]!r}")
    look.page.locator(f'[data-panel="decisions"] [data-key="{one["id"]}"]').focus()
    look.page.keyboard.press("Enter")
    agrees_with(given, look, one["id"])


@test("a backtest's report is listed and shown")
def backtests(given):
    lab, look = given.lab, given.look.open()
    panel = look.show("backtests")
    name = lab.api("/api/backtests")["backtests"][0]["name"]
    wait("the report is listed", lambda: panel.get_by_text(name).first.is_visible())


@test("the log tells of the connection")
def log(given):
    look = given.look.open()
    panel = look.show("log")
    wait("the connection is told", lambda: panel.get_by_text("Connected to the gateway.").is_visible())
