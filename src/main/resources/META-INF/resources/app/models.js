/** The models that make pictures, and what each allows. */

import { byId, h, text } from "./dom.js";

const SIDES = [64, 96, 128, 192, 256, 384, 512, 768, 1024];
const OBLONG = [[192, 128], [128, 192]];
/** The models that come with the service. */
const BUILT_IN = /^shapes-diffusion/;

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
  const usual = usualModel()?.[0];
  select.replaceChildren(h("option", { value: "" }, usual ? `the default (${usual})` : "the default"), ...options);
  select.value = models.has(chosen) ? chosen : "";
  select.onchange = showLimits;
  showLimits();
}

function usualModel() {
  return [...models].find(([, about]) => about.default) ?? [...models][0];
}

function label(id, { state }) {
  return state === "available" ? id : `${id} (${state.replaceAll("_", " ")})`;
}

/** Shows what the chosen model can draw, and its limits in the other fields; those of the default if none was chosen. */
export function showLimits() {
  const chosen = byId("model").value;
  const [id, about] = models.has(chosen) ? [chosen, models.get(chosen)] : (usualModel() ?? ["", null]);
  text(byId("able"), about ? able(id, about) : "");
  byId("model-hint").textContent = chosen && about ? about.description : "";
  showPrecisions(about?.precisions ?? []);
  const limits = about?.parameters;
  if (!limits) {
    return;
  }
  byId("prompt").maxLength = limits.prompt_length;
  byId("negative_prompt").maxLength = limits.prompt_length;
  showSizes(limits.size);
  showRange("steps", limits.steps);
  showRange("guidance", limits.guidance);
  showRange("n", limits.images);
}

function able(id, { description }) {
  return BUILT_IN.test(id)
    ? "The built-in model draws one or two coloured shapes only, such as stars, circles and hearts. Install a model of your own for other pictures."
    : `${id}: ${description}`;
}

function showRange(name, { default: standard, min, max }) {
  const field = byId(name);
  field.min = min;
  field.max = max;
  field.placeholder = standard;
  field.title = `from ${min} to ${max}`;
}

function showPrecisions(precisions) {
  choose(byId("precision"), [h("option", { value: "" }, "the best"), ...precisions.map((name) => h("option", { value: name }, name))]);
}

function showSizes({ default: standard, min, max, multiple, pixels }) {
  const fits = ([width, height]) =>
    [width, height].every((side) => side >= min && side <= max && side % multiple === 0) && width * height <= pixels;
  const sizes = [...SIDES.filter((side) => side !== standard).map((side) => [side, side]), ...OBLONG].filter(fits);
  choose(byId("size"), [
    h("option", { value: "" }, `${standard} × ${standard}`),
    ...sizes.map(([width, height]) => h("option", { value: `${width}x${height}` }, `${width} × ${height}`)),
  ]);
}

/** Replaces the choices; what was chosen stays if it is among them. */
function choose(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options);
  select.value = chosen;
  if (select.selectedIndex < 0) {
    select.value = "";
  }
}
