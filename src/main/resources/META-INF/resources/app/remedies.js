/** What a person can do about a problem, as it is offered on buttons. */

import * as words from "./words.js";

/** Suggestions for programs, which the page offers as buttons or has no use for. */
const FOR_PROGRAMS = /\b(?:GET|POST) \/|header|correlation_id|(?:Set|Raise) (?:n|recovery|model|max_degradation)\b|Spread your requests|Send fewer requests|as whole numbers/;
const FOR_OPERATORS = "If you run the server";

/**
 * The buttons to show, the best first. Each has a label, and either what of the request it changes, or that it resumes the job.
 *
 * @param problem as the service told it
 * @param request that failed
 * @param now milliseconds since 1970
 */
export function remedies(problem, request, now) {
  const fits = fitting(problem.details?.would_fit);
  const others = (problem.alternatives ?? []).map((model) => ({ label: `Use ${model}`, change: { model } }));
  const texts = (problem.suggestions ?? []).join(" ");
  const list = [
    fits && { label: `Draw ${fits.label}`, change: fits.change },
    problem.resume && { label: "Resume", resume: true },
    !problem.resume && problem.retryable && { label: "Try again", change: {}, at: retryAt(problem, now) },
    ...others,
    request.n > 1 && /Set n to 1|fewer pictures/.test(texts) && { label: "Draw one picture", change: { n: undefined } },
    isRestricted(request) && /recovery|max_degradation/.test(texts) && {
      label: "Allow any repair",
      change: { recovery: undefined, max_degradation: undefined },
    },
    ...(problem.field_errors ?? []).map((error) => corrected(error, request)),
  ].filter(Boolean);
  return list;
}

/** A lighter request that the service says would fit, such as 256x256 or 14 steps. */
function fitting(text) {
  const size = /\d+x\d+/.exec(text ?? "")?.[0];
  const steps = /(\d+) steps/.exec(text ?? "")?.[1];
  if (!size && !steps) {
    return null;
  }
  const labels = [size && `at ${words.size(size)}`, steps && `with ${steps} steps`].filter(Boolean);
  return { label: labels.join(" "), change: { ...(size && { size }), ...(steps && { steps: Number(steps) }) } };
}

/** When the same is likely to work again; the clocks may differ, so that it is never later than it was told to last. */
function retryAt({ timestamp, estimated_resolution_seconds: seconds }, now) {
  if (!seconds) {
    return now;
  }
  const told = Date.parse(timestamp ?? "") || now;
  return Math.min(now, told) + seconds * 1000;
}

function isRestricted({ recovery, max_degradation: degradation }) {
  return (recovery !== undefined && recovery !== "any") || (degradation !== undefined && degradation < 1);
}

/** The nearest value that a field may have, if its error says which those are. */
function corrected({ field, message }, request) {
  const range = /must be from (-?[\d.]+) to (-?[\d.]+)/.exec(message);
  if (!range || typeof request[field] !== "number") {
    return null;
  }
  const value = Math.min(Number(range[2]), Math.max(Number(range[1]), request[field]));
  return { label: `Draw with ${field.replaceAll("_", " ")} ${value}`, change: { [field]: value } };
}

/** The suggestions in words for people on the page beyond what buttons offer, and those for people who run the service. */
export function advice({ suggestions = [] }, offered = []) {
  const from = suggestions.findIndex((one) => one.startsWith(FOR_OPERATORS));
  const [people, operators] = from < 0 ? [suggestions, []] : [suggestions.slice(0, from), suggestions.slice(from)];
  return {
    people: people.map(reworded).filter((one) => !FOR_PROGRAMS.test(one) && !isOffered(one, offered)),
    operators: operators.map((one) => words.sentence(one.replace(`${FOR_OPERATORS}, `, ""))),
  };
}

function isOffered(suggestion, offered) {
  return offered.some(({ resume, at, change }) =>
    change?.model ? /^Choose .*model/.test(suggestion) : (resume || at !== undefined) && /^Try again/.test(suggestion));
}

/** A text of the service without what only programs can do; the page has buttons for it. */
export const plain = (text) => words.sizes(text.replace(/(?:^|(?<=\. ))[^.]*(?:recovery any|max_degradation)[^.]*\.?/g, "").trim() || text);

function reworded(suggestion) {
  return suggestion
    .replace(/(?:,? as listed by|,? with|:) GET \/v1\/models(?:\/\{model\})?(?: lists them)?/, "")
    .replace(/Leave out optional fields such as .*$/, "Go back to the default options and change one at a time, to find the one that causes it.")
    .replace(/ with recovery set to [^.,]*(?:, same_model or any)?/, "")
    .replace(/Send the (?:same )?request (?:again|once more)/, "Try again")
    .replace(/after the time in the [\w-]+ header, or in half a minute if there is none/, "in half a minute")
    .replace(/, and give them the correlation_id of this answer|, give the correlation_id of this answer to/, (found) =>
      found.startsWith(", and") ? ", with the reference below" : ", give the reference below to");
}
