/** The page: pictures go in; a verdict, its evidence and its numbers come out. It uses the public API and nothing else. */

import { get, upload } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert, showModel, toast } from "../shared/shell.js";
import { hideGallery, showGallery } from "./gallery.js";
import { setUpIntake } from "./intake.js";
import { FAULTS, percentage } from "./pictures.js";
import { inShort, verdict } from "./verdict.js";

const MAX_PICTURES = 96;
const NARROW = matchMedia("(max-width: 52rem)");
const PLACEHOLDER = [...byId("verdict").childNodes];
let request = new AbortController();
let modelVersion = null;

async function take(files) {
  request.abort();
  request = new AbortController();
  byId("problem").replaceChildren();
  byId("verdict").hidden = false;
  setBusy(false);
  if (files.length === 1) {
    hideGallery();
    return classify(files[0], request.signal);
  }
  if (files.length > MAX_PICTURES) toast(`Only the first ${MAX_PICTURES} of ${files.length} pictures are taken.`);
  byId("verdict").replaceChildren(...PLACEHOLDER);
  return showGallery(files.slice(0, MAX_PICTURES), { onOpen: show, signal: request.signal });
}

async function classify(file, signal) {
  setBusy(true);
  try {
    const response = await upload("v1/classify", file, { signal });
    const { model, ...classification } = await response.json();
    show(file, classification, model);
    reveal();
  } catch (error) {
    if (signal.aborted) return;
    fail(file, error);
  }
  setBusy(false);
}

function setBusy(busy) {
  byId("verdict").setAttribute("aria-busy", String(busy));
}

function show(file, classification, model) {
  byId("verdict").replaceChildren(...verdict(file, classification, model));
  byId("verdict-status").textContent = `${inShort(classification)}. ${classification.reason ?? `${percentage(classification.confidence)} sure.`}`;
  if (modelVersion !== null && modelVersion !== model.version) showModel();
  modelVersion = model.version;
}

function fail(file, error) {
  const fault = FAULTS[error.status];
  if (fault) error.title = `${file.name} ${fault}`;
  byId("problem").replaceChildren(errorAlert(error, fault ? null : () => take([file])));
  byId("verdict").hidden = true;
  reveal();
}

/** On a narrow screen the verdict lies below the pictures. */
function reveal() {
  if (NARROW.matches) byId("result").scrollIntoView();
}

async function showLabels() {
  try {
    const { labels } = await get("v1/labels");
    byId("labels").replaceChildren(h("strong", {}, `It knows ${labels.length} classes. `), `${labels.join(", ")}.`);
  } catch {
    // Only a help: what failed will be told where it matters.
  }
}

byId("gallery").addEventListener("click", ({ target }) => target.closest("button") && reveal());
setUpIntake(take);
showLabels();
