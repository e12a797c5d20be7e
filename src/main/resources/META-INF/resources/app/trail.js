/** The repairs as they happen: what broke, what was done, what became of it. */

import { byId, h } from "./dom.js";
import * as words from "./words.js";

export function showTrail(drawing) {
  const steps = [...drawing.trail.values()];
  byId("repairs").hidden = steps.length === 0;
  byId("repairs-title").textContent = title(drawing, steps);
  const list = byId("trail");
  while (list.children.length > steps.length) {
    list.lastChild.remove();
  }
  steps.forEach((step, index) => {
    const shown = list.children[index];
    const key = JSON.stringify([drawing.submitId, step]);
    if (shown?.dataset.key !== key) {
      const item = entry(step, key);
      shown ? shown.replaceWith(item) : list.append(item);
    }
  });
}

function title(drawing, steps) {
  const worked = steps.some((step) => step.outcome === "worked");
  return worked ? "What was repaired" : drawing.over ? "What was tried" : "Repairing";
}

/** One step of a repair, as an element of a list. */
export function entry(step, key) {
  const when = [words.during(step.phase), step.duration_ms > 0 ? words.duration(step.duration_ms) : ""];
  const item = h(
    "li",
    { class: "seam", "data-outcome": step.outcome, "data-strategy": step.strategy, "data-failure": step.failure },
    h(
      "p",
      { class: "seam-head" },
      h("strong", {}, words.failure(step.failure)),
      " ",
      h("span", { class: "outcome" }, words.outcome(step)),
    ),
    step.change && step.action.includes("→") ? null : h("p", { class: "action" }, words.sizes(words.full(step.action))),
    ...(step.change ? words.changes(step.change).map(change) : []),
    h("p", { class: "seam-foot" }, [words.strategy(step.strategy), ...when].filter(Boolean).join(" · ")),
  );
  item.dataset.key = key;
  return item;
}

/** What became different, from what to what. */
function change({ what, from, to }) {
  return h(
    "p",
    { class: "change" },
    h("span", { class: "change-what" }, words.sentence(what)),
    " ",
    h("s", {}, from),
    h("span", { class: "arrow", role: "img", "aria-label": "became" }, "→"),
    h("b", {}, to),
  );
}
