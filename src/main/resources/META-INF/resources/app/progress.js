/** Shows how far a drawing is. */

import { announce, byId, text } from "./dom.js";
import * as words from "./words.js";

let told = "";

export function showProgress(drawing) {
  byId("work").hidden = drawing.over;
  byId("work").dataset.state = drawing.state;
  const { what, left, percent } = describe(drawing);
  text(byId("phase"), what);
  text(byId("left"), left);
  const bar = byId("bar");
  if (percent === null) {
    bar.removeAttribute("value");
  } else {
    bar.value = percent;
  }
  tell(drawing, what, percent);
}

function describe(drawing) {
  if (drawing.cancelWanted) {
    return { what: "Cancelling…", left: "", percent: null };
  }
  switch (drawing.state) {
    case "sending":
      return { what: "Waiting for the service…", left: "", percent: null };
    case "queued":
      return { what: queue(drawing.position), left: start(drawing), percent: null };
    case "repairing":
      return { what: "Repairing what broke…", left: "", percent: drawing.step?.percent ?? null };
    default:
      return running(drawing);
  }
}

function queue(position) {
  return position === 0 ? "Next in the queue" : `Waiting: ${words.count(position, "job")} before this one`;
}

function start({ wait }) {
  return wait >= 1 ? `starts in ${words.timeLeft(wait).replace(" left", "")}` : "";
}

function running({ step, count, finished }) {
  if (step === null) {
    return { what: "Starting…", left: "", percent: null };
  }
  const parts = [words.phase(step.phase)];
  if (step.total) {
    parts.push(`step ${step.step} of ${step.total}`);
  }
  if (count > 1) {
    parts.push(`picture ${step.image + 1} of ${count}`);
  }
  if (finished.size > 0 && count > 1) {
    parts.push(`${finished.size} done`);
  }
  return { what: parts.join(" · "), left: words.timeLeft(step.eta_seconds), percent: step.percent ?? null };
}

/** Reads out the stations, not every step. */
function tell(drawing, what, percent) {
  const quarter = percent === null ? "" : Math.floor(percent / 25) * 25;
  const station = `${drawing.submitId} ${drawing.state} ${quarter}`;
  if (station === told) {
    return;
  }
  told = station;
  announce(announcement(drawing, what, quarter));
}

function announcement(drawing, what, quarter) {
  switch (drawing.state) {
    case "completed":
      return `${words.count(drawing.result.images.length, "picture")} finished.`;
    case "cancelled":
      return "Cancelled.";
    case "failed":
      return "";
    default:
      return quarter > 0 ? `${quarter} per cent` : what;
  }
}
