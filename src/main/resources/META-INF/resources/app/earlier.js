/** What was drawn since the page was opened. */

import { byId, h } from "./dom.js";
import { forget, urlOf } from "./pictures.js";

const MOST = 24;

const kept = [];

/** Adds a drawing; show() is called with it when it is chosen. */
export function remember(drawing, show) {
  const mended = [...drawing.trail.values()].some((step) => step.outcome === "worked");
  const button = h(
    "button",
    {
      type: "button",
      class: mended ? "thumb mended" : "thumb",
      title: drawing.request.prompt,
      "aria-label": `Show again: ${drawing.request.prompt}${mended ? ", mended" : ""}`,
      onclick: () => show(drawing),
    },
    h("img", { src: urlOf(drawing.result.images[0]), alt: "" }),
  );
  button.dataset.drawing = drawing.submitId;
  const strip = byId("strip");
  strip.prepend(h("li", {}, button));
  kept.unshift(drawing);
  if (kept.length > MOST) {
    strip.lastElementChild.remove();
    forget(kept.pop());
  }
  byId("earlier").hidden = false;
  markShown(drawing);
}

/** Marks which of them is on the easel, if any. */
export function markShown(drawing) {
  for (const thumb of byId("strip").querySelectorAll(".thumb")) {
    thumb.setAttribute("aria-pressed", String(thumb.dataset.drawing === drawing.submitId));
  }
}
