/** The documents: what is there, who may see it, and how it goes away again. */

import { get, post, remove } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert, toast } from "../shared/shell.js";
import { watch } from "./intake.js";
import { openDocument } from "./passage.js";

const MANY = 8;
const PUBLIC = "public";
const UPLOADED = "uploaded"; // the others follow a folder on the server
let documents = [];

/** Wire the search field. */
export function setUpLibrary() {
  byId("filter").addEventListener("input", render);
}

/** Fetch the list and show it; returns the documents, none when that failed. */
export async function showDocuments() {
  byId("documents").setAttribute("aria-busy", "true");
  byId("library-problem").replaceChildren();
  try {
    const answer = await get("v1/documents");
    ({ documents } = answer);
    showLabels(answer.labels);
    render();
  } catch (error) {
    byId("library-problem").replaceChildren(errorAlert(error, showDocuments));
  }
  byId("documents").setAttribute("aria-busy", "false");
  return documents;
}

function render() {
  const words = byId("filter").value.trim().toLowerCase();
  const shown = documents.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(words));
  byId("filter-field").hidden = documents.length < MANY;
  byId("library-count").textContent = words ? `${shown.length} of ${documents.length}` : String(documents.length);
  byId("documents").replaceChildren(...(shown.length ? shown.map(row) : [nothing(words)]));
}

function nothing(words) {
  return h("li", { class: "small soft" }, words ? "No document is called that." : "None yet. Add the first one.");
}

function row(document) {
  const { document_id: id, title, name, access, chunks, restorable, origin } = document;
  const size = chunks ? `${chunks} ${chunks === 1 ? "passage" : "passages"}` : "being read";
  const open = () => openDocument({ document_id: id, title });
  const node = h("li", { class: "document" },
    h("button", { class: "document-open", type: "button", onclick: open },
      h("span", { class: "document-title" }, title),
      h("span", { class: "document-facts small soft" }, h("span", {}, name), h("span", {}, size))),
    access !== PUBLIC && h("span", { class: "badge plain", title: "Seen by those who hold this label" }, access),
    origin === UPLOADED && h("details", { class: "menu", name: "document-menu" },
      h("summary", { class: "button quiet", "aria-label": `More about ${title}`, title: "More" }, "⋯"),
      h("div", { class: "card" },
        restorable && h("button", { class: "button quiet", type: "button", onclick: () => rollBack(document) }, "Back to the previous revision"),
        h("button", { class: "button quiet danger", type: "button", onclick: () => take(document, node) }, "Delete"))));
  return node;
}

async function take({ document_id: id, title }, node) {
  await attempt(node, async () => {
    await remove(`v1/documents/${encodeURIComponent(id)}`);
    toast(`“${title}” is deleted.`);
    await showDocuments();
    byId("documents").focus();
  });
}

async function rollBack({ document_id: id }) {
  await attempt(byId("library-problem"), async () => {
    watch(await post(`v1/documents/${encodeURIComponent(id)}/rollback`, {}), showDocuments);
  });
}

async function attempt(node, action) {
  try {
    await action();
  } catch (error) {
    node.append(errorAlert(error, null));
  }
}

/** Only somebody with more than the public label has a choice to make. */
function showLabels(labels) {
  byId("label-field").hidden = labels.length < 2;
  const chosen = byId("label").value || PUBLIC;
  byId("label").replaceChildren(...labels.map((label) => h("option", { selected: label === chosen }, label)));
}
