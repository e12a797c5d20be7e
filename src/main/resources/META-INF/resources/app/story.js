/** One job: how it stands, its pictures, what was repaired, every event, and what can be done with it. */

import { h, pictureUrl } from "./dom.js";
import { advice, plain } from "./remedies.js";
import { model, remarks, settings, stateOf, title } from "./summary.js";
import { entry } from "./trail.js";
import * as words from "./words.js";

const TYPES = ["queued", "started", "progress", "recovery", "completed", "failed"];

export class Story {
  #place;
  #changed;
  #source = null;
  #job = null;
  #preview = null;
  #progress = null;
  #steps = new Map();
  #events = [];
  #error = "";
  #closed = false;
  #begun = false;
  #restarts = 0;

  /**
   * @param id of the job
   * @param place where it is shown
   * @param changed called with words for people who listen, when its state changed
   */
  constructor(id, place, changed) {
    this.id = id;
    this.#place = place;
    this.#changed = changed;
    this.#load().then(() => this.#listen());
  }

  /** Nothing of it is shown any more, whatever is still on its way. */
  close() {
    this.#closed = true;
    this.#hush();
  }

  #hush() {
    this.#source?.close();
    this.#source = null;
  }

  async #load() {
    const response = await fetch(`/v1/jobs/${this.id}`);
    this.#job = response.ok ? await response.json() : null;
    this.#error = response.ok ? "" : "There is no such job, or it is not kept any more.";
    this.#show();
  }

  #listen() {
    if (this.#job === null || this.#closed) return;
    this.#source = new EventSource(`/v1/jobs/${this.id}/events`);
    for (const type of TYPES) {
      this.#source.addEventListener(`job.${type}`, (event) => this.#heard(type, Number(event.lastEventId), JSON.parse(event.data)));
    }
    this.#source.addEventListener("stream.closed", (event) => {
      this.#error = JSON.parse(event.data).detail ?? "";
      this.#show();
    });
  }

  async #heard(type, number, data) {
    if (number <= (this.#events.at(-1)?.number ?? 0)) return;
    if (type === "progress" && data.preview) this.#preview = data.preview;
    if (type === "progress" && data.step) this.#progress = data;
    if (type === "recovery") this.#steps.set(data.step, data);
    if (type === "started" && this.#begun) this.#restarts++;
    this.#note(type === "started" && this.#begun ? "restarted" : type, number, data);
    this.#begun = type === "started" || (this.#begun && type !== "failed" && data.not_before === undefined);
    if (["started", "completed", "failed"].includes(type)) {
      await this.#load();
      if (this.#closed) return;
      // A job that failed may have been resumed since: more follows.
      if (type !== "started" && !["queued", "running"].includes(this.#job?.state) && (type === "completed") === (this.#job?.state === "completed")) this.#hush();
      this.#changed(this.#status());
    } else {
      this.#show();
    }
  }

  #status() {
    return this.#job ? `The job is now: ${stateOf(this.#job)}.` : "The job is gone.";
  }

  /** Steps of one phase are one line. */
  #note(type, number, data) {
    const last = this.#events.at(-1);
    const words = describe(type, data);
    if (type === "progress" && data.step && last?.phase === data.phase) {
      Object.assign(last, { number, words });
    } else {
      this.#events.push({ number, words, phase: data.step ? data.phase : null });
    }
  }

  #show() {
    if (this.#closed) return;
    const job = this.#job;
    if (job === null) {
      this.#place.replaceChildren(h("p", { role: "alert" }, this.#error || "Loading…"));
      return;
    }
    this.#place.replaceChildren(
      ...[
        h("h2", {}, title(job), " ", h("span", { class: "state", "data-state": job.state }, stateOf(job))),
        this.#badges(job),
        this.#pictures(job),
        job.state === "running" && this.#progress
          ? h("progress", { max: 100, value: this.#progress.percent, "aria-label": "Progress of the job" })
          : null,
        this.#actions(job),
        facts(job),
        asked(job),
        warnings(job),
        this.#error ? h("p", { role: "alert" }, this.#error) : null,
        problem(job.problem),
        this.#repairs(),
        h("div", {}, h("h3", {}, "What happened"), h("ol", { class: "events" }, this.#events.map(line))),
      ].filter(Boolean),
    );
  }

  #badges(job) {
    const restarts = this.#restarts === 0 ? "" : this.#restarts === 1 ? "survived a restart" : `survived ${this.#restarts} restarts`;
    const badges = [...remarks(job), { text: restarts, gold: true }].filter(({ text }) => text !== "");
    return badges.length > 0
      ? h("ul", { class: "badges", "aria-label": "Remarks" }, badges.map(({ text, gold }) => h("li", { class: gold ? "badge gold" : "badge" }, text)))
      : null;
  }

  #pictures(job) {
    if (job.artifacts.length > 0) {
      return h(
        "div",
        { class: "shown" },
        job.artifacts.map((path, index) =>
          h("a", { href: path }, words.isPicture(path) ? h("img", { src: path, alt: `Picture ${index + 1}` }) : path.split("/").pop()),
        ),
      );
    }
    return this.#preview && job.state === "running"
      ? h("div", { class: "shown" }, h("img", { class: "preview", src: pictureUrl(this.#preview), alt: "As it is so far" }))
      : null;
  }

  #actions(job) {
    const may = [];
    if (["queued", "running", "waiting_for_user"].includes(job.state)) {
      may.push(h("button", { type: "button", class: "quiet", onclick: () => this.#act("DELETE", "") }, "Cancel"));
    }
    if (job.state === "waiting_for_user") {
      may.push(h("button", { type: "button", class: "draw", onclick: () => this.#resume() }, "Resume"));
    }
    if (job.kind === "image") {
      may.push(h("a", { class: "quiet", href: `/#${job.id}` }, "Open in the studio"));
    }
    return may.length > 0 ? h("div", { class: "actions" }, may) : null;
  }

  async #resume() {
    await this.#act("POST", "/resume");
    this.#hush();
    this.#listen();
  }

  async #act(method, path) {
    const response = await fetch(`/v1/jobs/${this.id}${path}`, { method });
    const answer = response.ok ? {} : await response.json();
    await this.#load();
    this.#error = answer.detail ?? "";
    this.#show();
    if (this.#closed) return;
    this.#changed(this.#error || this.#status());
  }

  #repairs() {
    const steps = this.#steps.size > 0 ? [...this.#steps.values()] : (this.#job.trail ?? []);
    return steps.length > 0
      ? h("div", {}, h("h3", {}, steps.some((step) => step.outcome === "worked") ? "What was repaired" : "What was tried"), h("ol", { class: "trail" }, steps.map((step) => entry(step, ""))))
      : null;
  }
}

function facts(job) {
  const entries = [
    ["Model", model(job)],
    ["Settings", settings(job).join(" · ")],
    ["Accepted", words.moment(job.created, true)],
    ["Ended", job.ended ? words.moment(job.ended, true) : null],
    ["Took", job.kintsugi ? words.duration(job.kintsugi.duration_ms) : null],
    ["Priority", job.priority],
    ["Reference", job.correlation_id],
  ].filter(([, value]) => value);
  return h("dl", { class: "facts" }, entries.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

const NAMES = { n: "pictures", max_degradation: "loss allowed", recovery: "if something breaks" };

/** What was asked for and what it was computed with, if that is not the same. */
function asked({ asked = {}, kintsugi }) {
  const used = kintsugi?.used;
  const different = Object.keys(asked).filter((name) => used?.[name] !== undefined && String(used[name]) !== String(asked[name]));
  return different.length > 0
    ? h("table", { class: "asked" },
        h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "Asked for"), h("th", { scope: "col" }, "Used"))),
        h("tbody", {}, different.map((name) =>
          h("tr", {}, h("th", { scope: "row" }, words.sentence(NAMES[name] ?? name.replaceAll("_", " "))), h("td", {}, words.sizes(asked[name])), h("td", {}, words.sizes(used[name]))))))
    : null;
}

function warnings({ warnings = [], kintsugi }) {
  const all = [...new Set([...warnings, ...(kintsugi?.warnings ?? [])])];
  return all.length > 0
    ? h("ul", { class: "warnings", "aria-label": "Warnings" }, all.map((warning) => h("li", {}, words.sizes(words.full(warning)))))
    : null;
}

function problem(problem) {
  const { people } = advice(problem ?? {});
  return problem
    ? h(
        "div",
        { class: "problem" },
        h("h2", {}, problem.title),
        h("p", {}, words.full(plain(problem.detail ?? ""))),
        people.length > 0 ? h("ul", { class: "suggestions" }, people.map((one) => h("li", {}, one))) : null,
      )
    : null;
}

const line = ({ number, words }) => h("li", {}, h("span", { class: "number" }, String(number)), h("span", {}, words));

function describe(type, data) {
  switch (type) {
    case "queued":
      return data.position > 0 ? `Waiting behind ${words.count(data.position, "job")}` : "Waiting, next in the queue";
    case "started":
      return "Started";
    case "restarted":
      return "Started again after the service had ended";
    case "recovery":
      return `${words.failure(data.failure)}: ${words.strategy(data.strategy).toLowerCase()}, ${words.outcome(data)}`;
    case "completed":
      return `Completed in ${words.duration(data.kintsugi?.duration_ms ?? 0)}`;
    case "failed":
      return data.code === "cancelled" ? "Cancelled" : `Failed: ${data.title ?? data.code}`;
    default:
      return progress(data);
  }
}

function progress(data) {
  if (data.warning) return words.full(data.warning);
  if (data.preview) return "A preview";
  if (data.resumed) return `${words.phase(data.phase)}: kept from before, not computed again`;
  if (data.done) return `${words.phase(data.phase)}: done in ${words.duration(data.duration_ms)}`;
  return `${words.phase(data.phase)}: step ${data.step} of ${data.total}`;
}
