/** Several pictures at once: each with its verdict in short; pressing one shows the whole of it. */

import { upload } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert } from "../shared/shell.js";
import { FAULTS, percentage, picture } from "./pictures.js";
import { inShort } from "./verdict.js";

// A request stays well below what the service takes, and the first verdicts come soon.
const MAX_FILES = 16;
const MAX_BYTES = 8e6;

/** Classify `files` and fill the gallery; `onOpen(file, classification, model)` is called for the one to show. */
export async function showGallery(files, { onOpen, signal }) {
  const items = files.map((file) => ({ file, node: h("li", { class: "skeleton thumb" }), result: null }));
  byId("gallery").replaceChildren(...items.map(({ node }) => node));
  byId("gallery-section").hidden = false;
  let shown = false;

  function open(item, model) {
    shown = true;
    items.forEach(({ node }) => node.firstElementChild?.setAttribute("aria-pressed", String(node === item.node)));
    onOpen(item.file, item.result.classification, model);
  }

  function fill(chunk, { results, model }) {
    chunk.forEach((item, i) => {
      item.result = results[i];
      item.node.className = "";
      item.node.replaceChildren(thumb(item, () => open(item, model)));
    });
    const first = chunk.find(({ result }) => result.classification);
    if (first && !shown) open(first, model);
  }

  async function classify(chunks) {
    byId("gallery-summary").textContent = summary(items);
    const [chunk, ...rest] = chunks;
    if (!chunk) return;
    try {
      fill(chunk, await answers(chunk.map(({ file }) => file), signal));
    } catch (error) {
      if (!signal.aborted) byId("gallery-summary").replaceChildren(errorAlert(error, () => classify(chunks)));
      return;
    }
    await classify(rest);
  }

  await classify(inChunks(items));
}

/** One result a file. Files that the service refuses together, e.g. one that is too large, have that as their problem. */
async function answers(files, signal) {
  const form = new FormData();
  files.forEach((file) => form.append("files", file));
  try {
    const response = await upload("v1/classify/batch", form, { signal });
    return await response.json();
  } catch (error) {
    if (!(error.status in FAULTS)) throw error;
    return { results: files.map(() => ({ classification: null, problem: error.detail })) };
  }
}

/** Take the gallery away. */
export function hideGallery() {
  byId("gallery-section").hidden = true;
  byId("gallery").replaceChildren();
}

function inChunks(items) {
  const chunks = [];
  let bytes = Infinity;
  for (const item of items) {
    if (bytes + item.file.size > MAX_BYTES || chunks.at(-1).length === MAX_FILES) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1).push(item);
    bytes += item.file.size;
  }
  return chunks;
}

function thumb({ file, result: { classification, problem } }, onclick) {
  if (!classification) {
    return h("div", { class: "thumb unreadable" }, h("span", { class: "small file-name" }, file.name), h("span", { class: "small" }, problem));
  }
  const { rejected, confidence } = classification;
  return h("button", { class: rejected ? "thumb refused" : "thumb", type: "button", "aria-pressed": "false", onclick },
    picture(file, { alt: "" }),
    h("span", { class: "thumb-label" }, inShort(classification)),
    h("span", { class: "small soft" }, rejected ? file.name : percentage(confidence)));
}

function summary(items) {
  const results = items.map(({ result }) => result).filter(Boolean);
  const refused = results.filter(({ classification }) => classification?.rejected).length;
  const unreadable = results.filter(({ classification }) => !classification).length;
  const recognised = results.length - refused - unreadable;
  return [
    `${results.length} of ${items.length} pictures answered: ${recognised} recognised`,
    refused && `${refused} not known`,
    unreadable && `${unreadable} unreadable`,
  ].filter(Boolean).join(", ");
}
