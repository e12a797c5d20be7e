/** Draws each repair as a seam across the frame: a dark crack when something breaks, gold when it is mended. */

import { byId } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 8;
/** How far a crack strays from the straight line, as a share of its length. */
const ROUGH = 0.16;

export function showSeams(drawing) {
  const place = byId("seams");
  const steps = [...drawing.trail.values()].slice(0, MOST);
  if (place.dataset.key !== drawing.submitId) {
    place.dataset.key = drawing.submitId;
    place.replaceChildren();
  }
  if (steps.length > 0 && place.childElementCount === 0) {
    place.setAttribute("viewBox", `0 0 ${place.clientWidth} ${place.clientHeight}`);
  }
  steps.forEach((step, index) => {
    const seam = place.children[index] ?? place.appendChild(crack(place.viewBox.baseVal, index));
    seam.setAttribute("class", `vein ${step.outcome}`);
  });
}

/** A crack from edge to edge with branches to the other edges, always the same for the same number. */
function crack({ width, height }, number) {
  const random = numbers(number * 7919 + 11);
  // Cracks come from the left and from the top in turn; u goes along, v aside.
  const across = number % 2 === 0;
  const [long, wide] = across ? [width, height] : [height, width];
  const flipped = number % 4 > 1;
  const place = ([u, v]) => {
    const aside = flipped ? wide - v : v;
    return across ? [u, aside] : [width - aside, u];
  };
  const start = [0, wide * (0.14 + random() * 0.22)];
  const end = [long, wide * (0.62 + random() * 0.26)];
  const main = jagged(start, end, ROUGH / 2, random);
  const near = main.findIndex(([u]) => u > long * 0.07);
  const far = main.findIndex(([u]) => u > long * 0.92);
  const group = document.createElementNS(SVG, "g");
  group.append(
    line(main.map(place), "main"),
    line(jagged(main[near], [long * (0.1 + random() * 0.14), 0], ROUGH, random).map(place), "branch"),
    line(jagged(main[far], [long * (0.76 + random() * 0.14), wide], ROUGH, random).map(place), "branch"),
  );
  return group;
}

/** A line that is broken in the middle, and its halves likewise, as long as they are long enough. */
function jagged(from, to, rough, random) {
  const [du, dv] = [to[0] - from[0], to[1] - from[1]];
  if (Math.hypot(du, dv) < 22) {
    return [from, to];
  }
  const at = 0.4 + random() * 0.2;
  const aside = (random() - 0.5) * 2 * rough;
  const middle = [from[0] + du * at - dv * aside, from[1] + dv * at + du * aside];
  const finer = Math.min(rough * 1.25, 0.24);
  return [...jagged(from, middle, finer, random), ...jagged(middle, to, finer, random).slice(1)];
}

function line(points, kind) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `M${points.map((point) => point.map((n) => n.toFixed(1)).join(" ")).join("L")}`);
  path.setAttribute("pathLength", "1");
  path.setAttribute("class", kind);
  return path;
}

/** Numbers that look random but are always the same. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
