/** Recovery: how the service is, what was repaired, and what was learned from it. */

import { h } from "./dom.js";
import { bytes, number, percent, plain, square, time } from "./format.js";
import { bar, facts, fill, none, table } from "./report.js";
import { ask, follow } from "./service.js";
import { entry } from "./trail.js";
import * as words from "./words.js";

const MOST = 6;
const LEVELS = { full: "full service", reduced: "reduced: fewer steps are computed", minimal: "minimal: as little as possible is computed" };
const BREAKERS = { closed: "closed: the model is used", open: "open: the model is left alone", half_open: "half open: the next job is a trial" };

/** Jobs that have ended, by id: they do not change any more. */
const ended = new Map();

async function refresh() {
  const [status, learned, errors, summary] = await Promise.all([
    ask("/v1/status"), ask("/admin/recovery/learned"), ask("/v1/errors?limit=100"), ask("/v1/errors/summary?window=day")]);
  showNow(status);
  showSuccess(learned.strategies, summary.strategies);
  showBreakers(status.models);
  showMemory(learned.memory, status.memory);
  showKnownGood(learned.known_good);
  showTimes(learned.time);
  await showRepairs(errors.errors);
}

function showNow({ status, level, load, retries_left: retries, queue, features }) {
  const rounded = Math.round(load * 20) / 20;
  fill("now", [status, level, rounded, retries, queue, features], () => [
    facts([
      ["Service", plain(status)],
      ["Level", LEVELS[level] ?? level],
      ["Load", percent(rounded)],
      ["Queue", `${queue.running} running, ${queue.waiting} waiting`],
      ["Retry budget", `${number(retries)} retries left`],
    ]),
    queue.slow_start || queue.postponed ? h("p", {}, words.full(queue.slow_start?.text ?? queue.postponed.text)) : null,
    h("h3", {}, "Features"),
    h("ul", { class: "features" }, features.map((feature) =>
      h("li", { "data-state": feature.degraded ? "degraded" : "whole" },
        h("strong", {}, plain(feature.name)), " ",
        h("span", { class: "soft" }, feature.degraded ? "degraded" : "works"),
        feature.degraded ? h("p", {}, words.full(feature.causes.map((cause) => cause.problem).join("; "))) : null,
        feature.substitute ? h("p", { class: "soft" }, words.full(`Instead: ${feature.substitute}`)) : null))),
  ]);
}

async function showRepairs(errors) {
  const outcomes = new Map(errors.filter((error) => error.job).map((error) => [error.job, error.outcome]).reverse());
  const ids = [...outcomes.keys()].reverse().slice(0, MOST);
  const jobs = (await Promise.all(ids.map(job))).filter((job) => job?.trail?.length > 0);
  fill("repairs", jobs.map((job) => [job.id, job.state, job.trail, outcomes.get(job.id)]), () =>
    jobs.length > 0
      ? h("ul", { class: "repair-list" }, jobs.map((job) => repair(job, outcomes.get(job.id))))
      : none("Nothing has been repaired lately. When something breaks, the steps of its repair appear here as they happen."));
}

async function job(id) {
  if (!ended.has(id)) {
    const found = await ask(`/v1/jobs/${id}`).catch(() => null);
    if (found === null || found.ended) ended.set(id, found);
    return found;
  }
  return ended.get(id);
}

function repair(job, outcome) {
  return h("li", { class: "repair" },
    h("p", { class: "repair-head" },
      h("a", { href: `/jobs#${job.id}` }, job.asked?.prompt ?? job.model),
      h("span", { class: "badge", "data-outcome": outcome }, result(job, outcome))),
    h("p", { class: "soft" }, job.model, " · ", time(job.created)),
    h("ol", { class: "trail" }, job.trail.map((step) => entry(step, ""))));
}

/** A request that got less than it asked for is not simply repaired. */
function result({ trail }, outcome) {
  const worked = trail.filter((step) => step.outcome === "worked").length;
  switch (outcome) {
    case "repaired":
      return worked > 0 ? words.repaired(worked) : "completed on a later run";
    case "degraded":
      return "completed with less than was asked for";
    case "open":
      return "in progress";
    default:
      return outcome;
  }
}

function showSuccess(strategies, day) {
  const rows = [...strategies].sort((one, other) => other.worked + other.failed - one.worked - one.failed);
  fill("success", [rows.map(({ at, ...row }) => ({ ...row, worked: row.worked.toFixed(2), failed: row.failed.toFixed(2), least_rate: row.least_rate.toFixed(2), most_rate: row.most_rate.toFixed(2) })), day], () =>
    rows.length === 0
      ? none("No strategy has been tried yet.")
      : [
          h("p", { class: "soft" }, "The bar is the share of attempts that worked, the line the range that it lies in with 95 % confidence. Old attempts count less."),
          table("Success by strategy and failure", [
            ["Strategy and failure", (row) => [h("strong", {}, words.strategy(row.strategy)), h("br"), h("a", { href: `/failures/${row.failure}` }, words.failure(row.failure))]],
            ["Success", (row) => [bar(rate(row), { range: [row.least_rate, row.most_rate], kind: "gold" }),
              `${percent(rate(row))} (${percent(row.least_rate)} to ${percent(row.most_rate)})`], "wide-cell"],
            ["In the last day, all models", (row) => inDay(day, row)],
            ["Model", (row) => [row.model || "none", h("br"), h("span", { class: "soft" }, row.device)]],
            ["Mean time", (row) => words.duration(row.seconds * 1000), "number"],
            ["Quality lost", (row) => percent(row.loss), "number"],
          ], rows),
        ]);
}

const rate = (row) => (row.worked + row.failed > 0 ? row.worked / (row.worked + row.failed) : 0);

function inDay(day, { failure, strategy }) {
  const found = day.find((count) => count.type === failure && count.strategy === strategy);
  return found ? `worked ${found.worked}, failed ${found.failed}${found.withheld > 0 ? `, withheld ${found.withheld}` : ""}` : "–";
}

function showBreakers(models) {
  const rows = models.flatMap((model) => model.breakers.map((breaker) => ({ model: model.id, ...breaker })));
  fill("breakers", rows, () => rows.length === 0
    ? none("No model has been used since the service started. A model that keeps failing is left alone for a while; this shows which.")
    : table("Circuit breakers", [
        ["Model", (row) => row.model],
        ["Jobs", (row) => row.kind],
        ["Device", (row) => row.device],
        ["State", (row) => h("span", { class: "state", "data-state": row.state }, BREAKERS[row.state] ?? row.state)],
        ["Next trial", (row) => (row.retry_after_seconds ? `in ${words.duration(row.retry_after_seconds * 1000)}` : "–"), "number"],
      ], rows));
}

function showMemory(entries, memory) {
  const key = [entries.map(({ model, version, precision, device, weights, for256, for512, samples }) => [model, version, precision, device, weights, for256, for512, Math.round(samples)]),
    memory?.total, Math.round((memory?.free ?? 0) / 2 ** 26)];
  const limit = memory?.total ?? Math.max(1, ...entries.map((entry) => entry.for512 ?? entry.weights));
  const forecast = (value) => (value === undefined ? "–" : [bar(value / limit, { kind: memory && value > memory.free ? "wrong" : "gold" }), bytes(value)]);
  fill("memory", key, () => [
    memory ? facts([
      ["Memory for networks", bytes(memory.total)],
      ["Free now", bytes(memory.free)],
      ["Known from", { budget: "the setting kintsugi.device.memory", cgroup: "the container's limit", proc: "the machine", "nvidia-smi": "the GPU" }[memory.source] ?? memory.source],
    ]) : null,
    entries.length === 0
      ? none("Nothing was measured yet. After a few generations this shows how much memory each model is predicted to need, and whether it fits.")
      : table("Memory forecasts", [
          ["Model", name],
          ["256 × 256", (row) => forecast(row.for256), "wide-cell"],
          ["512 × 512", (row) => forecast(row.for512), "wide-cell"],
          ["Weights", (row) => bytes(row.weights), "number"],
          ["Samples", (row) => number(Math.round(row.samples)), "number"],
        ], entries),
  ]);
}

const name = ({ model, version, network, precision, device }) =>
  [h("strong", {}, network ? `${model}, ${network}` : model), h("br"), h("span", { class: "soft" }, `${version}, ${precision}, ${device}`)];

function showKnownGood(entries) {
  fill("good", entries, () => entries.length === 0
    ? none("No generation has run out of memory. If one does, the settings that worked afterwards are kept here and used from the start.")
    : table("Known-good settings", [
        ["Model", name],
        ["Computed lighter", (row) => (row.light_from ? `from ${square(row.light_from)}: guidance ${row.guidance}, decoding ${row.decode}`.replaceAll("_", " ") : "never")],
        ["Drawn smaller", (row) => (row.smaller_from ? `from ${square(row.smaller_from)}, as ${square(row.fits)}` : "never")],
        ["More is tried", (row) => time(row.probe_at)],
      ], entries));
}

function showTimes(entries) {
  fill("times", entries.map(({ state, samples, ...entry }) => [entry, Math.round(samples)]), () => entries.length === 0
    ? none("Nothing was measured yet. Draw a few images: deadlines and waiting times are computed from what they took.")
    : table("Learned times", [
        ["Model", name],
        ["256 × 256, 20 steps", (row) => (row.seconds_for256 === undefined ? "–" : words.duration(row.seconds_for256 * 1000)), "number"],
        ["Samples", (row) => number(Math.round(row.samples)), "number"],
      ], entries));
}

follow({ status: () => {}, refresh, every: 3000 });
