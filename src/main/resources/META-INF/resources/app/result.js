/** How a drawing came about. */

import { byId, h } from "./dom.js";
import * as words from "./words.js";

/** Shows it where there is a result. useSeed is called with a seed that is to be drawn again. */
export function showResult(drawing, useSeed) {
  const place = byId("result");
  place.hidden = drawing.state !== "completed";
  if (place.hidden) {
    place.replaceChildren();
    return;
  }
  const about = drawing.result.kintsugi;
  place.replaceChildren(
    h("p", { class: "caption" }, drawing.request.prompt),
    ...notes(about),
    facts(drawing, about),
    h(
      "button",
      { type: "button", class: "quiet small", onclick: () => useSeed(about.seeds[0]) },
      about.seeds.length === 1 ? "Keep this seed" : "Keep the first seed",
    ),
  );
}

function notes(about) {
  const mended = about.trail.filter((step) => step.outcome === "worked").length;
  const badges = [
    mended > 0 && h("li", { class: "badge gold" }, mended === 1 ? "mended once" : `mended ${mended} times`),
    about.was_fallback && h("li", { class: "badge" }, `drawn by another model: ${about.model_used}`),
    about.degraded.length > 0 && h("li", { class: "badge" }, "less than was asked for"),
  ].filter(Boolean);
  const warnings = about.warnings.map((warning) => h("li", {}, words.full(warning)));
  return [
    badges.length > 0 && h("ul", { class: "badges", "aria-label": "Remarks" }, badges),
    warnings.length > 0 && h("ul", { class: "warnings", "aria-label": "Warnings" }, warnings),
  ].filter(Boolean);
}

function facts(drawing, about) {
  const size = drawing.result.images[0]?.size ?? "";
  const rows = [
    [about.seeds.length === 1 ? "Seed" : "Seeds", about.seeds.join(", ")],
    ["Time", words.duration(about.duration_ms)],
    ["Model", about.model_used],
    ["Size", size.replace("x", " × ")],
    ["Steps", about.steps],
    ["Guidance", about.guidance],
    ["Drawn on", `${about.device}, ${about.precision}`],
  ];
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(value)))),
  );
}
