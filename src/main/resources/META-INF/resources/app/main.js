/** The studio: puts the parts together. */

import { showConnection } from "./connection.js";
import { bringIntoView, byId } from "./dom.js";
import { Drawing } from "./drawing.js";
import { markShown, remember } from "./earlier.js";
import * as form from "./form.js";
import { loadModels, showLimits } from "./models.js";
import { showPictures } from "./pictures.js";
import { showProblem } from "./problem.js";
import { showProgress } from "./progress.js";
import { showResult } from "./result.js";
import { showSeams } from "./seams.js";
import { Stream } from "./stream.js";
import { showTrail } from "./trail.js";

const UNDER_WAY = "kintsugi.drawing";

const stream = new Stream(address());
let drawing = null;
let modelsKnown = false;

function address() {
  const url = new URL("v1/stream", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

const busy = () => drawing !== null && !drawing.over;

function draw() {
  if (busy()) {
    return;
  }
  const { data, errors } = form.read();
  form.showErrors(errors);
  if (errors.length > 0) {
    return;
  }
  drawing = new Drawing(data);
  stream.send(drawing.resume());
  show(drawing);
  putKeyboardAway();
  bringIntoView(byId("easel"));
}

/** On a phone the keyboard would cover the picture. */
function putKeyboardAway() {
  if (matchMedia("(pointer: coarse)").matches) {
    document.activeElement?.blur();
  }
}

function cancel() {
  if (!busy()) {
    return;
  }
  drawing.cancelWanted = true;
  if (drawing.job === null) {
    // Not accepted yet: the acknowledgement, if one comes, is answered with cancel.
    if (!stream.open) {
      drawing.take({ type: "error", id: drawing.submitId, data: { code: "cancelled" } });
    }
  } else {
    stream.send({ type: "cancel", job: drawing.job });
  }
  show(drawing);
}

function heard(message) {
  if (!drawing?.take(message)) {
    return;
  }
  if (message.type === "ack" && drawing.cancelWanted) {
    stream.send({ type: "cancel", job: drawing.job });
  }
  if (drawing.over) {
    sessionStorage.removeItem(UNDER_WAY);
    form.showErrors(drawing.problem?.field_errors ?? []);
  } else if (drawing.job !== null) {
    sessionStorage.setItem(UNDER_WAY, JSON.stringify({ job: drawing.job, request: drawing.request }));
  }
  show(drawing);
  if (drawing.state === "completed") {
    remember(drawing, show);
  }
}

/** Shows a drawing in all parts of the page. */
function show(shown) {
  form.setBusy(busy());
  if (shown !== drawing && busy()) {
    return;
  }
  showProgress(shown);
  showPictures(shown);
  showTrail(shown);
  showSeams(shown);
  showProblem(shown, form.labels, useModel);
  showResult(shown, (seed) => form.set("seed", seed));
  markShown(shown);
}

function useModel(model) {
  form.set("model", model);
  showLimits();
  draw();
}

/** After each connection: goes on where it was. */
function connected() {
  if (busy()) {
    stream.send(drawing.resume());
    if (drawing.cancelWanted && drawing.job !== null) {
      stream.send({ type: "cancel", job: drawing.job });
    }
  }
  if (!modelsKnown) {
    loadModels().then(() => (modelsKnown = true), (problem) => console.warn(problem));
  }
}

stream.addEventListener("state", ({ detail }) => {
  showConnection(detail);
  if (detail.state === "open") {
    connected();
  }
});
stream.addEventListener("message", ({ detail }) => heard(detail));

const saved = sessionStorage.getItem(UNDER_WAY);
if (saved !== null) {
  drawing = Drawing.of(JSON.parse(saved));
  show(drawing);
}
form.listen({ draw, cancel });
stream.connect();
