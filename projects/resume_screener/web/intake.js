/** The ways in for resumes: choose files, drop them anywhere on the page, or take the samples. */

import { download } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { toast } from "../shared/shell.js";
import { SAMPLES } from "./samples.js";

let files = [];

/** Wire all ways in; `onChange()` is called when there are other files than before. */
export function setUpIntake(onChange) {
  const set = (chosen) => {
    files = chosen;
    show();
    onChange();
  };
  const add = (more) => more.length && set([...files, ...more]);
  const input = byId("files");
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = ""; // so that the same file can be chosen again
  });
  byId("clear").addEventListener("click", () => set([]));
  byId("try-samples").addEventListener("click", async () => {
    try {
      set(await Promise.all(SAMPLES.map(sample)));
    } catch (error) {
      toast(`The samples did not come: ${error.title ?? error}. Try again.`);
    }
  });
  setUpDrop(add);
}

/** The files, in the order in which the service counts them. */
export function chosenFiles() {
  return files;
}

async function sample(name) {
  const blob = await download(`static/app/samples/${name}`);
  return new File([blob], name, { type: blob.type });
}

function show() {
  byId("chosen").hidden = byId("clear").hidden = files.length === 0;
  byId("chosen-count").textContent = files.length === 1 ? "1 file" : `${files.length} files`;
  byId("chosen-names").replaceChildren(...files.map(({ name }) => h("li", {}, name)));
}

function setUpDrop(add) {
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
    const dropped = items.filter((item) => !item.webkitGetAsEntry()?.isDirectory).map((item) => item.getAsFile());
    if (dropped.length) add(dropped);
    else toast(items.length ? "That is a folder. Open it, then drop the files in it." : "That was no file. Save it first, then drop it here.");
  });
}
