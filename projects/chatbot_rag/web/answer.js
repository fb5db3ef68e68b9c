/** One question and its answer, which grows sentence by sentence. */

import { h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { feedback } from "./feedback.js";
import { openPassage, place } from "./passage.js";
import { nearest, retrieval } from "./retrieval.js";

const WRITERS = {
  extractive: "quoted from the documents",
  embedded: "written by a small language model, checked against the documents",
  openai: "written by a language model, checked against the documents",
  extractive_fallback: "quoted from the documents, since the language model did not answer",
};
const LAST_WORD = /\S{1,30}$/; // stays on one line with the numbers behind it
const REFUSALS = {
  no_evidence: "The documents do not answer this",
  unsupported_language: "This is not a language that it reads well",
  empty_index: "There is nothing to answer from yet",
};

/** An open answer: `node` goes into the page, the other functions take what the service sends. */
export function openAnswer(question) {
  const understood = h("p", { class: "small soft", hidden: true });
  const text = h("p", { class: "answer-text" });
  const waiting = h("p", { class: "waiting soft" }, "Searching the documents");
  const rest = h("div", { class: "answer-rest" });
  const card = h("div", { class: "card answer" }, understood, text, waiting, rest);
  const node = h("article", { class: "turn" }, h("h3", { class: "question" }, question), card);
  const cited = new Map();

  function searched({ question: standalone, rewritten, passages }) {
    understood.hidden = !rewritten;
    understood.replaceChildren("Understood as: ", h("q", {}, standalone));
    waiting.textContent = passages ? `Reading ${passages} passages` : "Nothing found";
  }

  function sentence({ sentence: { text: words, citations: numbers }, citations }) {
    citations.forEach((citation) => cited.set(citation.number, citation));
    const marks = numbers.map((number) => mark(cited.get(number)));
    // Sentences that are blocks of their own, such as code and rows of a table, keep their lines.
    const block = words.includes("\n");
    const tail = block ? "" : LAST_WORD.exec(words)?.[0] ?? "";
    text.append(h("span", { class: block ? "sentence block" : "sentence" },
      words.slice(0, words.length - tail.length), h("span", { class: "tail" }, tail, ...marks)), " ");
  }

  function finish(answer) {
    if (!text.hasChildNodes()) {
      answer.sentences.forEach((one) => sentence({ sentence: one, citations: answer.citations }));
      searched({ ...answer, passages: answer.trace?.hits.length });
    }
    waiting.remove();
    if (answer.status === "refused") {
      card.classList.add("refused");
      rest.append(...refusal(answer));
    } else {
      rest.append(sources(answer.citations));
    }
    rest.append(provenance(answer), feedback(answer));
    if (answer.trace) rest.append(retrieval(answer));
  }

  function stopped() {
    waiting.remove();
    rest.append(h("p", { class: "small soft" }, "Stopped."));
  }

  function failed(error, retry) {
    waiting.remove();
    if (text.hasChildNodes()) rest.append(h("p", { class: "small soft" }, "The answer is incomplete."));
    rest.append(errorAlert(error, retry));
  }

  return { node, searched, sentence, finish, stopped, failed };
}

function mark(citation) {
  const label = `Source ${citation.number}: ${place(citation)}`;
  return h("button", { class: "cite", type: "button", "aria-label": label, title: place(citation), onclick: () => openPassage(citation) },
    String(citation.number));
}

/** One line a place, however many sentences stand on it. */
function sources(citations) {
  const places = Map.groupBy(citations, place);
  return h("ul", { class: "sources", "aria-label": "Sources" }, [...places].map(([name, cited]) =>
    h("li", {},
      h("button", { class: "source", type: "button", onclick: () => openPassage(cited[0]) },
        h("span", { class: "source-number" }, cited.map(({ number }) => number).join(", ")),
        h("span", {}, name)))));
}

function refusal({ refusal: kind, reason, trace }) {
  return [
    h("p", { class: "refusal-headline" }, REFUSALS[kind] ?? "No answer"),
    h("p", {}, reason),
    trace?.hits.length ? nearest(trace.hits) : null,
  ].filter(Boolean);
}

function provenance({ confidence, status, writer, cached, dropped_sentences: dropped, model }) {
  const facts = [
    `${Math.round(confidence * 100)}% sure that the documents hold the answer`,
    status === "answered" && WRITERS[writer],
    dropped > 0 && `${dropped} unsupported ${dropped === 1 ? "sentence" : "sentences"} left out`,
    cached && "known from an earlier question",
    `model v${model.version}`,
  ];
  return h("ul", { class: "provenance small soft", "aria-label": "About this answer" },
    facts.filter(Boolean).map((fact) => h("li", {}, fact)));
}
