/** The pictures on the easel: as they are so far, then as they became. */

import { byId, h, pictureFormat, pictureUrl, text } from "./dom.js";
import * as words from "./words.js";
import { zoom } from "./zoom.js";

/** Finished pictures and their addresses; made once, since they are shown again from the history. */
const addresses = new WeakMap();

function urlOf(image) {
  if (!addresses.has(image)) {
    addresses.set(image, pictureUrl(image.b64_json));
  }
  return addresses.get(image);
}

/** Frees what the pictures of a drawing that is not kept any more take. */
export function forget(drawing) {
  drawing.result?.images.forEach((image) => URL.revokeObjectURL(addresses.get(image)));
}

export function showPictures(drawing) {
  const mat = byId("mat");
  mat.dataset.state = matState(drawing);
  const place = byId("pictures");
  if (drawing.state === "completed") {
    if (place.dataset.finished !== drawing.submitId) {
      const pictures = drawing.result.images.map((image, index) => about(drawing, image, index));
      place.replaceChildren(...pictures.map((_, index) => finished(pictures, index)));
      arrange(place, pictures.length, drawing.result.images[0]?.size);
      place.dataset.finished = drawing.submitId;
      place.dataset.drawing = "";
    }
    return;
  }
  place.dataset.finished = "";
  if (drawing.over) {
    kept(place, drawing);
    text(byId("empty"), "Nothing was drawn this time.");
  } else {
    unfinished(place, drawing);
  }
}

/** Whether pictures of a drawing that ended early are there, as previews. */
export const hasKept = (drawing) => drawing.over && [...drawing.finished].some((index) => drawing.previews[index]);

function matState(drawing) {
  if (drawing.state === "completed" || hasKept(drawing)) {
    return "done";
  }
  return drawing.over ? "empty" : drawing.repairing ? "repairing" : "drawing";
}

/** What was finished before the drawing ended early stays, as the last preview of it. */
function kept(place, drawing) {
  const done = [...drawing.finished].filter((index) => drawing.previews[index]);
  const pictures = done.map((index) => ({
    url: `data:image/png;base64,${drawing.previews[index]}`,
    alt: `${drawing.request.prompt}, preview of picture ${index + 1}`,
    name: words.fileName(drawing.request.prompt, `preview-${index + 1}`),
    seed: null,
    label: "preview",
  }));
  place.replaceChildren(...pictures.map((_, index) => finished(pictures, index)));
  place.dataset.drawing = "";
  arrange(place, Math.max(1, done.length), drawing.request.size);
}

function unfinished(place, drawing) {
  if (place.dataset.drawing !== drawing.submitId || place.querySelector("figure")) {
    place.replaceChildren(...Array.from({ length: drawing.count }, () => h("div", { class: "picture noise" })));
    arrange(place, drawing.count, drawing.request.size);
    place.dataset.drawing = drawing.submitId;
  }
  drawing.previews.forEach((base64, index) => preview(place.children[index], base64));
  drawing.finished.forEach((index) => place.children[index]?.classList.add("ready"));
}

function preview(tile, base64) {
  if (!tile || tile.dataset.shown === base64.slice(-64)) {
    return;
  }
  tile.dataset.shown = base64.slice(-64);
  const image = tile.querySelector("img") ?? tile.appendChild(h("img", { class: "preview", alt: "The picture so far" }));
  image.src = `data:image/png;base64,${base64}`;
}

/** A finished picture, as it is shown and zoomed into. */
function about(drawing, image, index) {
  const prompt = drawing.request.prompt;
  const format = pictureFormat(image.b64_json);
  const many = drawing.result.images.length > 1;
  return {
    url: urlOf(image),
    alt: many ? `${prompt}, picture ${index + 1}` : prompt,
    name: words.fileName(prompt, image.seed, format),
    seed: many ? image.seed : null,
    label: format.toUpperCase(),
  };
}

function finished(pictures, index) {
  const { url, alt, name, seed, label } = pictures[index];
  const picture = h("img", { class: "finished", src: url, alt });
  const open = h("button", { type: "button", class: "picture", "aria-label": `Enlarge: ${alt}`, onclick: () => zoom(pictures, index) }, picture);
  const link = h("a", { class: "download", href: url, download: name }, `Download ${label}`);
  return h("figure", {}, open, h("figcaption", {}, seed === null ? null : h("span", { class: "seed" }, `seed ${seed}`), link));
}

/** Few pictures are shown large, many small. */
function arrange(place, count, size) {
  const [width, height] = (size || "1x1").split("x").map(Number);
  place.style.setProperty("--ratio", `${width || 1} / ${height || 1}`);
  place.style.setProperty("--wide", (width || 1) / (height || 1));
  place.dataset.columns = count === 1 ? 1 : count <= 4 ? 2 : 3;
}
