/** The models: what is installed, whether it can be used, why not, and what to do. */

import { announce, byId, h } from "./dom.js";
import { plain } from "./format.js";
import { facts, fill, none } from "./report.js";
import { ask, follow } from "./service.js";
import * as words from "./words.js";

const STATES = {
  available: "Available",
  missing: "Files are missing",
  corrupted: "Damaged",
  unreachable: "Disk does not answer",
  incompatible: "Cannot be used",
  repairing: "Being repaired",
  resting: "Resting",
  refused: "Partly refused",
};

const TASKS = { "text-to-image": "text to image", "tensor": "tensors" };

/** What a person can do about a state. */
const ADVICE = {
  missing: "Kintsugi restores files it has a source for within seconds. Otherwise copy them into the model's folder.",
  corrupted: "Kintsugi restores files it has a source for within seconds. Otherwise copy whole files into the model's folder.",
  unreachable: "Check the disk or the network mount of the models folder. Requests get another model meanwhile.",
  incompatible: "Replace the model by an export that fits, or remove its folder.",
  repairing: "Nothing: requests wait until its files are whole, or get another model.",
  resting: "Nothing: it failed several times in a row, so it is left alone for a while and then tried once.",
  refused: "Requests for other networks work. Find out what ends the process before you send the same again.",
};

let status = null;
let about = new Map();
let repairing = new Set();

async function refresh() {
  const [models, running, now] = await Promise.all([ask("/v1/models"), ask("/v1/jobs?state=running&limit=100"), ask("/v1/status")]);
  about = new Map(models.data.map((model) => [model.id, model.kintsugi]));
  repairing = new Set(running.jobs.filter((job) => isRepair(job.trail.at(-1))).map((job) => job.model));
  status = now;
  show();
}

const isRepair = (step) => step?.outcome === "trying" && step.strategy === "automatic_repair";

function show() {
  const models = status.models.map((model) => ({ ...model, about: about.get(model.id) ?? {}, shown: state(model) }));
  fill("models", models, () => (models.length > 0 ? h("ul", { class: "card-list" }, models.map(card)) : noModels()));
  section("refused", "Refused", status.poison_requests, "These requests ended the process. Equal ones are refused or computed with less memory, for a time.");
  section("aside", "Put aside", status.put_aside, "These files were in the way of a model's files. Look at them, then delete them.");
}

/** The state that matters most to a person. */
function state(model) {
  if (repairing.has(model.id)) return "repairing";
  if (model.state !== "available") return model.state;
  if (model.breakers.some((breaker) => breaker.state === "open")) return "resting";
  return model.refused?.length > 0 ? "refused" : "available";
}

function card(model) {
  const { about, shown } = model;
  return h("li", { class: "card", "data-state": shown, "data-model": model.id },
    h("div", { class: "card-head" },
      h("h2", {}, model.id),
      h("span", { class: "badge", "data-state": shown }, STATES[shown] ?? plain(shown))),
    about.description ? h("p", {}, about.description) : null,
    why(model),
    facts([
      ["Task", TASKS[about.task] ?? about.task],
      ["Version", model.version],
      ["Usable precisions", model.usable.join(", ") || "none"],
      ["Installed precisions", about.precisions?.join() === model.usable.join() ? null : about.precisions?.join(", ")],
      ["Role", model.default ? "answers if no model is named" : null],
      ["If it fails", about.fallbacks?.join(", ")],
      ["Other names", about.aliases?.join(", ")],
      ["Licence", about.licence],
    ]),
    versions(model.versions),
    h("p", { class: "links" }, h("a", { href: `/errors?window=day&model=${encodeURIComponent(model.id)}` }, "Failures of this model")));
}

function why(model) {
  const reasons = [
    model.problem,
    ...Object.entries(model.findings).map(([file, finding]) => `${file}: ${finding.replaceAll("_", " ")}`),
    ...model.breakers.filter((breaker) => breaker.state !== "closed").map(resting),
    ...(model.refused ?? []),
  ].filter(Boolean);
  if (reasons.length === 0 && model.shown === "available") return null;
  return h("div", { class: "problem calm" },
    reasons.length > 0 ? h("h3", {}, "Why") : null,
    reasons.length > 0 ? h("ul", { class: "suggestions" }, reasons.map((reason) => h("li", {}, words.full(reason)))) : null,
    h("h3", {}, "What to do"),
    h("p", {}, ADVICE[model.shown] ?? "Look at the log of the service."),
    ["missing", "corrupted"].includes(model.shown) && model.usable.length > 0
      ? h("p", {}, `Meanwhile it answers in ${model.usable.join(" or ")}.`)
      : null);
}

function resting({ kind, device, state, retry_after_seconds: seconds }) {
  return state === "open"
    ? `it is left alone for ${kind} jobs on ${device} and tried again in about ${words.duration(seconds * 1000)}`
    : `its next ${kind} job on ${device} is a trial`;
}

function versions(others) {
  return others.length === 0 ? null : h("details", {},
    h("summary", {}, words.count(others.length, "other version")),
    h("ul", { class: "suggestions" }, others.map((other) =>
      h("li", {}, `${other.version}: ${STATES[other.state]?.toLowerCase() ?? other.state}${other.problem ? `, ${other.problem}` : ""}`))));
}

function noModels() {
  return none("No model is installed. Copy a folder with an exported Stable Diffusion, or an .onnx file, into the models folder",
    " of Kintsugi's home: it appears here within seconds.");
}

function section(id, title, texts, explanation) {
  byId(id).hidden = texts.length === 0;
  fill(id, texts, () => [
    h("h2", { id: `${id}-title` }, title),
    h("p", { class: "none" }, explanation),
    h("ul", { class: "suggestions" }, texts.map((text) => h("li", {}, words.full(text)))),
  ]);
}

let before = "";

function heard(view) {
  const now = view.models.map((model) => `${model.id}: ${STATES[model.state] ?? model.state}`).join(". ");
  if (before !== "" && before !== now) announce(now);
  before = now;
}

follow({ status: heard, refresh });
