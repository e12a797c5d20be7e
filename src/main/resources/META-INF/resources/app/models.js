/** The models that draw, and what each allows. */

import { byId, h } from "./dom.js";

const SIDES = [64, 96, 128, 192, 256, 384, 512, 768, 1024];
const OBLONG = [[192, 128], [128, 192]];

let models = new Map();

/** Asks which models there are; the page works without, with the server's defaults. */
export async function loadModels() {
  const answer = await fetch(new URL("v1/models", document.baseURI));
  if (!answer.ok) {
    throw new Error(`GET /v1/models answered ${answer.status}`);
  }
  const { data } = await answer.json();
  models = new Map(data.filter((model) => model.kintsugi?.task === "text-to-image").map((model) => [model.id, model.kintsugi]));
  const select = byId("model");
  const chosen = select.value;
  const options = [...models].map(([id, about]) => h("option", { value: id }, label(id, about)));
  select.replaceChildren(h("option", { value: "" }, "the usual one"), ...options);
  select.value = models.has(chosen) ? chosen : "";
  select.onchange = showLimits;
  showLimits();
}

function label(id, { state }) {
  return state === "available" ? id : `${id} (${state.replaceAll("_", " ")})`;
}

/** Shows the limits of the chosen model in the other fields; those of the first where none was chosen. */
export function showLimits() {
  const chosen = models.get(byId("model").value);
  byId("model-hint").textContent = chosen?.description ?? "";
  const about = chosen ?? models.values().next().value;
  const limits = about?.parameters;
  if (!limits) {
    return;
  }
  showSizes(limits.size);
  showRange("steps", limits.steps);
  showRange("guidance", limits.guidance);
  showRange("n", limits.images);
}

function showRange(name, { default: standard, min, max }) {
  const field = byId(name);
  field.min = min;
  field.max = max;
  field.placeholder = standard;
  field.title = `from ${min} to ${max}`;
}

function showSizes({ default: standard, min, max, multiple, pixels }) {
  const select = byId("size");
  const chosen = select.value;
  const fits = ([width, height]) =>
    [width, height].every((side) => side >= min && side <= max && side % multiple === 0) && width * height <= pixels;
  const sizes = [...SIDES.filter((side) => side !== standard).map((side) => [side, side]), ...OBLONG].filter(fits);
  select.replaceChildren(
    h("option", { value: "" }, `${standard} × ${standard}`),
    ...sizes.map(([width, height]) => h("option", { value: `${width}x${height}` }, `${width} × ${height}`)),
  );
  select.value = chosen;
  if (select.selectedIndex < 0) {
    select.value = "";
  }
}
