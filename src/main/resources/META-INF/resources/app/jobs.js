/** The list of jobs, kept up to date while the page is open, and one of them opened. */

import { announce, bringIntoView, byId, h, text } from "./dom.js";
import { Story } from "./story.js";
import * as words from "./words.js";

export const STATES = {
  queued: "waiting",
  running: "running",
  waiting_for_user: "waiting for a person",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

const EVERY_MS = 2000;
const PAGE = 20;

let pages = 1;
let jobs = [];
let story = null;

async function load() {
  const found = [];
  let cursor = null;
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ limit: PAGE });
    if (byId("state").value) query.set("state", byId("state").value);
    if (cursor) query.set("cursor", cursor);
    const response = await fetch(`/v1/jobs?${query}`);
    if (!response.ok) throw new Error(`the service answered ${response.status}`);
    const answer = await response.json();
    found.push(...answer.jobs);
    cursor = answer.next ?? null;
    if (cursor === null) break;
  }
  jobs = found;
  byId("more").hidden = cursor === null;
  byId("none").hidden = jobs.length > 0;
}

function show() {
  const list = byId("list");
  while (list.children.length > jobs.length) list.lastChild.remove();
  jobs.forEach((job, index) => {
    const shown = list.children[index];
    const key = JSON.stringify([job.id, job.state, job.trail.length, job.id === story?.id]);
    if (shown?.dataset.key !== key) {
      const focused = shown?.contains(document.activeElement);
      const item = h("li", { "data-key": key }, row(job));
      shown ? shown.replaceWith(item) : list.append(item);
      if (focused) item.firstChild.focus();
    }
  });
}

function row(job) {
  const mended = job.trail.filter((step) => step.outcome === "worked").length;
  return h(
    "button",
    { type: "button", class: "row", "aria-current": String(job.id === story?.id), onclick: () => open(job.id) },
    words.isPicture(job.artifacts[0])
      ? h("img", { class: "small", src: job.artifacts[0], alt: "", loading: "lazy" })
      : h("span", { class: "small" }, job.kind === "tensor" ? "[ ]" : ""),
    h("span", { class: "name" }, job.kind === "image" ? job.model : `${job.model}, ${job.kind}`),
    h("span", { class: "state", "data-state": job.state }, STATES[job.state] ?? job.state),
    h("span", { class: "when" }, h("time", { datetime: job.created }, when(job.created))),
    h("span", { class: "mended" }, mended > 0 ? `mended ${words.count(mended, "time")}` : ""),
  );
}

const when = (created) => new Date(created).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });

function open(id) {
  if (location.hash !== `#${id}`) {
    history.pushState(null, "", `#${id}`);
  }
  follow(id);
  bringIntoView(byId("story"));
}

function follow(id) {
  story?.close();
  story = id ? new Story(id, byId("story"), (message) => { announce(message); refresh(); }) : null;
  byId("story").hidden = story === null;
  show();
}

async function refresh() {
  try {
    await load();
    connection("open", "Connected");
  } catch {
    connection("waiting", "No connection. Trying again…");
  }
  show();
}

function connection(state, words) {
  byId("connection").dataset.state = state;
  text(byId("connection"), words);
}

const fromAddress = () => follow(/^#job_\w+$/.test(location.hash) ? location.hash.slice(1) : null);

byId("state").addEventListener("change", () => { pages = 1; refresh(); });
byId("more").addEventListener("click", () => { pages++; refresh(); });
window.addEventListener("popstate", fromAddress);
setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
await refresh();
fromAddress();
