#!/usr/bin/env python3
"""Draws the animation of the README from a real repair.

It damages a model file of a running service, asks for a picture, and turns the events and previews that come back into an
animated SVG. Needs Python 3 only. The service must run with kintsugi.models.repair=on_request, else the file is repaired before the
request comes.

    python3 src/site/animation/repair.py http://localhost:8080 ~/.kintsugi src/site/images/repair.svg
"""
import json
import os
import sys
import urllib.request
from html import escape

MODEL = "shapes-diffusion"
FILE = "unet/model.onnx"
PROMPT = "a large red star on a blue background"
WIDTH, HEIGHT, LINE = 860, 300, 22
PAUSE = 0.9  # seconds between two lines


def events(url):
    """The events of one job with previews, each as its type and its data."""
    body = json.dumps({"prompt": PROMPT, "seed": 42, "size": "128x128", "steps": 20, "previews": 8}).encode()
    request = urllib.request.Request(url + "/v1/jobs", body, {"Content-Type": "application/json"})
    job = json.load(urllib.request.urlopen(request))["id"]
    kind, lines = "", urllib.request.urlopen(f"{url}/v1/jobs/{job}/events")
    for line in map(lambda raw: raw.decode().rstrip("\n"), lines):
        if line.startswith("event:"):
            kind = line[6:].strip()
        elif line.startswith("data:"):
            message = json.loads(line[5:])
            data = message.get("data", message)
            yield kind, data
            if kind in ("job.completed", "job.failed"):
                return


def frames(url):
    """Lines of text and pictures in the order in which they came."""
    for kind, data in events(url):
        if kind == "job.recovery" and data["outcome"] == "trying":
            yield "bad", f'✗ {data["failure"]}: {data["reason"]}'
            yield "gold", f'… {data["strategy"]}'
        elif kind == "job.recovery":
            yield "gold", f'✓ {data["action"]} ({data["duration_ms"]} ms)'
        elif "preview" in data:
            yield "picture", data["preview"]
        elif kind == "job.completed":
            yield "picture", data["images"][0]["b64_json"]
            told = data["kintsugi"]
            yield "good", f'200 OK  model_used: {told["model_used"]}, was_fallback: {str(told["was_fallback"]).lower()}'


def svg(steps):
    """All steps one after another, then a pause, and again."""
    at, timed = 0.4, []
    for kind, what in steps:
        timed.append((at, kind, what))
        at += 0.3 if kind == "picture" else PAUSE
    total = at + 3
    out, styles, y = [], [], 70
    pictures = [index for index, step in enumerate(timed) if step[1] == "picture"]
    for index, (begin, kind, what) in enumerate(timed):
        share = 100 * begin / total
        last = kind != "picture" or index == pictures[-1]
        end = 100 if last else 100 * timed[pictures[pictures.index(index) + 1]][0] / total
        styles.append(
            f"@keyframes f{index}{{0%,{share:.2f}%{{opacity:0}}{share + 0.01:.2f}%,{end - 0.01:.2f}%{{opacity:1}}"
            + ("" if last else f"{end:.2f}%,100%{{opacity:0}}")
            + f"}}#f{index}{{opacity:0;animation:f{index} {total:.1f}s infinite}}"
        )
        if kind == "picture":
            out.append(f'<image id="f{index}" x="612" y="46" width="224" height="224" href="data:image/png;base64,{what}"/>')
        else:
            rows = wrapped(what)
            spans = "".join(
                f'<tspan x="24" y="{y + LINE * row}" xml:space="preserve">{escape(text)}</tspan>' for row, text in enumerate(rows)
            )
            out.append(f'<text id="f{index}" class="{kind}">{spans}</text>')
            y += LINE * len(rows) + 8
    calm = "".join(f"#f{index}{{animation:none;opacity:1}}" for index in range(len(timed)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        "<title>A model file is damaged; the service restores it and draws the picture</title><style>"
        "text{font:15px ui-monospace,Menlo,Consolas,monospace;fill:#e6e1d6}.bad{fill:#ff8a7a}.gold{fill:#e8c15a}.good{fill:#8fd694}"
        + "".join(styles)
        + "@media (prefers-reduced-motion:reduce){" + calm + "}"
        + f'</style><rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#1d1b18"/>'
        '<rect x="611" y="45" width="226" height="226" fill="#12110f" stroke="#e8c15a"/>'
        + "".join(out) + "</svg>\n"
    )


def wrapped(text, width=62):
    rows, row = [], ""
    for word in text.split(" "):
        if row and len(row) + 1 + len(word) > width:
            rows.append(row)
            row = "  " + word
        else:
            row = word if not row else row + " " + word
    return rows + [row]


def main():
    url, home, target = sys.argv[1:4]
    folder = os.path.join(home, "models", MODEL)
    version = sorted(os.listdir(folder))[-1]
    os.truncate(os.path.join(folder, version, FILE), 1_000_000)
    steps = [("shell", f"$ truncate -s 1000000 {MODEL}/{version}/{FILE}"), ("shell", f'> POST /v1/jobs "{PROMPT}"')]
    steps += frames(url)
    text = svg(steps)
    with open(target, "w", encoding="utf-8") as out:
        out.write(text)
    print(f"{target}: {len(steps)} steps, {len(text)} bytes")


if __name__ == "__main__":
    main()
