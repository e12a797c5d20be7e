/** The pictures on the easel: as they are so far, then as they became. */

import { byId, h, pictureUrl, text } from "./dom.js";
import * as words from "./words.js";

/** Pictures that were drawn and their addresses; made once, since they are shown again from the strip. */
const addresses = new WeakMap();

export function urlOf(image) {
  if (!addresses.has(image)) {
    addresses.set(image, pictureUrl(image.b64_json));
  }
  return addresses.get(image);
}

/** Frees what the pictures of a drawing that cannot be shown again take. */
export function forget(drawing) {
  drawing.result.images.forEach((image) => URL.revokeObjectURL(addresses.get(image)));
}

export function showPictures(drawing) {
  const mat = byId("mat");
  mat.dataset.state = matState(drawing);
  const place = byId("pictures");
  if (drawing.state === "completed") {
    place.replaceChildren(...drawing.result.images.map((image, index) => finished(drawing, image, index)));
    arrange(place, drawing.result.images.length, drawing.result.images[0]?.size);
  } else if (drawing.over) {
    place.replaceChildren();
    text(byId("empty"), "Nothing was drawn this time.");
  } else {
    unfinished(place, drawing);
  }
}

function matState(drawing) {
  if (drawing.state === "completed") {
    return "done";
  }
  return drawing.over ? "empty" : drawing.mending ? "mending" : "drawing";
}

function unfinished(place, drawing) {
  if (place.dataset.drawing !== drawing.submitId || place.querySelector("figure")) {
    place.replaceChildren(...Array.from({ length: drawing.count }, () => h("div", { class: "picture noise" })));
    arrange(place, drawing.count, drawing.request.size);
    place.dataset.drawing = drawing.submitId;
  }
  drawing.previews.forEach((base64, index) => preview(place.children[index], base64));
}

function preview(tile, base64) {
  if (!tile || tile.dataset.shown === base64.slice(-64)) {
    return;
  }
  tile.dataset.shown = base64.slice(-64);
  const image = tile.querySelector("img") ?? tile.appendChild(h("img", { class: "preview", alt: "The picture so far" }));
  image.src = `data:image/png;base64,${base64}`;
}

function finished(drawing, image, index) {
  const prompt = drawing.request.prompt;
  const many = drawing.result.images.length > 1;
  const picture = h("img", {
    class: "finished",
    src: urlOf(image),
    alt: many ? `${prompt}, picture ${index + 1}` : prompt,
  });
  const link = h(
    "a",
    { class: "download", href: urlOf(image), download: words.fileName(prompt, image.seed) },
    "Download PNG",
  );
  const caption = h("figcaption", {}, many ? h("span", { class: "seed" }, `seed ${image.seed}`) : null, link);
  return h("figure", {}, h("div", { class: "picture" }, picture), caption);
}

/** Few pictures are shown large, many small. */
function arrange(place, count, size) {
  const [width, height] = (size || "1x1").split("x").map(Number);
  place.style.setProperty("--ratio", `${width || 1} / ${height || 1}`);
  place.dataset.columns = count === 1 ? 1 : count <= 4 ? 2 : 3;
}
