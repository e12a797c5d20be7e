#!/usr/bin/env python3
"""The client of k8s/container-check: container.py PID BEGUN HOME PODMAN... -- NAME, in the network of the container."""
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

URL = "http://127.0.0.1:8080"
GRACE = 60
cut = sys.argv.index("--")
pid, begun, home, podman, name = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:cut], sys.argv[cut + 1]
failed = 0


def tell(what, good):
    global failed
    failed += not good
    print("ok  " if good else "FAIL", what, flush=True)


def call(path, body=None, timeout=240):
    """The status, the headers and the body; 0 if the connection was refused or cut."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
    except OSError:
        return 0, {}, b""


def draw(size, seed, steps=8):
    return call("/v1/images/generations", {"prompt": "a red star", "size": size, "seed": seed, "steps": steps})


def run(*command):
    return subprocess.run([*podman, *command], capture_output=True, text=True)


def await_ok(path):
    while call(path, timeout=5)[0] != 200:
        if time.time() * 1000 - begun > 180_000 or not Path(f"/proc/{pid}").exists():
            print(run("logs", name).stdout[-3000:])
            sys.exit("FAIL " + path)
        time.sleep(0.05)
    return time.time() - begun / 1000


def group_file(file):
    """A file of the container's control group for memory, of version 1 or 2."""
    lines = [line.split(":", 2) for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines()]
    for _, controllers, path in lines:
        for root in ["/sys/fs/cgroup/memory"] if "memory" in controllers.split(",") else ["/sys/fs/cgroup"]:
            if Path(root + path, file).exists():
                return Path(root + path, file)
    return None


def peak():
    file = group_file("memory.max_usage_in_bytes") or group_file("memory.peak")
    return int(file.read_text()) / 1e6 if file else float("nan")


def status(key):
    return [line.split()[1:] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(key)][0]


started = await_ok("/q/health/started")
tell(f"started after {started:.1f} s, ready after {await_ok('/q/health/ready'):.1f} s, alive", call("/q/health/live")[0] == 200)
tell("user 65532, no capabilities, no new ones, filtered system calls",
     set(status("Uid")) == {"65532"} and int(status("CapEff")[0], 16) == 0 and int(status("CapBnd")[0], 16) == 0
     and status("NoNewPrivs") == ["1"] and status("Seccomp:") == ["2"])
tell("its file system is read-only", run("exec", name, "bash", "-c", ": > /opt/kintsugi/x").returncode != 0)

at = time.time()
tell("draws", draw("512x512", 1)[0] == 200)
print(f"     in {time.time() - at:.1f} s, the first picture")
at = time.time()
with ThreadPoolExecutor(8) as clients:
    answers = list(clients.map(lambda seed: draw("1024x1024", seed), range(8)))
codes = sorted(answer[0] for answer in answers)
sizes = sorted(json.loads(body).get("size", "?") for code, _, body in answers if code == 200)
tell(f"eight of 1024 x 1024 at once: {codes}, {sizes}, in {time.time() - at:.0f} s",
     set(codes) <= {200, 507} and 200 in codes)
events = group_file("memory.oom_control") or group_file("memory.events")
kills = [line.split()[1] for line in events.read_text().splitlines() if line.startswith("oom_kill ")] if events else ["?"]
tell(f"lives on: kills {kills[0]}, at most {peak():.0f} MB with caches, alive and ready",
     kills == ["0"] and call("/q/health/live")[0] == 200 and call("/q/health/ready")[0] == 200)

waiting = {}
asked_for = [("256x256", 20), ("256x256", 20), ("1024x1024", 50), ("1024x1024", 50)]
calls = [threading.Thread(target=lambda i=i: waiting.update({i: draw(asked_for[i][0], 100 + i, asked_for[i][1])})) for i in range(4)]
for one in calls:
    one.start()
    time.sleep(0.2)
at = time.time()
ended = run("stop", "-t", str(GRACE), name)
took = time.time() - at
for one in calls:
    one.join()
codes = sorted(answer[0] for answer in waiting.values())
asked = all("Retry-After" in headers for code, headers, _ in waiting.values() if code == 503)
tell(f"four callers that waited at SIGTERM got {codes}, refusals with Retry-After", set(codes) <= {200, 503} and asked)
exit_code = run("inspect", name, "--format", "{{.State.ExitCode}}").stdout.strip()
tell(f"ended in {took:.1f} s of {GRACE} s with status {exit_code}", ended.returncode == 0 and exit_code == "143" and took < GRACE - 15)
diff = run("diff", name).stdout.split("\n")
written = [line for line in diff if line and not line.split()[-1].startswith(("/tmp", "/var", "/etc", "/run", "/proc", "/dev", "/sys"))]
tell(f"nothing was written into its image: {written}", not written)
left = [str(file.relative_to(home)) for file in home.rglob("*") if file.is_file()]
odd = [file for file in left if file.rsplit("/", 1)[-1].startswith(".written-") or file.endswith((".tmp", ".part", "-wal", "-shm"))
       or "hs_err" in file or file.startswith("core")]
tell(f"of {len(left)} files in its home none is temporary: {odd}", not odd)
tell("no process is left", not Path(f"/proc/{pid}").exists())
if failed:
    print(run("logs", name).stdout[-4000:])
sys.exit(failed > 0)
