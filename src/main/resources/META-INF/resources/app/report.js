/** Parts of the pages that report: sections that change only if their data did, tables, bars. */

import { byId, h } from "./dom.js";

const FOCUSABLE = "a, button, summary, [tabindex]";

const shown = new WeakMap();

/** Fills the body of a section; keeps the focus and what is unfolded. Nothing happens if the data is the same. */
export function fill(id, data, build) {
  const section = byId(id);
  const place = section.querySelector(".body") ?? section;
  const key = JSON.stringify(data);
  if (shown.get(place) === key) {
    return;
  }
  shown.set(place, key);
  const focused = [...place.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const open = [...place.querySelectorAll("details")].map((details) => details.open);
  place.replaceChildren(...[build(data)].flat().filter(Boolean));
  place.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? false));
  if (focused >= 0) {
    place.querySelectorAll(FOCUSABLE)[focused]?.focus({ preventScroll: true });
  }
}

/**
 * A table that scrolls in itself if it is too wide.
 *
 * @param caption what it is about
 * @param columns pairs of a title and a function from a row to what its cell contains; a third value "number" aligns it
 * @param rows one for each line
 */
export function table(caption, columns, rows) {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "group", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, columns.map(([title, , kind]) => h("th", { scope: "col", class: kind }, title)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, columns.map(([, of, kind]) => h("td", { class: kind }, of(row) ?? ""))))),
    ),
  );
}

export const none = (...words) => h("p", { class: "none" }, words);

/** Pairs of a name and a value. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** An element of SVG. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children.flat());
  return element;
}

/** A bar beside a number that is written next to it. Shares are from 0 to 1; a range is drawn over the bar, a limit across it. */
export function bar(share, { range = null, limit = null, kind = "" } = {}) {
  const x = (value) => Math.max(0, Math.min(100, value * 100)).toFixed(2);
  return svg("svg", { class: `bar-chart ${kind}`, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 100, height: 10 }),
    svg("rect", { class: "value", width: x(share), height: 10 }),
    range ? svg("line", { class: "range", x1: x(range[0]), x2: x(range[1]), y1: 5, y2: 5 }) : [],
    limit === null ? [] : svg("line", { class: "limit", x1: x(limit), x2: x(limit), y1: 0, y2: 10 }));
}
