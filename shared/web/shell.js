/** What every page has around its content: the model badge, the last request id, toasts, the key dialog. */

import { get, onKeyNeeded, traffic } from "./client.js";
import { byId, h } from "./dom.js";

const TOAST_MS = 5_000;

/** Say something in passing. */
export function toast(message) {
  const node = h("p", { class: "toast" }, message);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), TOAST_MS);
}

/** An alert that tells what failed, what to do and which request it was. `retry` adds a button. */
export function errorAlert(error, retry) {
  return h("div", { class: "alert bad", role: "alert" },
    h("p", {}, h("strong", {}, error.title ?? "Something went wrong on this page")),
    h("p", {}, error.detail ?? String(error)),
    error.requestId && h("p", { class: "small" }, "Request ", h("code", {}, error.requestId)),
    retry && h("button", { class: "button", type: "button", onclick: retry }, "Try again"));
}

/** Show which model answered; `/v1/model` is asked again when the version changes, e.g. after a hot swap. */
export async function showModel() {
  let model;
  try {
    model = await get("v1/model");
  } catch {
    return; // The page works without its badge, and what failed will be told where it matters.
  }
  byId("model-badge").textContent = `${model.name} v${model.version}`;
  byId("model-facts").replaceChildren(...facts(model).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
  byId("model").hidden = false;
}

function facts(model) {
  const metrics = Object.entries(model.metrics ?? {}).map(([name, value]) => [name, value.toFixed(4)]);
  return [
    ["alias", model.alias],
    ["trained", model.trained_at && new Date(model.trained_at).toLocaleString()],
    ["loaded", model.loaded_at && new Date(model.loaded_at).toLocaleString()],
    ["size", model.size_bytes && `${(model.size_bytes / 1e6).toFixed(1)} MB`],
    ["data", model.data_sha256?.slice(0, 12)],
    ["run", model.run_id?.slice(0, 12)],
    ...metrics,
  ].filter(([, value]) => value);
}

function askForKey({ refused }) {
  const [dialog, form, input] = [byId("key-dialog"), byId("key-form"), byId("key-input")];
  byId("key-refused").hidden = !refused;
  input.value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    let answer = null;
    form.onsubmit = (event) => {
      event.preventDefault();
      answer = input.value;
      dialog.close();
    };
    byId("key-cancel").onclick = () => dialog.close();
    dialog.addEventListener("close", () => resolve(answer), { once: true });
  });
}

function closeModelOnOutsideUse() {
  const model = byId("model");
  document.addEventListener("click", (event) => {
    if (!model.contains(event.target)) model.open = false;
  });
  model.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !model.open) return;
    model.open = false;
    model.querySelector("summary").focus();
  });
}

onKeyNeeded(askForKey);
traffic.addEventListener("answer", ({ detail }) => {
  if (detail) byId("request-id").textContent = detail;
});
closeModelOnOutsideUse();
showModel();
