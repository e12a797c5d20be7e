/** What was drawn before, by this page or by any other client: the jobs that the service keeps. */

import { answerOf, byId, h } from "./dom.js";
import { remarks, settings, stateOf, title } from "./summary.js";
import * as words from "./words.js";

const PAGE = 24;
const EVERY_MS = 10_000;
const UNDER_WAY = ["queued", "running"];

let pages = 1;
let asked = 0;
let shown = null;
let open = () => {};

/** Keeps it up to date from now on; opened() is called with a job that was chosen. */
export function startHistory(opened) {
  open = opened;
  byId("older").addEventListener("click", () => {
    pages++;
    refreshHistory();
  });
  setInterval(() => document.visibilityState === "visible" && refreshHistory(), EVERY_MS);
}

/** Asks for it again. An answer that was overtaken by a later one is ignored. */
export async function refreshHistory() {
  const number = ++asked;
  const jobs = [];
  let cursor = null;
  try {
    for (let page = 0; page < pages; page++) {
      const query = new URLSearchParams({ limit: PAGE, ...(cursor && { cursor }) });
      const answer = await answerOf(await fetch(new URL(`v1/jobs?${query}`, document.baseURI)));
      jobs.push(...answer.jobs.filter((job) => job.kind === "image"));
      cursor = answer.next ?? null;
      if (cursor === null) break;
    }
  } catch (error) {
    console.warn(`The history cannot be read: ${error.message}`);
    return;
  }
  if (number === asked) {
    show(jobs, cursor !== null);
  }
}

function show(jobs, more) {
  byId("history").hidden = jobs.length === 0;
  byId("older").hidden = !more;
  const list = byId("strip");
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const focused = document.activeElement?.closest("#strip li")?.dataset.job;
  list.replaceChildren(...jobs.map((job) => known.get(keyOf(job)) ?? item(job)));
  if (focused) {
    list.querySelector(`li[data-job="${focused}"] button`)?.focus();
  }
  markShown(shown);
}

const keyOf = (job) => JSON.stringify([job.id, job.state, job.trail.length]);

function item(job) {
  const badges = remarks(job).map(({ text, gold }) => h("span", { class: gold ? "remark gold" : "remark" }, text));
  const repaired = words.repairs(job.trail) > 0;
  return h(
    "li",
    { "data-key": keyOf(job), "data-job": job.id },
    h(
      "button",
      { type: "button", class: repaired ? "past mended" : "past", onclick: () => open(job) },
      thumb(job),
      h("span", { class: "past-title" }, title(job)),
      h("span", { class: "past-settings" }, settings(job).join(" · ")),
      badges.length > 0 && h("span", { class: "remarks" }, badges),
    ),
  );
}

function thumb(job) {
  return words.isPicture(job.artifacts[0])
    ? h("img", { src: job.artifacts[0], alt: "", loading: "lazy" })
    : h("span", { class: UNDER_WAY.includes(job.state) ? "past-state noise" : "past-state" }, stateOf(job));
}

/** Marks which of them is on the easel, if any. */
export function markShown(job) {
  shown = job;
  for (const one of byId("strip").children) {
    const button = one.firstElementChild;
    if (one.dataset.job === job) {
      button.setAttribute("aria-current", "true");
    } else {
      button.removeAttribute("aria-current");
    }
  }
}
