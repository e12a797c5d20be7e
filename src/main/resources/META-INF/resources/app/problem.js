/** Says what went wrong and what can be done about it. */

import { byId, h } from "./dom.js";
import * as words from "./words.js";

/**
 * Shows the problem of a drawing, where there is one.
 *
 * @param drawing whose
 * @param fields the labels of fields that are on the page, by name
 * @param useModel called with the name of a model that is to be used instead
 */
export function showProblem(drawing, fields, useModel) {
  const place = byId("problem");
  const problem = drawing.problem;
  place.hidden = problem === null;
  place.className = drawing.state === "cancelled" ? "problem calm" : "problem";
  if (problem === null) {
    place.replaceChildren();
  } else if (drawing.state === "cancelled") {
    place.replaceChildren(h("h2", {}, "Cancelled"), h("p", {}, "The drawing was stopped before it was done."));
  } else {
    place.replaceChildren(...content(problem, fields, useModel));
  }
}

function content(problem, fields, useModel) {
  const wrong = problem.field_errors ?? [];
  return [
    h("h2", {}, wrong.length > 0 ? "This has to be changed first" : (problem.title ?? "It could not be drawn")),
    wrong.length > 0
      ? h("ul", { class: "wrong" }, wrong.map((error) => fieldError(error, fields)))
      : h("p", {}, words.full(problem.detail ?? "The server gave no reason")),
    suggestions(problem, wrong.length > 0),
    alternatives(problem, useModel),
    problem.type?.startsWith("/failures/") && wrong.length === 0
      ? h("p", {}, h("a", { href: problem.type }, "What this kind of failure means"))
      : null,
    problem.correlation_id && wrong.length === 0 ? h("p", { class: "reference" }, `Reference: ${problem.correlation_id}`) : null,
  ].filter(Boolean);
}

function fieldError({ field, message }, fields) {
  const label = fields.get(field);
  const name = label ? h("a", { href: `#${field}`, onclick: (event) => focusField(event, field) }, label) : field;
  return h("li", {}, name, `: ${message}.`);
}

function focusField(event, field) {
  event.preventDefault();
  byId(field).focus();
}

/** Where the fields say what is wrong, the rest is only a hint for those who want it. */
function suggestions({ suggestions: texts = [] }, folded) {
  if (texts.length === 0) {
    return null;
  }
  const list = h("ul", { class: "suggestions" }, texts.map((suggestion) => h("li", {}, suggestion)));
  return folded
    ? h("details", {}, h("summary", {}, "What helps"), list)
    : h("div", {}, h("h3", {}, "What helps"), list);
}

function alternatives({ alternatives: models = [] }, useModel) {
  return models.length === 0
    ? null
    : h(
        "p",
        { class: "alternatives" },
        "Draw with another model: ",
        models.map((model) => h("button", { type: "button", class: "quiet small", onclick: () => useModel(model) }, model)),
      );
}
