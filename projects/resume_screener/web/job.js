/** The job: its text, what it was understood to ask for, and what the recruiter says about that. */

import { post, remove } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { EXAMPLES } from "./examples.js";

const LEVELS = ["", "a secondary school diploma", "a degree of two years", "a bachelor's degree", "a master's degree", "a doctorate"];
let current = null;
let asked = null;
let changed = new Map();
let isDecided = false;

/** Wire the field and the examples; `onChange()` is called when the job, or how much a requirement counts, is another. */
export function setUpJob(onChange) {
  byId("examples").replaceChildren(...EXAMPLES.map(({ name, text }) =>
    h("li", {}, h("button", { class: "chip", type: "button", onclick: () => take(text) }, name))));
  byId("read-job").addEventListener("click", () => read(onChange));
  byId("job").addEventListener("change", () => read(onChange));

  function take(text) {
    byId("job").value = text;
    read(onChange);
  }
}

/** The stored job, or null; with the fields of a ranking request that name it. */
export function job() {
  return current;
}

/** The ids of the requirements that the recruiter made a must, or nice to have. */
export function importances() {
  return [...changed.entries()];
}

/** The log refers to the job from now on, so it stays when another is read. */
export function keepJob() {
  isDecided = true;
}

async function read(onChange) {
  const text = byId("job").value;
  if (text === asked) return; // leaving the field and pressing the button are one wish
  asked = text;
  byId("job-problem").replaceChildren();
  const former = isDecided ? null : current;
  [current, changed, isDecided] = [null, new Map(), false];
  try {
    const stored = await post("v1/jobs", { text });
    if (text !== asked) return; // another was asked for meanwhile
    current = stored;
  } catch (error) {
    if (text !== asked) return;
    asked = null;
    byId("asked").hidden = true;
    byId("job-problem").replaceChildren(errorAlert(error));
    onChange();
    return;
  }
  show(onChange);
  onChange();
  if (former) remove(`v1/jobs/${former.job_id}`).catch(() => {}); // only tidiness: the service may keep it
}

function show(onChange) {
  byId("asked").hidden = false;
  byId("asked-facts").textContent = facts(current);
  byId("requirements-help").hidden = current.requirements.length === 0;
  byId("requirements").replaceChildren(...current.requirements.map((requirement) => h("li", {}, toggle(requirement, onChange))));
}

function facts({ title, minimum_years: years, minimum_level: level, warnings }) {
  const asked = [years && `${years} years of experience`, LEVELS[level]].filter(Boolean).join(" and ");
  return [title ? `Understood as “${title}”.` : "No title found.", asked && `Asks for ${asked}.`, ...warnings].filter(Boolean).join(" ");
}

function toggle(requirement, onChange) {
  const importance = () => changed.get(requirement.id) ?? requirement.importance;
  const mark = () => {
    button.setAttribute("aria-pressed", String(importance() === "must"));
    button.title = importance() === "must" ? "A must. Press to make it nice to have." : "Nice to have. Press to make it a must.";
  };
  const button = h("button", { class: "chip", type: "button", "aria-label": `${requirement.label} is a must`, onclick: () => {
    changed.set(requirement.id, importance() === "must" ? "nice" : "must");
    mark();
    onChange();
  } }, requirement.label);
  mark();
  return button;
}
