/** What was found for a question: every passage with its scores, and where the time went. */

import { h } from "../shared/dom.js";
import { openPassage, place } from "./passage.js";

const NEAREST = 3;

/** A disclosure with the whole trace. */
export function retrieval({ trace, citations }) {
  const cited = new Set(citations.map((citation) => citation.chunk_id));
  return h("details", { class: "disclosure retrieval" },
    h("summary", { class: "small" }, "Show retrieval"),
    h("div", { class: "stack" },
      trace.degraded && h("p", { class: "alert small" }, trace.degraded),
      h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Passages found" }, table(trace.hits, cited)),
      h("div", {}, h("h4", { class: "small soft" }, `Index version ${trace.index_version}, revision ${trace.index_revision}`), stages(trace.stages))));
}

/** The passages that came closest to a question without an answer. */
export function nearest(hits) {
  return h("div", { class: "nearest" },
    h("p", { class: "small soft" }, "What came closest:"),
    h("ul", {}, distinct(hits).slice(0, NEAREST).map((hit) => h("li", {}, link(hit)))));
}

/** One hit a place: passages under the same headings look the same here. */
function distinct(hits) {
  return [...new Map(hits.toReversed().map((hit) => [place(hit), hit])).values()].toReversed();
}

function table(hits, cited) {
  return h("table", { class: "table" },
    h("thead", {}, h("tr", {}, heading("Passage"), heading("Dense", "Cosine of the embeddings"), heading("Sparse", "BM25"), heading("Fused", "What the passages are ranked by"))),
    h("tbody", {}, hits.map((hit) => h("tr", {},
      h("th", { scope: "row" }, link(hit), " ", cited.has(hit.chunk_id) && h("span", { class: "badge" }, "cited")),
      number(hit.dense, 3), number(hit.sparse, 2), number(hit.score, 3)))));
}

function heading(name, explanation) {
  return h("th", { scope: "col", class: explanation ? "number" : null, title: explanation }, name);
}

function number(value, digits) {
  return h("td", { class: "number" }, value === null ? h("span", { class: "soft", title: "not found by this leg" }, "–") : value.toFixed(digits));
}

function link(hit) {
  return h("button", { class: "hit", type: "button", onclick: () => openPassage(hit) }, place(hit));
}

function stages(milliseconds) {
  const rows = Object.entries(milliseconds);
  const longest = Math.max(...rows.map(([, ms]) => ms), 1);
  return h("dl", { class: "stages small" }, rows.flatMap(([name, ms]) => [
    h("dt", {}, name.replaceAll("_", " ")),
    h("dd", {}, h("span", { class: "progress", vars: { "--share": ms / longest } }), h("span", {}, `${ms.toFixed(1)} ms`)),
  ]));
}
