"""An engine that simulates a market, and a gateway for it, in a folder of their own while a benchmark runs."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time


class Servers:
    """`with Servers(BIN, speed) as servers`: `servers.gateway` is its process, `servers.address` where it serves."""

    def __init__(self, binaries, speed):
        self.binaries = os.path.abspath(binaries)
        self.speed = speed
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("PIT")}
        for role in ("READ", "TRADE", "ADMIN"):
            self.environment[f"PITWIRE_TOKEN_{role}"] = secrets.token_hex(16)

    def __enter__(self):
        self.home = tempfile.TemporaryDirectory(prefix="pitwire-bench-")
        self.processes = []
        try:
            engine = self.start(
                "pitwire", "run", "--simulate", "--symbols", "ES,SPY", "--speed", self.speed, "--session", "utc",
                "--port", "0",
            )
            self.address = self.start("pitdash", "--engine", engine, "--listen", "127.0.0.1:0")
        except BaseException:
            self.__exit__()
            raise
        self.gateway = self.processes[-1]
        return self

    def start(self, name, *words):
        """Starts a program; gives the address it is ready at."""
        ready = os.path.join(self.home.name, f"{name}-ready")
        process = subprocess.Popen(
            [os.path.join(self.binaries, name), *words, "--ready-file", ready], cwd=self.home.name,
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        while not (os.path.exists(ready) and os.path.getsize(ready)):
            if process.poll() is not None:
                sys.exit(f"{name} ended with {process.returncode}")
            time.sleep(0.05)
        with open(ready, encoding="ascii") as file:
            return file.read().strip()

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait()
        self.home.cleanup()
