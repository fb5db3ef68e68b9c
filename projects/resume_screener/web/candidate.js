/** One candidate: the score and its parts, the sentences that prove it, what is missing, and the decision. */

import { h } from "../shared/dom.js";
import { PARTS, percentage } from "./parts.js";

const DECISIONS = { advance: "Advance", hold: "Hold", reject: "Reject" };
const DECIDED = { advance: "Advanced", hold: "On hold", reject: "Rejected" };
const RECOMMENDED = { advance: "Likely fit", review: "Look closer" };

/** A list item. `title` is what the candidate is called here, `decided` the decision so far, or null. */
export function candidateItem(candidate, { title, decided, isOpen, onToggle, onDecide }) {
  const details = h("details", { open: isOpen, ontoggle: () => onToggle(details.open) },
    summary(candidate, title, decided),
    h("div", { class: "stack body" },
      parts(candidate),
      evidence(candidate),
      gaps(candidate),
      warnings(candidate),
      decision(candidate, title, onDecide)));
  return h("li", { class: "card candidate", data: { resume: candidate.resume_id } }, details);
}

function summary({ rank, score, probability, recommendation, must_coverage: musts }, title, decided) {
  return h("summary", {},
    h("span", { class: "rank" }, rank),
    h("span", { class: "who" }, h("strong", {}, title),
      h("span", { class: "badges" },
        h("span", { class: recommendation === "advance" ? "badge" : "badge plain" }, RECOMMENDED[recommendation]),
        decided && h("span", { class: `badge decided ${decided}` }, DECIDED[decided]))),
    h("span", { class: "score" }, percentage(score)),
    h("span", { class: "progress", vars: { "--share": score } }),
    h("span", { class: "small soft facts-line" },
      `${percentage(probability)} likely the same occupation`, musts === null ? "" : ` · shows ${percentage(musts)} of the musts`));
}

function parts({ parts: values, shares }) {
  return h("dl", { class: "parts" }, Object.entries(PARTS).filter(([name]) => shares[name] > 0).map(([name, [title, meaning]]) =>
    h("div", { title: meaning },
      h("dt", { class: "small" }, title, h("span", { class: "soft" }, ` counts ${percentage(shares[name])}`)),
      h("dd", {}, h("span", { class: "progress", vars: { "--share": values[name] } }), h("span", { class: "small" }, percentage(values[name]))))));
}

function evidence({ evidence: shown }) {
  const proven = shown.filter(({ credit }) => credit > 0);
  if (!proven.length) return h("p", { class: "soft" }, "No requirement of the job is named in this resume.");
  return h("section", { class: "stack" }, h("h3", { class: "small" }, "What shows it"),
    h("ul", { class: "evidence" }, proven.map(({ requirement, credit, shown_by: by, proofs }) =>
      h("li", {},
        h("p", {}, h("strong", {}, requirement.label),
          h("span", { class: "small soft" }, ` ${requirement.importance === "must" ? "must" : "nice to have"}`,
            credit < 1 ? ` · implied by ${by}, counts ${percentage(credit)}` : "")),
        proofs.map((proof) => h("blockquote", {}, marked(proof)))))));
}

/** The sentence with its skills marked. Positions count code points, which a string of JavaScript does not. */
function marked({ sentence, highlights }) {
  const characters = [...sentence];
  const text = (start, end) => characters.slice(start, end).join("");
  const nodes = [];
  let done = 0;
  for (const [start, end] of highlights) {
    if (start < done) continue;
    nodes.push(text(done, start), h("mark", {}, text(start, end)));
    done = end;
  }
  return [...nodes, text(done)];
}

function gaps({ gaps: { advice } }) {
  if (!advice.length) return h("p", { class: "alert good" }, "Nothing that the job asks for is missing.");
  return h("section", { class: "stack" }, h("h3", { class: "small" }, "What is missing"),
    h("ul", { class: "gaps small" }, advice.map((words) => h("li", {}, words))));
}

function warnings({ quality }) {
  return quality.warnings.length > 0 && h("div", { class: "alert small" }, quality.warnings.map((words) => h("p", {}, words)));
}

function decision(candidate, title, onDecide) {
  return h("div", { class: "decision", role: "group", "aria-label": `Decision on ${title}` },
    Object.entries(DECISIONS).map(([value, words]) =>
      h("button", { class: "button", type: "button", onclick: () => onDecide(candidate, value) }, words)));
}
