/** The text behind a number: the passage in its document, marked, with what stands around it. Or a document to read. */

import { get } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";

const AROUND = 600;
const FAR_AROUND = 5_000; // as much as the service gives at a time
let request = new AbortController();

/** Wire the dialog. */
export function setUpPassage() {
  const dialog = byId("passage");
  byId("passage-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => request.abort());
}

/** "Random forests › Why more trees do not overfit", without saying anything twice in a row. */
export function place({ title, headings }) {
  return [title, ...headings].filter((part, i, all) => part !== all[i - 1]).join(" › ");
}

/** Open the place of a citation or hit. */
export function openPassage(cited) {
  open(cited, (body) => showPassage(body, cited, AROUND));
}

/** Open a document at its beginning. */
export function openDocument(document) {
  open(document, (body) => readOn(body, document, 0));
}

function open({ title }, fill) {
  byId("passage-title").textContent = title;
  byId("passage-place").textContent = "";
  byId("passage-where").textContent = "";
  const body = byId("passage-body");
  body.replaceChildren(h("div", { class: "skeleton tall" }));
  byId("passage").showModal();
  fill(body);
  body.focus({ preventScroll: true });
}

async function showPassage(body, cited, context) {
  const again = () => showPassage(body, cited, context);
  const text = await textOf(body, cited, { start: cited.start, end: cited.end, context }, again);
  if (!text) return;
  const { start, end, revision, more } = text;
  const [before, passage, after] = unwrapped(text);
  const changed = cited.quote !== undefined && cited.quote !== text.passage;
  describe(cited, text, `Characters ${start.toLocaleString()} to ${end.toLocaleString()}, revision ${revision}`);
  body.replaceChildren(
    ...(changed ? [moved(cited.quote)] : []),
    h("div", { class: "document-text" },
      start > before.length && h("span", {}, "… "),
      before, changed ? passage : h("mark", {}, passage), after,
      more && h("span", {}, " …")));
  const whole = start === before.length && !more;
  offer(!whole && context < FAR_AROUND && "Show more around it", () => showPassage(body, cited, FAR_AROUND));
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
}

async function readOn(body, document, from) {
  const again = () => readOn(body, document, from);
  const text = await textOf(body, document, { start: from, end: from, context: FAR_AROUND }, again);
  if (!text) return;
  if (from === 0) body.replaceChildren(h("div", { class: "document-text plain" }));
  body.querySelector(".document-text").append(unwrapped({ ...text, before: "" }).join(""));
  describe(document, text, `Revision ${text.revision}`);
  offer(text.more && "Read on", () => readOn(body, document, from + text.after.length));
}

/** The text of a place; null when that failed, which is told in `body`, or when the dialog shows something else by now. */
async function textOf(body, { document_id: id }, params, again) {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  offer(false);
  try {
    return await get(`v1/documents/${encodeURIComponent(id)}/text`, params, { signal });
  } catch (error) {
    if (!signal.aborted) body.replaceChildren(errorAlert(error, error.status === 404 ? null : again));
    return null;
  }
}

function describe({ headings = [] }, { title, name }, where) {
  byId("passage-title").textContent = title;
  byId("passage-place").textContent = place({ title: name, headings });
  byId("passage-where").textContent = where;
}

function offer(label, onclick = null) {
  const more = byId("passage-more");
  more.hidden = !label;
  more.textContent = label || "";
  more.onclick = onclick;
}

/** The three parts, where lines of a paragraph that the author wrapped flow again. No part changes its length. */
function unwrapped({ before, passage, after }) {
  const whole = `${before}${passage}${after}`.replaceAll(/(?<=[^\n]{60})\n(?=[^\s\d#*+>|`-])/g, " ");
  const end = before.length + passage.length;
  return [whole.slice(0, before.length), whole.slice(before.length, end), whole.slice(end)];
}

function moved(quote) {
  return h("div", { class: "alert" },
    h("p", {}, "The document has changed since this was written. The sentence stood on:"), h("blockquote", {}, quote));
}
