/** How much each part of the score counts: learnt, until somebody moves a slider. */

import { byId, h } from "../shared/dom.js";
import { PARTS, percentage } from "./parts.js";

let learnt = null;
let chosen = null;

/** Wire the button; `onChange()` is called whenever a weight is another. */
export function setUpWeights(onChange) {
  byId("reset-weights").addEventListener("click", () => {
    chosen = null;
    onChange();
  });
}

/** The weights that the recruiter set, or null. */
export function chosenWeights() {
  return chosen;
}

/** Show a slider for each part of the score; a part that the job does not ask for has none to move. */
export function showWeights(weights, reliability, onChange) {
  learnt ??= weights;
  byId("weights-card").hidden = false;
  const now = chosen ?? learnt;
  const total = Object.values(learnt).reduce((sum, weight) => sum + weight, 0);
  byId("weights").replaceChildren(...Object.entries(PARTS).map(([name, [title, meaning]]) => {
    const value = h("output", {}, percentage(now[name] / total));
    const isAsked = reliability[name] > 0;
    const input = h("input", {
      class: "slider", type: "range", min: 0, max: 100, value: Math.round((100 * now[name]) / total), disabled: !isAsked,
      "aria-label": `Weight of ${title}`,
      oninput: () => {
        chosen = { ...(chosen ?? learnt), [name]: (input.value / 100) * total };
        value.textContent = percentage(input.value / 100);
        onChange();
      },
    });
    return h("div", { class: "weight" },
      h("div", { class: "row apart" }, h("strong", { class: "small" }, title), value),
      input,
      h("span", { class: "small soft" }, isAsked ? meaning : "this job asks for none"));
  }));
}
