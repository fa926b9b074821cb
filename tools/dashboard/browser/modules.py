"""The page's modules that need no engine, by their unit tests, in the browser itself."""

import functools
import http.server
import os
import threading

from lab import Failure
from suite import test


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a word about each."""

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript", ".mjs": "text/javascript",
    }

    def log_message(self, *_):
        pass


@test("the page's modules pass their unit tests")
def modules(given):
    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = given.context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/browser/unit/harness.mjs")
        result = page.evaluate("import('/browser/unit/run.mjs').then((all) => all.result)")
    finally:
        server.shutdown()
        server.server_close()
    if result["failed"]:
        raise Failure("; ".join(result["failed"][:5]))
    if result["passed"] == 0:
        raise Failure("no unit test ran")
    given.note = f"{result['passed']} of them"
    # The page of the dashboard has nothing to say here.
    given.look.page.goto("about:blank")
