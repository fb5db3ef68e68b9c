/** What the model says about one picture: the verdict, the picture twice, every number, and a way to object. */

import { h } from "../shared/dom.js";
import { evidence } from "./evidence.js";
import { feedback } from "./feedback.js";
import { percentage } from "./pictures.js";

const REFUSALS = { blank: "Nothing to see", unfamiliar: "Nothing it knows", unsure: "Too close to call" };

/** A few words for a classification: its label, or why there is none. */
export function inShort({ label, rejected }) {
  return rejected ? REFUSALS[rejected] ?? "No verdict" : label;
}

/** The whole answer for `file`, as nodes. */
export function verdict(file, classification, model) {
  return [
    classification.rejected ? refusal(classification) : statement(classification),
    ...evidence(file, classification),
    numbers(classification, model),
    feedback(classification),
  ];
}

function statement({ label, confidence }) {
  return h("div", { class: "statement" },
    h("p", { class: "label" }, label),
    h("p", { class: "confidence" }, h("strong", {}, percentage(confidence)), " sure"));
}

function refusal(classification) {
  const { label, confidence, reason } = classification;
  return h("div", { class: "statement refused" },
    h("p", { class: "label" }, inShort(classification)),
    h("div", { class: "alert" },
      h("p", {}, reason),
      h("p", { class: "small" }, "The nearest class would be ", h("strong", {}, label), `, with ${percentage(confidence)}.`)));
}

/** What the refusals are decided by, and who decided. */
function numbers({ energy, contrast }, model) {
  const rows = [
    ["Contrast", contrast.toFixed(1), "near 0: blank"],
    ["Energy", energy.toFixed(2), "low: unfamiliar"],
    ["Model", `v${model.version}`, "answered"],
  ];
  return h("dl", { class: "numbers small" }, rows.map(([name, value, note]) =>
    h("div", {}, h("dt", { class: "soft" }, name), h("dd", { class: "value" }, value), h("dd", { class: "soft" }, note))));
}
