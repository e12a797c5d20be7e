/** The studio: puts the parts together. */

import { showConnection } from "./connection.js";
import { answerOf, bringIntoView, byId } from "./dom.js";
import { Drawing } from "./drawing.js";
import * as form from "./form.js";
import { markShown, refreshHistory, startHistory } from "./history.js";
import { loadModels, showLimits } from "./models.js";
import { forget, showPictures } from "./pictures.js";
import { showProblem } from "./problem.js";
import { showProgress } from "./progress.js";
import { showResult } from "./result.js";
import { showSeams } from "./seams.js";
import { Stream } from "./stream.js";
import { showTrail } from "./trail.js";

const UNDER_WAY = "kintsugi.drawing";
/** So many finished drawings are kept with their pictures. */
const MOST_KEPT = 12;

const stream = new Stream(address());
/** The drawings that events may come for, and those that were looked at, the oldest first. */
const drawings = new Set();
/** What is on the easel. */
let shown = null;
let modelsKnown = false;

function address() {
  const url = new URL("v1/stream", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

const busy = () => shown !== null && !shown.over;

function draw() {
  const { data, errors } = form.read();
  form.showErrors(errors);
  if (errors.length > 0) {
    return;
  }
  if (busy() && JSON.stringify(data) === JSON.stringify(shown.request)) {
    form.note("This is being drawn already. Change something to add another one to the queue.");
    return;
  }
  const next = busy();
  start(new Drawing(data));
  form.note(next ? "Added to the queue. The one before goes on, see the history." : "");
  putKeyboardAway();
  bringIntoView(byId("easel"));
}

/** Follows a drawing, and puts it on the easel. */
function start(drawing) {
  drawings.add(drawing);
  const over = [...drawings].filter((one) => one.over && one !== shown);
  over.slice(0, Math.max(0, over.length - MOST_KEPT)).forEach((one) => {
    drawings.delete(one);
    forget(one);
  });
  stream.send(drawing.message);
  show(drawing);
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
  const drawing = shown;
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
  const drawing = [...drawings].find((one) => one.take(message));
  if (!drawing) {
    return;
  }
  if (message.type === "ack") {
    if (drawing.cancelWanted) {
      stream.send({ type: "cancel", job: drawing.job });
    }
    refreshHistory();
  }
  if (message.type === "error" && drawing.job !== null) {
    sessionStorage.removeItem(UNDER_WAY); // it is not kept any more
  } else if (drawing === shown) {
    keep(drawing);
  }
  if (drawing === shown) {
    if (drawing.over) {
      form.showErrors(drawing.problem?.field_errors ?? []);
      form.note("");
    }
    show(drawing);
  }
  if (drawing.over) {
    refreshHistory();
  }
}

/** What is on the easel is there again after the page was loaded anew. */
function keep(drawing) {
  if (drawing.job !== null) {
    sessionStorage.setItem(UNDER_WAY, JSON.stringify({ job: drawing.job, request: drawing.request }));
  }
}

/** Puts a drawing on the easel, in all parts of the page. */
function show(drawing) {
  shown = drawing;
  form.setBusy(busy());
  showProgress(drawing);
  showPictures(drawing);
  showTrail(drawing);
  showSeams(drawing);
  showProblem(drawing, form.labels, act);
  showResult(drawing, { reuse, seed: (seed) => form.set("seed", seed) });
  markShown(drawing.job);
}

/** Shows a job of the history as it stands, with its story. */
function open(job) {
  const known = [...drawings].find((one) => one.job === job.id);
  if (known && (!known.over || job.state === known.state || job.state === "waiting_for_user")) {
    show(known);
  } else {
    drawings.delete(known);
    start(Drawing.of({ job: job.id, request: requestOf(job) }));
  }
  keep(shown);
  form.note("");
  bringIntoView(byId("easel"));
}

/** What a job was asked for, as this page would ask for it. */
function requestOf({ asked, priority, artifacts }) {
  const { recovery, ...rest } = asked;
  const format = artifacts[0]?.split(".").pop() ?? "png";
  return {
    ...rest,
    ...(recovery !== "any" && { recovery }),
    ...(priority !== "normal" && { priority }),
    ...(format !== "png" && { output_format: format }),
  };
}

function reuse(request) {
  form.fill(request);
  showLimits();
  form.note("The settings are in the form.");
  bringIntoView(byId("form"));
  byId("prompt").focus({ preventScroll: true });
}

/** Does what a button beside a problem says. */
async function act({ resume, change }) {
  const drawing = shown;
  if (!resume) {
    form.fill({ ...drawing.request, ...change });
    showLimits();
    draw();
    return;
  }
  try {
    await answerOf(await fetch(new URL(`v1/jobs/${drawing.job}/resume`, document.baseURI), { method: "POST" }));
  } catch (error) {
    form.note(error.message);
    return;
  }
  drawing.resumed();
  stream.send(drawing.message);
  show(drawing);
  refreshHistory();
}

/** After each connection: goes on where it was. */
function connected() {
  for (const drawing of drawings) {
    if (!drawing.over) {
      stream.send(drawing.message);
      if (drawing.cancelWanted && drawing.job !== null) {
        stream.send({ type: "cancel", job: drawing.job });
      }
    }
  }
  refreshHistory();
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

/** Another page may link to a job; else what was on the easel before the page was loaded anew. */
async function begin() {
  const linked = /^#(job_\w+)$/.exec(location.hash)?.[1];
  const saved = sessionStorage.getItem(UNDER_WAY);
  if (linked) {
    open(await answerOf(await fetch(new URL(`v1/jobs/${linked}`, document.baseURI))));
  } else if (saved !== null) {
    start(Drawing.of(JSON.parse(saved)));
  }
}

form.listen({ draw, cancel });
startHistory(open);
stream.connect();
begin().catch((error) => form.note(error.message));
