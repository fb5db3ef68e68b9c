/** The ways in: choose files, drop them anywhere on the page, paste, or press a sample. */

import { download, get } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert, toast } from "../shared/shell.js";
import { picture } from "./pictures.js";

/** Wire all ways in; `onFiles(files)` gets at least one. */
export function setUpIntake(onFiles) {
  const input = byId("files");
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // so that the same file can be chosen again
    if (files.length) onFiles(files);
  });
  document.addEventListener("paste", ({ clipboardData }) => {
    if (clipboardData.files.length) onFiles([...clipboardData.files]);
  });
  setUpDrop(onFiles);
  showSamples(onFiles);
}

function setUpDrop(onFiles) {
  let depth = 0; // dragenter and dragleave come for every element on the way
  const mark = () => byId("dropzone").classList.toggle("over", depth > 0);
  const move = (step) => () => {
    depth += step;
    mark();
  };
  document.addEventListener("dragenter", move(1));
  document.addEventListener("dragleave", move(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault(); // or the browser leaves the page to show the file
    depth = 0;
    mark();
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const files = items.filter((item) => !item.webkitGetAsEntry()?.isDirectory).map((item) => item.getAsFile());
    if (files.length) onFiles(files);
    else if (items.length) toast("That is a folder. Open it, then drop the pictures in it.");
    else toast("That was no file. Save the picture first, then drop it here.");
  });
}

async function showSamples(onFiles) {
  try {
    const { samples } = await get("v1/samples");
    byId("samples").replaceChildren(...samples.map(() => h("li", { class: "sample skeleton" })));
    const files = await Promise.all(samples.map(({ name }) => sampleFile(name)));
    byId("samples").replaceChildren(...files.map((file) => h("li", {}, sampleButton(file, onFiles))));
  } catch (error) {
    byId("samples").replaceChildren(h("li", { class: "wide" }, errorAlert(error, () => showSamples(onFiles))));
  }
}

async function sampleFile(name) {
  const blob = await download(`v1/samples/${encodeURIComponent(name)}`);
  return new File([blob], name, { type: blob.type });
}

function sampleButton(file, onFiles) {
  const name = file.name.replace(/\.\w+$/, "").replaceAll("-", " ");
  return h("button", { class: "sample", type: "button", "aria-label": `Sample: ${name}`, onclick: () => onFiles([file]) },
    picture(file, { alt: "" }));
}
