/** Questions to start with: those whose answer stands in a document that is there. */

import { byId, h } from "../shared/dom.js";

const QUESTIONS = [
  ["random-forests.md", "Why does a random forest not overfit when I add trees?"],
  ["classification-metrics.md", "When is accuracy the wrong metric?"],
  ["attention.md", "Why are the scores in attention divided by the square root of the dimension?"],
  ["drift.md", "How do I notice that the data has drifted?"],
  ["cross-validation.md", "Why must I not choose a model on the test set?"],
  ["designing-a-recommender.md", "What do I recommend to somebody who just came?"],
];

/** Fill the start of the page; `ask(question)` is called for the one that is pressed. */
export function showSuggestions(documents, ask) {
  const names = documents.map(({ name }) => name);
  const known = QUESTIONS.filter(([file]) => names.some((name) => name === file || name.endsWith(`/${file}`)));
  byId("start-title").hidden = known.length === 0;
  byId("suggestions").replaceChildren(...known.map(([, question]) =>
    h("li", {}, h("button", { class: "suggestion", type: "button", onclick: () => ask(question) }, question))));
}
