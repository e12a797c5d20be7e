/** Draws each repair as a seam across the frame: a dark crack when something breaks, gold when it is mended. */

import { byId } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 8;
const JOINTS = 9;

export function showSeams(drawing) {
  const place = byId("seams");
  const steps = [...drawing.trail.values()].slice(0, MOST);
  const key = drawing.submitId;
  if (place.dataset.key !== key) {
    place.dataset.key = key;
    place.replaceChildren();
  }
  if (steps.length > 0 && place.childElementCount === 0) {
    const { clientWidth, clientHeight } = place;
    place.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
  }
  steps.forEach((step, index) => {
    const seam = place.children[index] ?? place.appendChild(draw(place.viewBox.baseVal, index));
    seam.setAttribute("class", `vein ${step.outcome}`);
  });
}

/** A jagged line from edge to edge with two branches, the same for the same number. */
function draw({ width, height }, number) {
  const random = numbers(number * 7919 + 17);
  const across = number % 2 === 0;
  const points = [];
  const [from, to] = [0.18 + random() * 0.24, 0.6 + random() * 0.26];
  for (let i = 0; i <= JOINTS; i++) {
    const along = i / JOINTS;
    const aside = from + (to - from) * along + (random() - 0.5) * (i % JOINTS === 0 ? 0 : 0.11);
    points.push(across ? [along * width, aside * height] : [(1 - aside) * width, along * height]);
  }
  const group = document.createElementNS(SVG, "g");
  group.append(path(points));
  for (const at of [1, JOINTS - 1]) {
    group.append(path(branch(points[at], { width, height }, across, at === 1 ? 0 : 1, random)));
  }
  return group;
}

function branch([x, y], { width, height }, across, far, random) {
  const end = far === 0 ? 0 : across ? height : width;
  const [a, b] = across ? [x, y] : [y, x];
  const bend = [a + (random() - 0.3) * width * 0.06, b + (end - b) * 0.45];
  const out = [a + (random() - 0.4) * width * 0.12, end];
  return [[x, y], across ? bend : bend.reverse(), across ? out : out.reverse()];
}

function path(points) {
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", `M${points.map((point) => point.map((n) => n.toFixed(1)).join(" ")).join("L")}`);
  line.setAttribute("pathLength", "1");
  return line;
}

/** Numbers that look random but are always the same. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
