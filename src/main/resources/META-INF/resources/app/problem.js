/** Says what went wrong and offers what can be done about it. */

import { byId, h, text } from "./dom.js";
import { hasKept } from "./pictures.js";
import { advice, plain, remedies } from "./remedies.js";
import * as words from "./words.js";

let timer = 0;

/**
 * Shows the problem of a drawing, if there is one.
 *
 * @param drawing whose
 * @param fields the labels of fields that are on the page, by name
 * @param act called with the remedy that a person chose
 */
export function showProblem(drawing, fields, act) {
  const place = byId("problem");
  const problem = drawing.problem;
  const key = problem === null ? "" : `${drawing.submitId} ${drawing.seq}`;
  if (place.dataset.key === key && place.hidden === (problem === null)) {
    return;
  }
  clearInterval(timer);
  place.dataset.key = key;
  place.hidden = problem === null;
  place.className = drawing.state === "cancelled" ? "problem calm" : "problem";
  if (problem === null) {
    place.replaceChildren();
  } else if (drawing.state === "cancelled") {
    const again = h("button", { type: "button", class: "quiet small", onclick: () => act({ change: {} }) }, "Draw it again");
    place.replaceChildren(h("h2", {}, "Cancelled"), h("p", {}, sayKept(drawing)), h("p", { class: "remedies" }, again));
  } else {
    place.replaceChildren(...content(drawing, problem, fields, act));
  }
}

function sayKept(drawing) {
  return hasKept(drawing)
    ? `${drawing.finished.size} of ${words.count(drawing.count, "picture")} ${drawing.finished.size === 1 ? "was" : "were"} finished before. The last previews are kept here.`
    : "It was stopped before a picture was finished.";
}

function content(drawing, problem, fields, act) {
  const wrong = problem.field_errors ?? [];
  const offered = remedies(problem, drawing.request, Date.now());
  const { people, operators } = advice(problem, offered);
  return [
    h("h2", {}, wrong.length > 0 ? "Please correct this" : (problem.title ?? "It could not be drawn")),
    wrong.length > 0
      ? h("ul", { class: "wrong" }, wrong.map((error) => fieldError(error, fields)))
      : h("p", {}, words.full(plain(problem.detail ?? "The service gave no reason"))),
    buttons(offered, act),
    people.length > 0 && wrong.length === 0 ? list("h3", "What else helps", people) : null,
    operators.length > 0
      ? h("details", {}, h("summary", {}, "For people who run the service"), points(operators))
      : null,
    problem.type?.startsWith("/failures/") && wrong.length === 0
      ? h("p", {}, h("a", { href: problem.type }, "More about this kind of failure"))
      : null,
    problem.correlation_id && wrong.length === 0 ? h("p", { class: "reference" }, `Reference: ${problem.correlation_id}`) : null,
  ].filter(Boolean);
}

const points = (texts) => h("ul", { class: "suggestions" }, texts.map((one) => h("li", {}, one)));

const list = (level, title, texts) => h("div", {}, h(level, {}, title), points(texts));

function fieldError({ field, message }, fields) {
  const label = fields.get(field);
  const name = label ? h("a", { href: `#${field}`, onclick: (event) => focusField(event, field) }, label) : field;
  return h("li", {}, name, `: ${message}.`);
}

function focusField(event, field) {
  event.preventDefault();
  const details = byId(field).closest("details");
  if (details) {
    details.open = true;
  }
  byId(field).focus();
}

function buttons(choices, act) {
  return choices.length === 0
    ? null
    : h("p", { class: "remedies" }, choices.map((remedy) => (remedy.at > Date.now() ? later(remedy, act) : now(remedy, act))));
}

const now = (remedy, act) => h("button", { type: "button", class: "quiet small", onclick: () => act(remedy) }, remedy.label);

/** Counts down. Chosen before, it is done when the time is over; chosen again, it is not. */
function later(remedy, act) {
  let wanted = false;
  const seconds = () => Math.ceil((remedy.at - Date.now()) / 1000);
  const label = () => (seconds() > 0 ? (wanted ? `Trying again in ${seconds()} s, press to stop` : `${remedy.label} in ${seconds()} s`) : remedy.label);
  const button = h("button", { type: "button", class: "quiet small" }, label());
  button.addEventListener("click", () => {
    if (seconds() <= 0) {
      act(remedy);
      return;
    }
    wanted = !wanted;
    text(button, label());
  });
  timer = setInterval(() => {
    text(button, label());
    if (seconds() <= 0) {
      clearInterval(timer);
      if (wanted) {
        act(remedy);
      }
    }
  }, 250);
  return button;
}
