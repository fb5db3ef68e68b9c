/**
 * Talk to the service's public API: JSON in, JSON out, every failure an ApiError.
 *
 * A request that is refused because the service is busy (429, 503) is sent once more after the time the service
 * names; both refusals come before any work is done. A 401 asks for an API key, which lives in sessionStorage.
 */

const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_S = 5;
const KEY_NAME = "api-key";

/** What went wrong, in words a person can act on. `status` is 0 when no answer came. */
export class ApiError extends Error {
  constructor({ title, status = 0, detail = "", request_id: requestId = null }) {
    super(title);
    this.name = "ApiError";
    Object.assign(this, { title, status, detail, requestId });
  }
}

/** Emits `answer` (detail: request id or null) after every response. */
export const traffic = new EventTarget();

let askForKey = async () => null;
let pendingKey = null;

/** Register who asks the person for an API key: `async ({ refused }) => key or null`. */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** GET `path`; `params` become the query string. */
export function get(path, params = {}, { signal } = {}) {
  const url = new URL(path, document.baseURI);
  Object.entries(params).forEach(([name, value]) => url.searchParams.set(name, value));
  return call(url, { method: "GET" }, signal);
}

/** POST `body` as JSON to `path`. */
export function post(path, body, { signal } = {}) {
  const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return call(new URL(path, document.baseURI), init, signal);
}

async function call(url, init, signal) {
  let key = sessionStorage.getItem(KEY_NAME);
  let response = await send(url, init, key, signal);
  const wait = retryAfterSeconds(response);
  if (wait !== null) {
    await sleep(wait * 1000, signal);
    response = await send(url, init, key, signal);
  }
  while (response.status === 401) {
    key = await keyInsteadOf(key);
    if (!key) break;
    response = await send(url, init, key, signal);
  }
  if (!response.ok) throw await asError(response);
  return response.json();
}

async function send(url, init, key, signal) {
  const headers = { Accept: "application/json", ...init.headers, ...(key ? { "X-API-Key": key } : {}) };
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await fetch(url, { ...init, headers, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    traffic.dispatchEvent(new CustomEvent("answer", { detail: response.headers.get("X-Request-ID") }));
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw limit.aborted
      ? new ApiError({ title: "No answer in time", detail: `The service took longer than ${TIMEOUT_MS / 1000} s.` })
      : new ApiError({ title: "The service cannot be reached", detail: "Check that it is running, then try again." });
  }
}

/** Seconds to wait before the one retry, or null when the answer stands. */
function retryAfterSeconds(response) {
  if (response.status !== 429 && response.status !== 503) return null;
  const seconds = Number(response.headers.get("Retry-After") ?? 1);
  return seconds >= 0 && seconds <= LONGEST_WAIT_S ? seconds : null;
}

function sleep(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** The key to try after `refused` was; null when the person gives none. Requests that fail together ask once. */
async function keyInsteadOf(refused) {
  const stored = sessionStorage.getItem(KEY_NAME);
  if (stored !== refused) return stored;
  pendingKey ??= askForKey({ refused: refused !== null }).finally(() => (pendingKey = null));
  const key = await pendingKey;
  if (key) sessionStorage.setItem(KEY_NAME, key);
  return key;
}

async function asError(response) {
  const requestId = response.headers.get("X-Request-ID");
  const fallback = { title: response.statusText || `Error ${response.status}`, status: response.status };
  const isProblem = (response.headers.get("Content-Type") ?? "").includes("problem+json");
  const problem = isProblem ? await response.json().catch(() => ({})) : {};
  return new ApiError({ ...fallback, request_id: requestId, ...problem });
}
