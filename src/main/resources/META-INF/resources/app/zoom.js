/** One picture over the whole window, with the others of its drawing beside it. */

import { byId, h, text } from "./dom.js";

let pictures = [];
let index = 0;

/** Opens it on one of several pictures. */
export function zoom(shown, first) {
  pictures = shown;
  index = first;
  const dialog = byId("zoom");
  if (dialog.childElementCount === 0) {
    furnish(dialog);
  }
  show();
  dialog.showModal();
}

function furnish(dialog) {
  dialog.append(
    h("div", { class: "zoom-bar" },
      button("zoom-before", "Previous", () => turn(-1)),
      h("p", { id: "zoom-place", role: "status" }),
      button("zoom-after", "Next", () => turn(1)),
      button("zoom-size", "Actual size", toggle),
      h("a", { id: "zoom-download", class: "quiet small" }, "Download"),
      button("zoom-close", "Close", () => dialog.close())),
    h("div", { id: "zoom-frame", class: "zoom-frame", tabindex: "0", role: "group", "aria-label": "Picture" },
      h("img", { id: "zoom-picture", alt: "", onclick: toggle })),
  );
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft" && fits()) turn(-1);
    if (key === "ArrowRight" && fits()) turn(1);
    if (key === "+" || key === "-") toggle();
  });
}

const button = (id, label, onclick) => h("button", { id, type: "button", class: "quiet small", onclick }, label);

const fits = () => !byId("zoom-frame").classList.contains("actual");

function turn(by) {
  index = (index + by + pictures.length) % pictures.length;
  show();
}

/** In the size of the window, or each pixel as one of the screen. */
function toggle() {
  const actual = byId("zoom-frame").classList.toggle("actual");
  text(byId("zoom-size"), actual ? "Fit" : "Actual size");
}

function show() {
  const { url, alt, name } = pictures[index];
  const many = pictures.length > 1;
  Object.assign(byId("zoom-picture"), { src: url, alt });
  Object.assign(byId("zoom-download"), { href: url, download: name });
  byId("zoom-before").hidden = byId("zoom-after").hidden = !many;
  text(byId("zoom-place"), many ? `${index + 1} of ${pictures.length}` : "");
}
