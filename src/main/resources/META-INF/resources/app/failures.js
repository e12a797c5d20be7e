/** Tells what can fail: all kinds, or the one that the address names. */

import { byId, h } from "./dom.js";

const STRATEGIES = {
  immediate_retry: "Tries the same again after a short pause",
  intelligent_fallback: "Lets another model answer",
  automatic_repair: "Restores damaged or missing files",
  parameter_adjustment: "Tries with lighter parameters",
  resource_optimization: "Frees memory or moves to another device",
  graceful_degradation: "Gives a simpler answer while the cause lasts",
  user_intervention: "Says clearly what a person has to do, and keeps the request",
};

const SEVERITIES = ["critical", "high", "medium", "low"];

async function start() {
  const place = byId("failures");
  const name = decodeURIComponent(location.pathname.replace(/^\/failures\/?(\.html)?/, ""));
  const response = await fetch(name === "" ? "/v1/failures" : `/v1/failures/${encodeURIComponent(name)}`);
  if (!response.ok) {
    place.replaceChildren(h("p", {}, "The service did not say. ", h("a", { href: "/failures" }, "See all kinds")));
    return;
  }
  const answer = await response.json();
  if (name !== "") {
    document.title = `${answer.title} – Kintsugi`;
  }
  place.replaceChildren(...(name === "" ? all(answer.data) : one(answer)));
}

function all(kinds) {
  const categories = [...new Set(kinds.map((kind) => kind.category))];
  return categories.flatMap((category) => [
    h("h2", {}, category),
    h("ul", { class: "kinds" }, kinds.filter((kind) => kind.category === category).sort(bySeverity).map(link)),
  ]);
}

function bySeverity(one, other) {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}

function link(kind) {
  return h("li", {}, h("a", { href: kind.type },
    h("strong", {}, kind.title), h("br"), h("code", {}, kind.code)));
}

function one(kind) {
  return [h("article", { class: "kind" },
    h("h2", {}, kind.title),
    h("p", {}, kind.message),
    h("h3", {}, "What you can do"),
    h("ul", {}, kind.suggestions.map((suggestion) => h("li", {}, spoken(suggestion)))),
    h("h3", {}, "What Kintsugi tries, in this order"),
    h("ol", {}, kind.strategies.map((strategy) => h("li", {}, STRATEGIES[strategy] ?? strategy))),
    h("dl", {}, facts(kind).flatMap(([name, value, attributes]) => [h("dt", {}, name), h("dd", attributes ?? {}, value)])),
    h("p", { class: "links" },
      h("a", { href: `/errors?window=day&type=${encodeURIComponent(kind.code)}` }, "Failures of this kind in the last day"), " · ",
      h("a", { href: "/failures" }, "All kinds")))];
}

/** What holds only for one kind of job says so in words. */
const spoken = (suggestion) => suggestion.replace(/^\[([\w, ]+)\] /, "For $1 jobs: ");

function facts(kind) {
  return [
    ["Code", h("code", {}, [kind.code, ...kind.aliases].join(", "))],
    ["Severity", kind.severity, { "data-severity": kind.severity }],
    ["Category", `${kind.category} (${kind.base_kind})`],
    ["HTTP status", String(kind.status)],
    ["The same request may work later", kind.retryable ? "yes" : "no"],
    ["Usually resolved", kind.estimated_resolution_seconds ? `after ${kind.estimated_resolution_seconds} s` : "when a person acts"],
  ];
}

start().catch(() => byId("failures").replaceChildren(h("p", {}, "The service cannot be reached. Load the page again when it runs.")));
