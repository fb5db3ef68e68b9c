/** The page: a job and resumes go in; a ranking with its evidence comes out. It uses the public API and nothing else. */

import { post, upload } from "../shared/client.js";
import { byId, debounce, h } from "../shared/dom.js";
import { errorAlert, toast } from "../shared/shell.js";
import { candidateItem } from "./candidate.js";
import { reasoned } from "./decide.js";
import { chosenFiles, setUpIntake } from "./intake.js";
import { importances, job, keepJob, setUpJob } from "./job.js";
import { ranked, sharesOf } from "./parts.js";
import { chosenWeights, setUpWeights, showWeights } from "./weights.js";

const PATIENCE_MS = 250; // several requirements may be changed in a row
const NARROW = matchMedia("(max-width: 60rem)");
let request = new AbortController();
let ranking = null; // the service's last answer, and the weights it was asked for
let open = new Set();
let decided = new Map();

/** Ask the service; what it answers to an older question is dropped. */
async function rank() {
  request.abort();
  request = new AbortController();
  const { signal } = request;
  byId("problem").replaceChildren();
  if (!job() || !chosenFiles().length) return show(null);
  byId("ranking").setAttribute("aria-busy", "true");
  byId("status").textContent = "Reading and ranking…";
  try {
    const answer = await fetchRanking(signal);
    if (ranking?.job.job_id !== answer.job.job_id) decided = new Map();
    const isFirst = ranking === null;
    show(answer);
    if (isFirst && NARROW.matches) byId("result").scrollIntoView();
  } catch (error) {
    if (signal.aborted) return;
    show(null);
    byId("problem").replaceChildren(errorAlert(error, rank));
  } finally {
    if (!signal.aborted) byId("ranking").setAttribute("aria-busy", "false");
  }
}

async function fetchRanking(signal) {
  const weights = chosenWeights();
  const response = await upload("v1/rank", form(weights), { signal });
  return { ...await response.json(), asked: weights };
}

function form(weights) {
  const body = new FormData();
  body.append("job_id", job().job_id);
  body.append("blind", String(byId("blind").checked));
  if (weights) body.append("weights", JSON.stringify(weights));
  importances().forEach(([id, importance]) => body.append(importance, id));
  chosenFiles().forEach((file) => body.append("files", file));
  return body;
}

function show(answer) {
  ranking = answer;
  byId("placeholder").hidden = answer !== null;
  byId("export").hidden = answer === null;
  byId("failed").replaceChildren(...notRanked(answer));
  if (answer) showWeights(answer.weights, answer.job.reliability, render);
  render();
}

function notRanked(answer) {
  const files = chosenFiles();
  const failed = (answer?.failed ?? []).map(({ file_index: index, message }) => [files[index].name, message]);
  const twice = (answer?.duplicates ?? []).map(({ file_index: index }) => [files[index].name, "It is the same file as another one, and ranked once."]);
  return [...failed, ...twice].map(([name, words]) => h("li", { class: "alert small" }, h("p", {}, h("strong", {}, name), " ", words)));
}

/** Show the candidates under the weights of now: those of the sliders need no answer of the service. */
function render() {
  const shares = ranking && sharesOf(chosenWeights() ?? ranking.weights, ranking.job.reliability);
  const candidates = shares ? ranked(ranking.candidates, shares) : [];
  byId("ranking").replaceChildren(...candidates.map((candidate) => candidateItem(candidate, {
    title: titleOf(candidate),
    decided: decided.get(candidate.resume_id) ?? null,
    isOpen: open.has(candidate.resume_id),
    onToggle: (isOpen) => (isOpen ? open.add(candidate.resume_id) : open.delete(candidate.resume_id)),
    onDecide: decide,
  })));
  byId("status").textContent = ranking ? `${candidates.length} candidates ranked.` : "";
  if (ranking && !shares) byId("problem").replaceChildren(h("p", { class: "alert" }, "Nothing that this job asks for has a weight: give one part some."));
  else if (shares) byId("problem").replaceChildren();
}

/** A file's name may be the person's: in blind mode it is not shown. */
function titleOf({ label, name, file_index: index }) {
  return ranking.blind ? label : name ?? chosenFiles()[index]?.name ?? label;
}

async function decide(candidate, decision) {
  try {
    const body = await reasoned(candidate, decision);
    if (!body) return;
    const recorded = await post("v1/decisions", { ...body, receipt: await receiptOf(candidate.resume_id) });
    decided.set(candidate.resume_id, recorded.decision);
    keepJob();
    render();
    toast(recorded.override ? "Recorded, as an override with your reason." : "Recorded.");
  } catch (error) {
    byId("problem").replaceChildren(errorAlert(error));
    byId("problem").scrollIntoView();
  }
}

/** The log is to hold what was on the screen: when a slider was moved since, the service ranks once more. */
async function receiptOf(resumeId) {
  if (ranking.asked !== chosenWeights()) show(await fetchRanking(request.signal));
  return ranking.candidates.find(({ resume_id: id }) => id === resumeId).receipt;
}

async function exportTable() {
  try {
    const response = await upload("v1/rank", form(chosenWeights()), { params: { format: "csv" } });
    const address = URL.createObjectURL(await response.blob());
    h("a", { href: address, download: "ranking.csv" }).click();
    URL.revokeObjectURL(address);
  } catch (error) {
    byId("problem").replaceChildren(errorAlert(error, exportTable));
  }
}

const rankSoon = debounce(rank, PATIENCE_MS);
setUpJob(rankSoon);
setUpIntake(rankSoon);
setUpWeights(() => ranking && show(ranking));
byId("blind").addEventListener("change", rank);
byId("export").addEventListener("click", exportTable);
