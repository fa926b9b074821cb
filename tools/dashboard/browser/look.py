"""A page in a browser: what it shows, and whether it behaves."""

import math
from urllib.parse import urlsplit

from lab import Failure, wait

# Runs before the page's own scripts: what the browser itself refuses.
WATCH = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', (event) =>
    window.__refused.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""

ROWS = """
(panel) => Array.from(document.querySelectorAll(`[data-panel="${panel}"] [data-key]`))
    .filter((row) => row.getClientRects().length > 0)
    .map((row) => ({ key: row.dataset.key, ...Object.fromEntries(
        Array.from(row.querySelectorAll('[data-field]')).map((one) => [one.dataset.field, one.dataset.value])) }))
"""

FIELDS = """
(panel) => Object.fromEntries(Array.from(document.querySelectorAll(`[data-panel="${panel}"] [data-field]`))
    .filter((one) => !one.closest('[data-key]'))
    .map((one) => [one.dataset.field, { value: one.dataset.value, text: one.textContent }]))
"""

DRAWN = """
document.querySelector('#symbol').value !== ''
    && Boolean(document.querySelector('[data-panel="session"] [data-field="status.state"]').dataset.value)
"""


def is_same(shown, said):
    """Whether the text of `data-value` is `said`: numbers to the last digit that both can hold."""
    if said is None:
        return shown in ("", None)
    if isinstance(said, bool):
        return shown == ("true" if said else "false")
    if isinstance(said, (int, float)):
        try:
            return math.isclose(float(shown), said, rel_tol=1e-12, abs_tol=1e-9)
        except (TypeError, ValueError):
            return False
    return shown == str(said)


class Look:
    """One page, watched: messages of its console, where it asks, what its policy refused."""

    def __init__(self, context, url, outage=False):
        self.url = url
        # While a server is away the browser itself complains of it.
        self.outage = outage
        self.troubles = []
        self.requests = []
        self.bodies = []
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("response", lambda answer: self.bodies.append(answer))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def heard(self, message):
        if message.type not in ("error", "warning"):
            return
        away = ("ERR_CONNECTION", "WebSocket connection", "Failed to load resource")
        if self.outage and any(word in message.text for word in away):
            return
        self.troubles.append(f"console {message.type}: {message.text}")

    def open(self, url=None):
        """Opens the page and waits until it is live."""
        self.page.goto(url or self.url)
        self.live()
        return self

    def live(self, patience=None):
        words = {"patience": patience} if patience else {}
        wait("the page is live", lambda: self.state() == "live" and self.has_drawn(), **words)

    def state(self):
        return self.page.evaluate("document.getElementById('link').dataset.state")

    def has_drawn(self):
        """Whether the snapshot is there and a frame showed it: buttons and keys do nothing before."""
        return self.page.evaluate(DRAWN)

    def blameless(self):
        """Fails for anything a page must never do."""
        troubles = list(self.troubles)
        troubles += [f"refused by its policy: {one}" for one in self.page.evaluate("window.__refused")]
        host = urlsplit(self.url).netloc
        for url in self.requests:
            parts = urlsplit(url)
            if parts.netloc != host and parts.scheme not in ("data", "blob"):
                troubles.append(f"asked another host: {url}")
        if troubles:
            raise Failure("; ".join(troubles[:5]))

    # What it shows

    def show(self, panel):
        """Brings a panel into view."""
        tab = self.page.locator(f"#tab-{panel}")
        if tab.count() and tab.is_visible():
            tab.click()
        wait(f"the panel {panel} is seen", lambda: self.panel(panel).is_visible())
        return self.panel(panel)

    def panel(self, name):
        return self.page.locator(f'[data-panel="{name}"]')

    def fields(self, panel):
        return self.page.evaluate(FIELDS, panel)

    def rows(self, panel, **renamed):
        return self.page.evaluate(ROWS, panel)

    def model(self, call):
        """What the chart drew: `bars()`, `profile()`."""
        return self.page.evaluate(f"document.getElementById('chart').pitwire.{call}")

    def agrees(self, panel, expected, what="the engine's"):
        """Waits until every field of `expected` holds its value."""
        wrong = {}

        def check():
            fields = self.fields(panel)
            wrong.clear()
            for name, said in expected.items():
                shown = fields.get(name, {}).get("value", "no such field")
                if not is_same(shown, said):
                    wrong[name] = f"{name} shows {shown!r}, not {said!r}"
            return not wrong

        try:
            wait(f"{panel} shows {what} values", check)
        except Failure as failure:
            raise Failure(f"{failure}: " + "; ".join(wrong.values())) from None

    def lists(self, panel, expected, what="the engine's"):
        """Waits until the rows of a panel are `expected`: dictionaries by field, in order."""
        wrong = []

        def check():
            rows = self.rows(panel)
            wrong.clear()
            if len(rows) != len(expected):
                wrong.append(f"{len(rows)} rows, not {len(expected)}")
            for place, (row, said) in enumerate(zip(rows, expected)):
                for name, value in said.items():
                    shown = row.get(name, "no such field")
                    if not is_same(shown, value):
                        wrong.append(f"row {place}: {name} shows {shown!r}, not {value!r}")
            return not wrong

        try:
            wait(f"{panel} lists {what} rows", check)
        except Failure as failure:
            raise Failure(f"{failure}: " + "; ".join(wrong[:6])) from None

    def press(self, panel, text):
        self.panel(panel).get_by_role("button", name=text, exact=True).click()

    def dialog(self):
        dialog = self.page.locator("dialog[open]")
        wait("a dialog is open", dialog.is_visible)
        return dialog
