#!/usr/bin/env python3
"""Holds the ring against its C++ twin and LMAX Disruptor, round by round in turn.

    swift build -c release --product ringbench
    tools/bench/ring/C/compare.py .build/release/ringbench [ROUNDS]

Each peer is one warm process that waits, asleep, until it is its turn; the order of a round
alternates. Prints the medians and bests as JSON lines, then the ratios of the medians. Needs g++,
a JDK and libdisruptor-java; a peer that cannot be built is left out and named.
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
JAR = "/usr/share/java/disruptor.jar"
WORKS = ["one32", "one64", "drain32", "batch32", "rtt32"]
DISRUPTOR_WORKS = ["one32", "one64", "rtt32"]


class Peer:
    def __init__(self, name, command, works):
        self.name, self.works = name, works
        self.values = {work: [] for work in works}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, work):
        print(work, file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        self.values[work].append(answer["value"])

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit(f"{self.name} ended with status {self.process.returncode}")


def peers(ringbench, folder):
    yield Peer("pitwire", [ringbench, "-"], WORKS)
    if shutil.which("g++"):
        binary = os.path.join(folder, "cpp_ring")
        subprocess.run(
            ["g++", "-std=c++20", "-O3", "-march=x86-64-v2", "-pthread",
             os.path.join(HERE, "cpp_ring.cpp"), "-o", binary], check=True)
        yield Peer("cpp", [binary, "-"], WORKS)
    else:
        print("left out: cpp (no g++)", file=sys.stderr)
    if shutil.which("javac") and os.path.exists(JAR):
        subprocess.run(
            ["javac", "-cp", JAR, "-d", folder, os.path.join(HERE, "DisruptorBench.java")],
            check=True)
        peer = Peer("disruptor", ["java", "-cp", f"{JAR}:{folder}", "DisruptorBench", "-"],
                    DISRUPTOR_WORKS)
        if peer.process.stdout.readline().strip() != "ready":
            sys.exit("disruptor did not start")
        yield peer
    else:
        print("left out: disruptor (no javac or libdisruptor-java)", file=sys.stderr)


def summary(peer):
    for work in peer.works:
        values, isTime = peer.values[work], work == "rtt32"
        best = min(values) if isTime else max(values)
        for statistic, value in [("median", statistics.median(values)), ("best", best)]:
            print(json.dumps(
                {"bench": "ring", "peer": peer.name, "work": work, "statistic": statistic,
                 "value": round(value, 1), "unit": "ns" if isTime else "M/s"},
                separators=(",", ":")))


def main():
    ringbench = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with tempfile.TemporaryDirectory() as folder:
        everyone = list(peers(ringbench, folder))
        for turn in range(rounds):
            order = everyone if turn % 2 == 0 else everyone[::-1]
            for work in WORKS:
                for peer in order:
                    if work in peer.works:
                        peer.run(work)
        for peer in everyone:
            peer.close()
            summary(peer)
        own = everyone[0]
        for peer in everyone[1:]:
            for work in peer.works:
                ratio = statistics.median(own.values[work]) / statistics.median(peer.values[work])
                print(json.dumps(
                    {"bench": "ring", "peer": f"pitwire/{peer.name}", "work": work,
                     "statistic": "ratio of medians", "value": round(ratio, 2), "unit": "x"},
                    separators=(",", ":")))


main()
