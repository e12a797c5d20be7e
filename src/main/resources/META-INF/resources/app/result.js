/** How a drawing came about. */

import { byId, h } from "./dom.js";
import * as words from "./words.js";

/**
 * Shows it as far as there is something to show.
 *
 * @param actions reuse(request) fills the form with what was asked for, seed(number) with this seed only
 */
export function showResult(drawing, actions) {
  const place = byId("result");
  const about = drawing.result?.kintsugi;
  place.hidden = !drawing.over;
  if (place.hidden) {
    place.replaceChildren();
    return;
  }
  place.replaceChildren(
    h("p", { class: "caption" }, drawing.request.prompt),
    ...notes(drawing, about),
    ...(about ? [facts(drawing, about)] : []),
    h(
      "p",
      { class: "remedies" },
      about && small(about.seeds.length === 1 ? "Keep this seed" : "Keep the first seed", () => actions.seed(about.seeds[0])),
      small("Use these settings", () => actions.reuse(drawing.request)),
      drawing.job && h("a", { class: "quiet small", href: `jobs#${drawing.job}` }, "Full story"),
    ),
  );
}

const small = (label, onclick) => h("button", { type: "button", class: "quiet small", onclick }, label);

function notes(drawing, about) {
  const trail = [...drawing.trail.values()];
  const repairs = words.repairs(trail);
  const badges = [
    repairs > 0 && h("li", { class: "badge gold" }, words.repaired(repairs)),
    drawing.restarts > 0 && h("li", { class: "badge gold" }, survived(drawing.restarts)),
    about?.was_fallback && h("li", { class: "badge" }, `another model: ${about.model_used}`),
    about?.degraded.length > 0 && h("li", { class: "badge" }, "less than was asked for"),
  ].filter(Boolean);
  const lost = (about?.degraded ?? []).flatMap(words.changes).map(words.instead);
  const isTold = ({ change }) => change && words.changes(change).some((one) => lost.includes(words.instead(one)));
  const told = [
    ...new Set(trail.filter((step) => step.outcome === "worked" && !isTold(step)).map(repair)),
    drawing.restarts > 0 && `The service ended while it worked on this, and went on after its start.${drawing.spared ? " What was finished was not computed again." : ""}`,
  ].filter(Boolean);
  const warnings = (about?.warnings ?? []).map((warning) => h("li", {}, words.sizes(words.full(warning))));
  return [
    badges.length > 0 && h("ul", { class: "badges", "aria-label": "Remarks" }, badges),
    told.length > 0 && h("ul", { class: "told", "aria-label": "What was repaired, in short" }, told.map((one) => h("li", {}, one))),
    warnings.length > 0 && h("ul", { class: "warnings", "aria-label": "Warnings" }, warnings),
  ].filter(Boolean);
}

/** One repair in a sentence. */
function repair({ failure, action, change }) {
  const what = change && action.includes("→") ? words.changes(change).map(words.instead).join(", ") : words.sizes(action);
  return `${words.failure(failure)}: ${words.full(what)}`;
}

const survived = (restarts) => (restarts === 1 ? "survived a restart" : `survived ${restarts} restarts`);

function facts(drawing, about) {
  const used = about.used ?? {};
  const size = drawing.result.images[0]?.size ?? used.size ?? "";
  const rows = [
    [about.seeds.length === 1 ? "Seed" : "Seeds", about.seeds.join(", ")],
    ["Time", words.duration(about.duration_ms)],
    ["Model", about.model_used],
    ["Size", words.size(size)],
    ["Steps", about.steps],
    ["Guidance", about.guidance],
    ["Scheduler", used.scheduler && words.value(used.scheduler)],
    ["Computed on", `${about.device}, ${about.precision}`],
  ].filter(([, value]) => value !== undefined && value !== null && value !== "");
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value)))),
  );
}
