#!/usr/bin/env python3
"""Whether the queries of dashboard, rules and autoscaler ask for what the service measures: queries.py OUT MANIFESTS KEDA

Names of metrics and labels are those of src/site/markdown/metrics.md. OUT gets rules.yaml, the rules as promtool reads them,
and board.yaml, each query of the dashboard as a rule. KEDA is the source of its Prometheus scaler, whose keys a trigger may
have: its custom resource definition allows any.
"""
import json
import re
import sys
from pathlib import Path

import yaml

PAGE = Path(__file__).parents[2] / "src/site/markdown/metrics.md"
OF_PROMETHEUS = {"up": set()}
OF_TARGETS = {"namespace", "pod", "job", "le"}
WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
problems = []


def declared():
    """For each name of a series its labels."""
    metrics = dict(OF_PROMETHEUS)
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*) \|", PAGE.read_text(), re.M)
    rows.append(("http_server_requests_seconds", "histogram", "`method` `uri` `status` `outcome`"))
    for name, kind, labels in rows:
        suffixes = ["_bucket", "_sum", "_count", "_max"] if kind == "histogram" else [""]
        for suffix in suffixes:
            metrics[name + suffix] = set(re.findall(r"`(\w+)`", labels))
    return metrics


def check(where, query, metrics):
    """Adds a problem for each name in a query that does not exist."""
    plain = re.sub(r'"[^"]*"', '""', query)
    used = set(re.findall(r"[{,]\s*(\w+)\s*(?:=~|!~|!=|=)", plain))
    grouped = re.findall(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", plain)
    used |= {label for group in grouped for label in re.findall(r"\w+", group)}
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*(?:\([^)]*\))?", " ", plain)
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]", " ", bare)
    names = {name for name in re.findall(r"(?<![\w:.])([a-zA-Z_:][\w:]*)(?!\s*\(|[\w:])", bare)} - WORDS
    if not names:
        problems.append(f"{where}: no metric in {query}")
    for name in sorted(names - metrics.keys()):
        problems.append(f"{where}: no metric {name}")
    known = OF_TARGETS.union(*(metrics.get(name, set()) for name in names))
    for label in sorted(used - known):
        problems.append(f"{where}: {', '.join(sorted(names))} has no label {label}")


def rules(manifests, metrics, out):
    groups = [group for one in manifests if one["kind"] == "PrometheusRule" for group in one["spec"]["groups"]]
    all_rules = [rule for group in groups for rule in group["rules"]]
    for rule in all_rules:
        if "record" in rule:
            metrics[rule["record"]] = {"namespace"}
    for rule in all_rules:
        check(rule.get("alert") or rule["record"], rule["expr"], metrics)
        labels = set(re.findall(r"\$labels\.(\w+)", json.dumps(rule)))
        own = set().union(*(metrics.get(name, set()) for name in re.findall(r"[a-zA-Z_:][\w:]*", rule["expr"])))
        for label in sorted(labels - own - OF_TARGETS):
            problems.append(f"{rule['alert']}: its text names the label {label}, which it does not have")
    (out / "rules.yaml").write_text(yaml.safe_dump({"groups": groups}, sort_keys=False))
    return len(all_rules)


def board(manifests, metrics, out):
    boards = [text for one in manifests if one["kind"] == "ConfigMap" for name, text in one["data"].items()
              if name.endswith(".json")]
    queries, ids, places = [], set(), set()
    for panel in json.loads(boards[0])["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        if panel["id"] in ids or cells & places or place["x"] + place["w"] > 24:
            problems.append(f"{panel['title']}: its id or its place is not its own")
        ids.add(panel["id"])
        places |= cells
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", "5m")
            check(panel["title"], query, metrics)
            queries.append({"record": f"board:{panel['id']}_{target['refId']}", "expr": re.sub(r"\$\w+", "x", query)})
            for label in re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]):
                if not re.search(rf"by \([^)]*\b{label}\b", query):
                    problems.append(f"{panel['title']}: the legend names the label {label}, which the query drops")
    (out / "board.yaml").write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": queries}]}))
    return len(queries)


def triggers(manifests, metrics, keda):
    fields = re.findall(r"keda:\"name=(\w+),([^\"]*)", Path(keda).read_text())
    known = {name for name, _ in fields}
    required = {name for name, more in fields if "optional" not in more and "default" not in more}
    count = 0
    for one in manifests:
        for trigger in one["spec"]["triggers"] if one["kind"] == "ScaledObject" else []:
            count += 1
            keys = set(trigger["metadata"])
            for key in sorted(keys - known) + sorted(required - keys):
                problems.append(f"trigger {trigger['name']}: {key} is {'not known' if key in keys else 'missing'}")
            check(f"trigger {trigger['name']}", trigger["metadata"]["query"], metrics)
    return count


def main(out, rendered, keda):
    out = Path(out)
    metrics = declared()
    manifests = [one for one in yaml.safe_load_all(Path(rendered).read_text()) if one]
    counts = rules(manifests, metrics, out), board(manifests, metrics, out), triggers(manifests, metrics, keda)
    print("%d rules, %d queries of the dashboard, %d triggers" % counts)
    if problems:
        sys.exit("\n".join(problems))


main(*sys.argv[1:])
