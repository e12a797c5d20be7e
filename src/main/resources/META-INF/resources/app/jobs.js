/** The list of jobs, kept up to date while the page is open, and one of them opened. */

import { announce, answerOf, bringIntoView, byId, h, text } from "./dom.js";
import { Story } from "./story.js";
import { STATES, model, remarks, settings, stateOf, title } from "./summary.js";
import * as words from "./words.js";

const EVERY_MS = 2000;
const PAGE = 20;

let pages = 1;
let jobs = [];
let story = null;
let asked = 0;

async function load() {
  const number = ++asked;
  const found = [];
  let cursor = null;
  for (let page = 0; page < pages; page++) {
    const query = new URLSearchParams({ limit: PAGE });
    for (const filter of ["state", "model"]) {
      if (byId(filter).value) query.set(filter, byId(filter).value);
    }
    if (cursor) query.set("cursor", cursor);
    const answer = await answerOf(await fetch(`/v1/jobs?${query}`));
    found.push(...answer.jobs);
    cursor = answer.next ?? null;
    if (cursor === null) break;
  }
  if (number !== asked) return;
  jobs = found;
  byId("more").hidden = cursor === null;
  showEmpty();
}

/** What the list says if nothing is in it, which depends on the filters. */
function showEmpty() {
  const state = byId("state").value;
  const only = byId("model").value;
  byId("none").hidden = jobs.length > 0 || Boolean(state || only);
  byId("none-match").hidden = jobs.length > 0 || !(state || only);
  text(byId("none-match-text"), `No job ${only ? `with ${only} ` : ""}is kept${state ? ` that is in the state “${STATES[state]}”` : ""}.`);
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
  const badges = remarks(job).map(({ text, gold }) => h("span", { class: gold ? "remark gold" : "remark" }, text));
  return h(
    "button",
    { type: "button", class: "row", "aria-current": String(job.id === story?.id), onclick: () => open(job.id) },
    words.isPicture(job.artifacts[0])
      ? h("img", { class: "small", src: job.artifacts[0], alt: "", loading: "lazy" })
      : h("span", { class: "small" }, job.kind === "tensor" ? "[ ]" : ""),
    h("span", { class: "name" }, title(job)),
    h("span", { class: "state", "data-state": job.state }, stateOf(job)),
    h("span", { class: "about" }, [model(job), ...settings(job)].join(" · ")),
    h("span", { class: "when" }, h("time", { datetime: job.created }, words.moment(job.created))),
    badges.length > 0 && h("span", { class: "remarks" }, badges),
  );
}

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
  byId("main").classList.toggle("opened", story !== null);
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

/** Which models can be chosen; the page works without. */
async function loadModels() {
  const { data } = await answerOf(await fetch("/v1/models"));
  byId("model").append(...data.map(({ id }) => h("option", { value: id }, id)));
}

function connection(state, words) {
  byId("connection").dataset.state = state;
  text(byId("connection"), words);
}

function filter() {
  pages = 1;
  refresh();
}

function all() {
  byId("state").value = byId("model").value = "";
  filter();
  byId("state").focus();
}

const fromAddress = () => follow(/^#job_\w+$/.test(location.hash) ? location.hash.slice(1) : null);

byId("state").append(...Object.entries(STATES).map(([code, name]) => h("option", { value: code }, name)));
byId("state").addEventListener("change", filter);
byId("model").addEventListener("change", filter);
byId("all").addEventListener("click", all);
byId("more").addEventListener("click", () => { pages++; refresh(); });
window.addEventListener("popstate", fromAddress);
setInterval(() => document.visibilityState === "visible" && refresh(), EVERY_MS);
loadModels().catch((problem) => console.warn(problem));
await refresh();
fromAddress();
