"""Sizes, themes, keyboard, weight: how the page is, whatever it shows."""

from lab import Failure, wait
from panels import PANELS
from suite import test

PHONE = (390, 844)
DESK = (1280, 800)
WIDE = (1920, 1080)

# Elements that lie outside of the window's width, or have more in them than is seen and cannot scroll.
OVERFLOW = """() => {
    const wrong = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > window.innerWidth) wrong.push(`the page is ${root.scrollWidth} wide`);
    const scrolls = (node) => { for (let one = node.parentElement; one; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (/(auto|scroll|hidden|clip)/.test(style.overflowX)) return true;
    } return false; };
    for (const node of document.querySelectorAll('body *')) {
        const box = node.getBoundingClientRect();
        if (box.width === 0 || box.height === 0 || scrolls(node)) continue;
        if (box.right > window.innerWidth + 1 || box.left < -1) {
            const style = getComputedStyle(node);
            if (style.position === 'absolute' && box.bottom < 0) continue;
            wrong.push(`${node.tagName.toLowerCase()}.${node.className} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
        }
    }
    return wrong.slice(0, 5);
}"""

# Text whose colour is too near to what lies behind it (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
    const parse = (text) => { const part = text.match(/[\\d.]+/g)?.map(Number); return part && { r: part[0], g: part[1], b: part[2], a: part[3] ?? 1 }; };
    const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const plain = (text) => { if (/^rgba?\\(/.test(text)) return parse(text);
        probe.clearRect(0, 0, 1, 1); probe.fillStyle = text; probe.fillRect(0, 0, 1, 1);
        const d = probe.getImageData(0, 0, 1, 1).data; return { r: d[0], g: d[1], b: d[2], a: d[3] / 255 }; };
    const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
    const light = ({ r, g, b }) => { const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
    const behind = (node) => { const layers = [];
        for (let one = node; one; one = one.parentElement) { const colour = plain(getComputedStyle(one).backgroundColor); layers.push(colour); if (colour.a === 1) break; }
        let colour = { r: 255, g: 255, b: 255, a: 1 };
        for (const layer of layers.reverse()) colour = over(layer, colour);
        return colour; };
    const wrong = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data.trim();
        const node = walker.currentNode.parentElement;
        if (!text || node.closest('[aria-hidden=true], .sr, script, noscript, option, :disabled')) continue;
        const box = node.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        const style = getComputedStyle(node);
        const under = behind(node);
        const ink = over(plain(style.color), under);
        const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio < (large ? 3 : 4.5)) wrong.set(`${node.tagName.toLowerCase()}.${node.className}`, `${text.slice(0, 24)} ${ratio.toFixed(2)}`);
    }
    return Array.from(wrong, ([where, what]) => `${where}: ${what}`).slice(0, 8);
}"""


def each_panel(look, visit):
    for name in PANELS:
        look.show(name)
        visit(name)


def fits(given):
    look = given.look.open()

    def visit(name):
        wrong = look.page.evaluate(OVERFLOW)
        if wrong:
            raise Failure(f"with {name} in view: {'; '.join(wrong)}")

    each_panel(look, visit)


@test("on a desk nothing is wider than the window", size=DESK)
def desk(given):
    fits(given)


@test("on a wide screen nothing is wider than the window", size=WIDE)
def wide(given):
    fits(given)


@test("on a phone nothing is wider than the screen", size=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
def phone(given):
    fits(given)


@test("on a phone every control is large enough for a finger", size=PHONE, has_touch=True, is_mobile=True)
def fingers(given):
    look = given.look.open()
    # A control, or the label that is pressed for it, 24 pixels each way (WCAG 2.2, 2.5.8).
    small = """() => Array.from(document.querySelectorAll('button, select, input, a[href]'))
        .filter((one) => one.checkVisibility() && one.getClientRects().length > 0 && !one.classList.contains('skip'))
        .filter((one) => ![one, one.closest('label')].some((part) => { const box = part?.getBoundingClientRect(); return box && box.width >= 24 && box.height >= 24; }))
        .map((one) => { const box = one.getBoundingClientRect(); return `${one.tagName.toLowerCase()} ${one.textContent.trim().slice(0, 16)} ${Math.round(box.width)}x${Math.round(box.height)}`; })
        .slice(0, 6)"""

    def visit(name):
        wrong = look.page.evaluate(small)
        if wrong:
            raise Failure(f"with {name} in view: {'; '.join(wrong)}")

    each_panel(look, visit)


def readable(given, theme):
    look = given.look.open()
    found = look.page.evaluate("document.documentElement.dataset.theme")
    if found != theme:
        raise Failure(f"the theme is {found!r}")

    def visit(name):
        wrong = look.page.evaluate(CONTRAST)
        if wrong:
            raise Failure(f"with {name} in view: {'; '.join(wrong)}")

    each_panel(look, visit)


@test("dark: every text stands out from what is behind it", color_scheme="dark")
def dark(given):
    readable(given, "dark")


@test("light: every text stands out from what is behind it", color_scheme="light")
def light(given):
    readable(given, "light")


@test("the theme is switched, painted anew and kept")
def theme(given):
    look = given.look.open()
    page = look.page
    back = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for _ in range(3):
        page.keyboard.press("t")
        name = page.evaluate("document.documentElement.dataset.theme")
        seen.setdefault(name, page.evaluate(back))
    if set(seen) != {"dark", "light"} or seen["dark"] == seen["light"]:
        raise Failure(f"backgrounds of the themes: {seen}")
    now = page.evaluate("document.documentElement.dataset.theme")
    page.reload()
    look.live()
    if page.evaluate("document.documentElement.dataset.theme") != now:
        raise Failure("the theme is not kept over a reload")


# How an element looks where focus can show, and a number that stays its own.
SIGHT = """
    const sight = (one) => { const style = getComputedStyle(one);
        return [style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.backgroundColor, style.borderColor, style.transform].join('|'); };
    const number = (one) => { window.__numbers ??= new WeakMap();
        if (!window.__numbers.has(one)) window.__numbers.set(one, window.__count = (window.__count ?? 0) + 1);
        return window.__numbers.get(one); };
    const name = (one) => `${one.tagName.toLowerCase()}#${one.id}.${one.className} ${one.textContent.trim().slice(0, 20)}`;
"""

FOCUS = "() => {" + SIGHT + """
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    return { number: number(one), text: name(one), seen: box.width > 0 && box.height > 0, sight: sight(one) };
}"""

CONTROLS = "() => {" + SIGHT + """
    return Array.from(document.querySelectorAll('a[href], button, select, input, [tabindex="0"]'))
        .filter((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0)
        .map((one) => [number(one), { text: name(one), sight: sight(one) }]); }"""


@test("the tab key reaches every control, and shows where it is")
def tab_order(given):
    look = given.look.open()
    page = look.page
    wanted = dict(page.evaluate(CONTROLS))
    reached = {}
    page.evaluate("document.activeElement?.blur()")
    for _ in range(len(wanted) * 2 + 20):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None or here["number"] in reached:
            if len(reached) >= len(wanted):
                break
            continue
        reached[here["number"]] = here
        if here["number"] in wanted and here["sight"] == wanted[here["number"]]["sight"]:
            raise Failure(f"focus is not seen on {here['text']}")
        if not here["seen"]:
            raise Failure(f"focus goes to {here['text']}, which is not seen")
    missed = [one["text"] for number, one in wanted.items() if number not in reached]
    if missed:
        raise Failure(f"not reached by the tab key: {missed[:6]}")


@test("tabs of the lower panels are changed by the arrow keys")
def arrows(given):
    look = given.look.open()
    page = look.page
    first = page.locator('[role="tab"][aria-selected="true"]').first
    first.focus()
    name = first.get_attribute("id")
    page.keyboard.press("ArrowRight")
    there = page.evaluate("[document.activeElement.id, document.activeElement.getAttribute('aria-selected')]")
    if there[0] == name or there[1] != "true":
        raise Failure(f"from {name} the arrow leads to {there}")
    page.keyboard.press("ArrowLeft")
    if page.evaluate("document.activeElement.id") != name:
        raise Failure("the other arrow does not lead back")


@test("the help names the keys and closes with Escape")
def helped(given):
    look = given.look.open()
    page = look.page
    page.keyboard.press("?")
    if "halt" not in look.dialog().inner_text():
        raise Failure("the help does not tell how to halt")
    page.keyboard.press("Escape")
    wait("the help is gone", lambda: page.locator("dialog").count() == 0)


@test("what a reader of the screen is told: names of controls, and alarms")
def names(given):
    look = given.look.open()
    page = look.page
    unnamed = """() => Array.from(document.querySelectorAll('button, select, input, [role=tab], [role=meter], [role=separator], [role=application]'))
        .filter((one) => one.checkVisibility())
        .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.title || one.labels?.length || one.closest('label')))
        .map((one) => one.outerHTML.slice(0, 80))"""

    def visit(name):
        wrong = page.evaluate(unnamed)
        if wrong:
            raise Failure(f"with {name} in view, without a name: {wrong[:4]}")

    each_panel(look, visit)
    look.press("session", "Halt")
    look.dialog().get_by_role("button", name="Halt", exact=True).click()
    wait("the halt is announced", lambda: "HALTED" in page.locator("#urgent").inner_text())
    look.press("session", "Resume")
    look.dialog().get_by_role("button", name="Resume", exact=True).click()
    look.agrees("session", {"status.state": "RUNNING"})


@test("the page weighs less than 300 KB and asks nobody else")
def weight(given):
    look = given.look.open()
    total = 0
    kinds = ("document", "script", "stylesheet", "image", "font", "manifest")
    for answer in look.bodies:
        if answer.request.resource_type in kinds and answer.status == 200:
            total += len(answer.body())
    if not 10_000 < total < 300 * 1024:
        raise Failure(f"the page weighs {total} bytes")
    given.note = f"{total / 1024:.0f} KB"


@test("every answer carries the policy that keeps a page to itself")
def policy(given):
    look = given.look.open()
    for answer in look.bodies:
        if answer.request.resource_type == "websocket" or answer.status == 101:
            continue
        headers = answer.headers
        rule = headers.get("content-security-policy", "")
        if "default-src 'self'" not in rule or "frame-ancestors 'none'" not in rule:
            raise Failure(f"{answer.url} has the policy {rule!r}")
        if headers.get("x-content-type-options") != "nosniff":
            raise Failure(f"{answer.url} may be taken for another type")
    look.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")
    wait("the policy refuses to ask another host", lambda: look.page.evaluate("window.__refused.length > 0"))
    # This test asked for that one.
    look.page.evaluate("window.__refused.length = 0")
    look.troubles = [one for one in look.troubles if "127.0.0.1:9" not in one]
    look.requests = [url for url in look.requests if "127.0.0.1:9/" not in url]


@test("drawing keeps up with a busy market")
def frames(given):
    lab, look = given.lab, given.look.open()
    wait("bars are drawn", lambda: len(look.model("bars()")) > 10)
    look.model("clearFrames()")
    lab.feed("SPY", lab.more("SPY", minutes=20, rate=30))
    bar = lab.pitctl("footprint", "SPY", "--period", "5m")[0]
    look.agrees("chart", {"bar.close": bar["close"]})
    times = look.model("frames()")
    given.note = f"{times['count']} drawings, median {times['p50']:.1f} ms, most {times['max']:.1f} ms"
    if times["count"] == 0 or times["p95"] > 250:
        raise Failure(f"drawing took {times}")
