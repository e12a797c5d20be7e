/** Errors in numbers, and the last of them with their stories. */

import { byId, h } from "./dom.js";
import { number, percent, plain, time, when } from "./format.js";
import { bar, facts, fill, none, svg, table } from "./report.js";
import { ask, follow } from "./service.js";

const FILTERS = ["type", "model", "operation", "severity"];
const SECONDS = { minute: 60, hour: 3600, day: 86_400 };
const BINS = { minute: 12, hour: 30, day: 24 };
const OUTCOMES = ["repaired", "degraded", "open", "refused", "cancelled", "failed"];
const LISTED = 10;
/** How long bars are shown that no failure has changed. */
const FRESH_MS = 30_000;

let titles = new Map();
let listed = LISTED;
let latest = { key: "", at: 0 };

const chosen = (name) => byId(name).value;

async function refresh() {
  if (titles.size === 0) {
    titles = new Map((await ask("/v1/failures")).data.map((kind) => [kind.code, kind.title]));
  }
  const window = chosen("window");
  const now = Date.now();
  const summary = await ask(`/v1/errors/summary?window=${window}`);
  showSpikes(summary.spikes);
  const key = JSON.stringify([summary.count, summary.outcomes, ["window", ...FILTERS].map(chosen), listed]);
  if (key === latest.key && now - latest.at < FRESH_MS) {
    return;
  }
  const since = new Date(now - SECONDS[window] * 1000);
  const query = new URLSearchParams({ limit: 1000, since: since.toISOString() });
  FILTERS.filter(chosen).forEach((name) => query.set(name, chosen(name)));
  const { errors } = await ask(`/v1/errors?${query}`);
  options("type", summary.by_type, title);
  options("model", summary.by_model);
  options("operation", summary.by_operation, plain);
  showNumbers(summary, errors, since.getTime(), now);
  showBy(summary);
  showPatterns(summary.patterns);
  showRecent(errors);
  latest = { key, at: now };
}

const title = (type) => titles.get(type) ?? plain(type);
const about = (type) => h("a", { href: `/failures/${type}` }, title(type));

/** What can be chosen: what there is in the window, and what is chosen already. */
function options(name, counts, words = (value) => value) {
  const select = byId(name);
  const value = select.value;
  const names = [...new Set([...counts.map((count) => count.name), value].filter((known) => known !== ""))];
  const key = names.join();
  if (select.dataset.key === key || document.activeElement === select) return;
  select.dataset.key = key;
  select.replaceChildren(h("option", { value: "" }, "all"), ...names.map((known) => h("option", { value: known }, words(known))));
  select.value = value;
}

function showNumbers(summary, errors, from, to) {
  const bins = binned(errors, from, to, BINS[chosen("window")]);
  const filtered = FILTERS.some(chosen);
  fill("numbers", [summary.window, summary.count, summary.per_minute, summary.outcomes, bins.map((bin) => bin.counts), FILTERS.map(chosen)], () => {
    const { repaired = 0, degraded = 0, failed = 0, refused = 0, cancelled = 0 } = summary.outcomes;
    const met = repaired + degraded + failed;
    return [
      facts([
        ["Failures", String(summary.count)],
        ["Per minute", number(summary.per_minute)],
        ["Repaired", `${repaired + degraded}${met > 0 ? ` (${percent((repaired + degraded) / met)} of those that jobs met)` : ""}`],
        ["Failed", String(failed)],
        ["Refused requests", String(refused)],
        ["Cancelled", cancelled > 0 ? String(cancelled) : null],
      ]),
      errors.length === 0
        ? none(filtered ? "No failure in this window fits the filters." : "No failure in this window.")
        : chart(bins, errors, from, to, filtered),
    ];
  });
}

function binned(errors, from, to, count) {
  const bins = Array.from({ length: count }, (_, index) => ({ from: from + ((to - from) * index) / count, counts: {} }));
  for (const { at, outcome } of errors) {
    const index = Math.floor(((Date.parse(at) - from) / (to - from)) * count);
    const { counts } = bins[Math.max(0, Math.min(count - 1, index))];
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return bins;
}

const sum = ({ counts }) => Object.values(counts).reduce((all, count) => all + count, 0);

function chart(bins, errors, from, to, filtered) {
  const most = Math.max(...bins.map(sum));
  const width = 600 / bins.length;
  const bars = bins.flatMap((bin, index) => {
    let y = 120;
    return OUTCOMES.filter((outcome) => bin.counts[outcome]).map((outcome) => {
      const height = (bin.counts[outcome] / most) * 116;
      y -= height;
      return svg("rect", { class: outcome, x: index * width + 1, y, width: width - 2, height });
    });
  });
  const present = OUTCOMES.filter((outcome) => bins.some((bin) => bin.counts[outcome]));
  const label = `Failures over time, at most ${most} in one bar; ${errors.length} in all. The table below has the numbers.`;
  const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { timeStyle: "short" });
  return h("figure", { class: "chart" },
    h("p", { class: "chart-top soft" }, `${most} in a bar at most`),
    svg("svg", { class: "over-time", viewBox: "0 0 600 120", preserveAspectRatio: "none", role: "img", "aria-label": label },
      svg("line", { class: "axis", x1: 0, x2: 600, y1: 120, y2: 120 }), bars),
    h("p", { class: "chart-axis soft" }, h("span", {}, clock(from)), h("span", {}, clock(to))),
    h("figcaption", { class: "legend" }, present.map((outcome) => h("span", { class: `key ${outcome}` }, outcome)),
      filtered ? h("span", { class: "soft" }, "with the filters above") : null,
      errors.length === 1000 ? h("span", { class: "soft" }, `only the last 1,000, since ${when(errors.at(-1).at)}`) : null),
    h("details", {}, h("summary", {}, "The same as a table"),
      table("Failures over time", [["From", (bin) => time(new Date(bin.from).toISOString())], ...present.map((outcome) =>
        [plain(outcome), (bin) => String(bin.counts[outcome] ?? 0), "number"])], bins.filter((bin) => sum(bin) > 0))));
}

function showSpikes(spikes) {
  fill("spikes", spikes, () => spikes.length === 0
    ? none("No failure comes much more often than before.")
    : h("ul", { class: "spike-list" }, spikes.map((spike) => h("li", { class: "problem" },
        h("p", {}, h("strong", {}, about(spike.type)),
          `: ${spike.last_minute} in the last minute, ${number(spike.per_minute)} per minute before. Severity ${spike.severity}.`),
        h("button", { type: "button", class: "quiet small", onclick: () => choose("type", spike.type) }, "Show these")))));
}

function showBy({ by_type: types, by_model: models, by_operation: operations }) {
  const counts = (caption, name, entries, words) => {
    const most = Math.max(1, ...entries.map((entry) => entry.count));
    return h("div", {}, h("h3", {}, caption), table(`${caption}, most frequent first`, [
      [caption.replace("By ", "").replace(/^./, (first) => first.toUpperCase()), (row) =>
        h("button", { type: "button", class: "link", title: "Show only these", onclick: () => choose(name, row.name) }, words(row.name))],
      ["Failures", (row) => [bar(row.count / most), String(row.count)], "wide-cell"],
      ["Per minute", (row) => number(row.per_minute), "number"],
    ], entries));
  };
  fill("by", [types, models, operations], () => types.length === 0
    ? none("Nothing to count in this window. A longer window may have something.")
    : [counts("By type", "type", types, title), counts("By model", "model", models, (name) => name), counts("By operation", "operation", operations, plain)]);
}

function showPatterns(patterns) {
  fill("patterns", patterns, () => patterns.length === 0
    ? none("No message in this window.")
    : table("Most frequent messages", [
        ["Message", (row) => [row.message, h("br"), about(row.type)]],
        ["Times", (row) => `${row.error > 0 ? "at most " : ""}${row.count}`, "number"],
        ["Last", (row) => time(row.last)],
      ], patterns));
}

function showRecent(errors) {
  fill("recent", [errors.slice(0, listed), errors.length > listed], () => errors.length === 0
    ? none("No failure fits. ", h("button", { type: "button", class: "link", onclick: () => byId("clear").click() }, "Clear the filters"), " or choose a longer window.")
    : [
        h("ul", { class: "failure-list" }, errors.slice(0, listed).map(failure)),
        errors.length > listed
          ? h("button", { type: "button", class: "quiet small", onclick: () => { listed += LISTED; update(); } }, "Show more")
          : null,
      ]);
}

function failure(error) {
  return h("li", { class: "failure", "data-outcome": error.outcome, "data-type": error.type },
    h("p", { class: "failure-head" }, h("strong", {}, about(error.type)),
      h("span", { class: "badge", "data-outcome": error.outcome }, error.outcome),
      h("span", { class: "severity", "data-severity": error.severity }, error.severity)),
    h("p", {}, error.message),
    h("p", { class: "soft" }, time(error.at), " · ", plain(error.operation), error.model ? ` · ${error.model}` : ""),
    h("p", { class: "links" },
      error.job ? h("a", { href: `/jobs#${error.job}` }, "Story of the job") : null,
      h("a", { href: `/failures/${error.type}` }, "What to do about it"),
      error.correlation_id ? h("span", { class: "soft" }, "Correlation id ", h("code", {}, error.correlation_id)) : null));
}

/** Shows only failures that have this value. */
function choose(name, value) {
  const select = byId(name);
  if (![...select.options].some((option) => option.value === value)) {
    select.append(h("option", { value }, value));
  }
  select.value = value;
  changed();
  byId("recent").scrollIntoView({ block: "start" });
}

function changed() {
  listed = LISTED;
  const query = new URLSearchParams(["window", ...FILTERS].filter(chosen).map((name) => [name, chosen(name)]));
  history.replaceState(null, "", `?${query}`);
  update();
}

for (const [name, value] of new URLSearchParams(location.search)) {
  const select = ["window", ...FILTERS].includes(name) ? byId(name) : null;
  if (select && name !== "window" && name !== "severity") select.append(h("option", { value }, value));
  if (select && [...select.options].some((option) => option.value === value)) select.value = value;
}
byId("filters").addEventListener("change", changed);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => setTimeout(changed));
const update = follow({ status: () => {}, refresh, every: 5000 });
