/** A job in few words: the same in the history, in the list of jobs and in its story. */

import * as words from "./words.js";

export const STATES = {
  queued: "waiting",
  running: "running",
  waiting_for_user: "needs a person",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

export const stateOf = (job) => STATES[job.state] ?? job.state;

/** What was asked for. */
export const title = (job) => job.asked?.prompt ?? `${job.kind === "tensor" ? "Tensors" : job.kind} with ${job.model}`;

/** What it was computed with, if it is there; else what was asked for. */
export function settings(job) {
  const used = job.kintsugi?.used ?? job.asked ?? {};
  return [
    words.size(used.size),
    used.n > 1 && `${used.n} pictures`,
    used.steps && `${used.steps} steps`,
    used.seed !== undefined && `seed ${job.kintsugi?.seeds?.[0] ?? used.seed}`,
  ].filter(Boolean).map((one) => one.replaceAll(" ", "\u00a0"));
}

/** Which model answered, and that another one was asked for. */
export function model(job) {
  const used = job.kintsugi?.model_used;
  const asked = job.model;
  return used && used !== asked ? `${used} instead of ${asked}` : (used ?? asked);
}

/** What a person should know of how it came about. */
export function remarks(job) {
  const about = job.kintsugi;
  const changes = (about?.degraded ?? []).flatMap(words.changes).filter(({ what }) => what !== "model");
  return [
    { text: words.repaired(words.repairs(job.trail)), gold: true },
    { text: about?.was_fallback ? "another model" : "" },
    ...changes.map((change) => ({ text: words.instead(change) })),
  ].filter(({ text }) => text !== "");
}
