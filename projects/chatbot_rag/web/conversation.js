/** The conversation: one question at a time, its answer as it is written, and the session that remembers both. */

import { ApiError, get, post, remove, stream } from "../shared/client.js";
import { byId, h } from "../shared/dom.js";
import { errorAlert, showModel } from "../shared/shell.js";
import { openAnswer } from "./answer.js";
import { eventsOf } from "./events.js";

const SESSION = "chat-session";
const LONGEST_ANSWER_MS = 120_000;
const GONE = 404;
let running = null;
let modelVersion = null;

/** Wire the composer; returns what asks a question. */
export function setUpConversation() {
  const [composer, input] = [byId("composer"), byId("question")];
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = input.value.trim();
    if (!question || running) return;
    input.value = "";
    ask(question);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  byId("stop").addEventListener("click", () => running?.abort());
  byId("start-over").addEventListener("click", startOver);
  restore();
  return { ask };
}

async function ask(question) {
  if (running) return;
  const turn = addTurn(question);
  running = new AbortController();
  setRunning(true);
  try {
    await answerInto(turn, question, running.signal);
  } catch (error) {
    if (running.signal.aborted) turn.stopped();
    else turn.failed(error, () => again(turn, question));
  }
  running = null;
  setRunning(false);
}

/** The same question once more; the failed attempt makes room. */
function again(turn, question) {
  turn.node.remove();
  ask(question);
}

async function answerInto(turn, question, signal) {
  const body = { question, session_id: await session(signal), stream: true, trace: true };
  let response;
  try {
    response = await stream("v1/chat", body, { signal, patience: LONGEST_ANSWER_MS });
  } catch (error) {
    if (error.status !== GONE) throw error;
    sessionStorage.removeItem(SESSION); // somebody deleted it, or the database is new
    response = await stream("v1/chat", { ...body, session_id: await session(signal) }, { signal, patience: LONGEST_ANSWER_MS });
  }
  for await (const { event, data } of eventsOf(response)) {
    if (event === "searched") turn.searched(data);
    else if (event === "sentence") turn.sentence(data);
    else if (event === "problem") throw new ApiError(data);
    else if (event === "answer") return finish(turn, data);
  }
  throw new ApiError({ title: "The answer broke off", detail: "The connection to the service was lost on the way." });
}

function finish(turn, answer) {
  turn.finish(answer);
  if (modelVersion !== null && modelVersion !== answer.model.version) showModel();
  modelVersion = answer.model.version;
}

function addTurn(question) {
  byId("start").hidden = true;
  byId("start-over").hidden = false;
  const turn = openAnswer(question);
  byId("log").append(turn.node);
  turn.node.scrollIntoView({ block: "start" });
  return turn;
}

function setRunning(on) {
  byId("stop").hidden = !on;
  byId("send").hidden = on;
  byId("start-over").disabled = on;
  byId("log").setAttribute("aria-busy", String(on));
}

/** Id of this tab's session; the first question makes it. */
async function session(signal) {
  const known = sessionStorage.getItem(SESSION);
  if (known) return known;
  const { session_id: id } = await post("v1/sessions", {}, { signal });
  sessionStorage.setItem(SESSION, id);
  return id;
}

async function startOver() {
  const id = sessionStorage.getItem(SESSION);
  sessionStorage.removeItem(SESSION);
  byId("log").replaceChildren();
  byId("restoring").replaceChildren();
  byId("start").hidden = false;
  byId("start-over").hidden = true;
  byId("question").focus();
  if (!id) return;
  try {
    await remove(`v1/sessions/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error.status !== GONE) byId("restoring").replaceChildren(errorAlert(error, null));
  }
}

/** Show what was said before this tab was loaded again. */
async function restore() {
  const id = sessionStorage.getItem(SESSION);
  if (!id) return;
  try {
    const { turns } = await get(`v1/sessions/${encodeURIComponent(id)}`);
    let question = "";
    for (const { role, content, answer } of turns) {
      if (role === "user") question = content;
      else if (answer) addTurn(question).finish(answer);
    }
  } catch (error) {
    if (error.status === GONE) sessionStorage.removeItem(SESSION);
    else byId("restoring").replaceChildren(h("div", {}, errorAlert(error, restoreAgain)));
  }
}

function restoreAgain() {
  byId("restoring").replaceChildren();
  restore();
}
