/** The ways in for documents, and how far the service is with each. */

import { get, upload } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert, toast } from "../shared/shell.js";

const FIRST_LOOK_MS = 250;
const LAST_LOOK_MS = 3_000;
const GIVE_UP_AFTER = 5;

/** Wire button and drop; `onDone()` is called whenever a document is ready. */
export function setUpIntake({ onDone }) {
  const input = byId("files");
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = ""; // so that the same file can be chosen again
    if (files.length) add(files, onDone);
  });
  setUpDrop((files) => add(files, onDone));
  watchRunning(onDone);
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
    else if (items.length) toast("That is a folder. Open it, then drop the documents in it.");
    else toast("That was no file. Save it first, then drop it here.");
  });
}

/** One request a file: one that is refused does not keep out the others. */
function add(files, onDone) {
  return Promise.all(files.map((file) => addOne(file, onDone)));
}

async function addOne(file, onDone) {
  const row = jobRow(file.name);
  const form = new FormData();
  form.append("files", file);
  if (byId("label").value) form.append("access", byId("label").value);
  row.say("Sending");
  try {
    const response = await upload("v1/documents", form);
    const { jobs } = await response.json();
    await Promise.all(jobs.map((job) => follow(job, row, onDone)));
  } catch (error) {
    row.fail(errorAlert(error, () => {
      row.node.remove();
      addOne(file, onDone);
    }));
  }
}

/** Show a job that was started elsewhere on the page. */
export function watch(job, onDone) {
  follow(job, jobRow(job.name), onDone);
}

async function watchRunning(onDone) {
  try {
    const { jobs } = await get("v1/jobs");
    jobs.filter(({ state }) => state === "queued" || state === "running").forEach((job) => watch(job, onDone));
  } catch {
    // Only a help: what failed will be told by the list of documents.
  }
}

async function follow(job, row, onDone) {
  let [current, pause, failures] = [job, FIRST_LOOK_MS, 0];
  while (current.state === "queued" || current.state === "running") {
    row.progress(current);
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.3, LAST_LOOK_MS);
    try {
      current = await get(`v1/jobs/${encodeURIComponent(job.job_id)}`);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === GIVE_UP_AFTER || error.status === 404) return row.fail(errorAlert(error, () => follow(job, row, onDone)));
    }
  }
  if (current.state === "failed") return row.fail(problem(current));
  row.node.remove();
  toast(`“${current.name}” is ready.`);
  return onDone();
}

function capitalised(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function problem({ error }) {
  return h("p", { class: "alert bad small", role: "alert" }, error.message);
}

function jobRow(name) {
  const stage = h("span", { class: "small soft", role: "status" });
  const bar = h("progress", { class: "job-progress", "aria-label": `Progress of ${name}` });
  const dismiss = h("button", { class: "button quiet small", type: "button", hidden: true, onclick: () => node.remove() }, "Dismiss");
  const body = h("div", { class: "job-body" }, bar);
  const node = h("li", { class: "job" },
    h("div", { class: "row apart" }, h("span", { class: "job-name" }, name), stage, dismiss), body);
  byId("jobs").append(node);
  return {
    node,
    say: (words) => (stage.textContent = words),
    progress({ stage: at, done, total }) {
      stage.textContent = capitalised(at);
      if (total) [bar.max, bar.value] = [total, done];
      else bar.removeAttribute("value");
    },
    fail(alert) {
      stage.textContent = "Failed";
      dismiss.hidden = false;
      body.replaceChildren(alert);
    },
  };
}
