"""A real engine, a real pitdash, and pitctl beside them, in a folder of their own."""

import json
import os
import secrets
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

import market

# No wait takes longer than this, seconds: what is not so by then never will be.
PATIENCE = float(os.environ.get("PITWIRE_BROWSER_PATIENCE", "30"))


class Failure(Exception):
    """What a test finds wrong."""


def wait(what, condition, patience=PATIENCE):
    """Waits until `condition()` is true and gives what it gave; `what` says what was waited for, or finds it out."""
    until = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise Failure(f"after {patience:g} s still not so: {what() if callable(what) else what}")
        time.sleep(0.02)


class Process:
    """A program that runs until it is ended; what it wrote is in `log`."""

    def __init__(self, name, words, folder, environment):
        self.name = name
        self.log = os.path.join(folder, f"{name}-{secrets.token_hex(3)}.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_alive(self):
        return self.process.poll() is None

    def end_of_it(self):
        """How it ended, and its last words."""
        status = self.process.returncode
        how = f"by signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"{self.name} ended by itself {how}: {self.text()[-1500:]}"

    def end(self, how=signal.SIGTERM):
        """Ends it; gives its exit status."""
        if self.is_alive():
            self.process.send_signal(how)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failure(f"{self.name} did not end at signal {how}") from None
        return self.process.returncode


class Lab:
    """Engine and gateway on ports that stay the same over restarts."""

    def __init__(self, binaries, page=None):
        self.binaries = binaries
        self.page = page
        self.home = tempfile.TemporaryDirectory(prefix="pitwire-browser-")
        self.folder = self.home.name
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PIT")
        }
        for role in ("READ", "FEED", "TRADE", "ADMIN"):
            self.environment[f"PITWIRE_TOKEN_{role}"] = secrets.token_hex(16)
        self.engine_port = 0
        self.web_port = 0
        self.engine = None
        self.gateway = None

    def close(self):
        for process in (self.gateway, self.engine):
            if process:
                process.end(signal.SIGKILL)
        self.home.cleanup()

    # The engine

    def start_engine(self, *words, symbols=True):
        """Starts the engine that takes ticks of two symbols, unless `symbols` is false, with everything recorded."""
        ready = os.path.join(self.folder, "engine-ready")
        if os.path.exists(ready):
            os.remove(ready)
        run = [
            self.program("pitwire"), "run", *(("--symbols", "SPY,QQQ") if symbols else ()), "--journal", "journal",
            "--sync", "interval", "--port", str(self.engine_port), "--ready-file", ready, *words,
        ]
        self.engine = Process("pitwire", run, self.folder, self.environment)
        address = wait("the engine serves", lambda: self.ready(ready, self.engine))
        self.engine_port = int(address.rsplit(":", 1)[1])

    def start_gateway(self, *words, environment=None):
        ready = os.path.join(self.folder, "gateway-ready")
        if os.path.exists(ready):
            os.remove(ready)
        run = [
            self.program("pitdash"), "--engine", f"lab=127.0.0.1:{self.engine_port}",
            "--listen", f"127.0.0.1:{self.web_port}", "--ready-file", ready, *words,
        ]
        if self.page:
            run += ["--page", self.page]
        self.gateway = Process("pitdash", run, self.folder, {**self.environment, **(environment or {})})
        address = wait("the gateway serves", lambda: self.ready(ready, self.gateway))
        self.web_port = int(address.rsplit(":", 1)[1])

    def ready(self, file, process):
        if not process.is_alive():
            raise Failure(f"{process.name} ended: {process.text()[-2000:]}")
        if not os.path.exists(file):
            return None
        with open(file, encoding="ascii") as ready:
            return ready.read().strip()

    def program(self, name):
        return os.path.join(self.binaries, name)

    def url(self, path="/dashboard"):
        return f"http://127.0.0.1:{self.web_port}{path}"

    # What others say

    def pitctl(self, *words, patience=PATIENCE):
        """What `pitctl WORDS --json` says: a list of values."""
        done = subprocess.run(
            [self.program("pitctl"), *words, "--json", "--port", str(self.engine_port)],
            cwd=self.folder, env=self.environment, capture_output=True, text=True,
            timeout=patience, check=False,
        )
        if done.returncode != 0:
            raise Failure(f"pitctl {' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    def api(self, path):
        """The gateway's JSON."""
        try:
            with urllib.request.urlopen(self.url(path), timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Failure(f"{path}: {error.code} {error.read()[:300]!r}") from None

    def feed(self, symbol, rows):
        """Sends ticks into the engine; gives the last price. They are decided when this returns."""
        path = os.path.join(self.folder, f"{symbol}-{secrets.token_hex(3)}.csv")
        rows = list(rows)
        market.csv(path, rows)
        self.pitctl("feed", path, "--symbol", symbol, patience=PATIENCE * 4)
        wait(f"ticks of {symbol} are decided", lambda: self.newest(symbol) >= rows[-1][0])
        os.remove(path)
        return rows[-1][1] / 100

    def newest(self, symbol):
        """Event time of the last tick."""
        instruments = self.pitctl("status")[0]["instruments"]
        return next(i["event_time_ns"] or 0 for i in instruments if i["symbol"] == symbol)

    def write_output(self, path, name, *words):
        """Writes what a program prints to `path`."""
        with open(path, "wb") as file:
            done = subprocess.run(
                [self.program(name), *words], cwd=self.folder, env=self.environment, stdout=file,
                stderr=subprocess.PIPE, timeout=PATIENCE * 4, check=False,
            )
        if done.returncode != 0:
            raise Failure(f"{name} {' '.join(words)}: {done.stderr.decode(errors='replace')}")

    def command(self, *words):
        """A command that asks on a terminal."""
        return self.pitctl(*words, "--yes")
