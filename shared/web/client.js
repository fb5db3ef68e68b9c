/**
 * Talk to the service's public API: JSON or files in, JSON or files out, every failure an ApiError.
 *
 * A request that is refused because the service is busy (429, 503) is sent once more after the time the service
 * names; both refusals come before any work is done. A 401 asks for an API key, which lives in sessionStorage.
 */

const TIMEOUT_MS = 15_000;
const TRANSFER_TIMEOUT_MS = 60_000; // a slow line may carry several photos
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
export async function get(path, params = {}, { signal } = {}) {
  const response = await call(address(path, params), { method: "GET" }, { signal });
  return response.json();
}

/** POST `body` as JSON to `path`. */
export async function post(path, body, { signal } = {}) {
  const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const response = await call(address(path), init, { signal });
  return response.json();
}

/** POST `body` as JSON and return the Response as soon as it begins; its body may take `patience` ms to end. */
export function stream(path, body, { signal, patience }) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream" };
  return call(address(path), { method: "POST", body: JSON.stringify(body), headers }, { signal, patience });
}

/** DELETE `path`. */
export async function remove(path) {
  await call(address(path), { method: "DELETE" }, {});
}

/** POST a file as it is, or a FormData, and return the Response. `params` become the query string. */
export function upload(path, body, { params = {}, signal } = {}) {
  const headers = body instanceof FormData ? {} : { "Content-Type": "application/octet-stream" };
  return call(address(path, params), { method: "POST", body, headers }, { signal, patience: TRANSFER_TIMEOUT_MS });
}

/** GET a file as a Blob. */
export async function download(path) {
  const response = await call(address(path), { method: "GET" }, { patience: TRANSFER_TIMEOUT_MS });
  return response.blob();
}

function address(path, params = {}) {
  const url = new URL(path, document.baseURI);
  Object.entries(params).forEach(([name, value]) => url.searchParams.set(name, value));
  return url;
}

async function call(url, init, options) {
  let key = sessionStorage.getItem(KEY_NAME);
  let response = await send(url, init, key, options);
  const wait = retryAfterSeconds(response);
  if (wait !== null) {
    await sleep(wait * 1000, options.signal);
    response = await send(url, init, key, options);
  }
  while (response.status === 401) {
    key = await keyInsteadOf(key);
    if (!key) break;
    response = await send(url, init, key, options);
  }
  if (!response.ok) throw await asError(response);
  return response;
}

async function send(url, init, key, { signal, patience = TIMEOUT_MS }) {
  const headers = { Accept: "application/json", ...init.headers, ...(key ? { "X-API-Key": key } : {}) };
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await fetch(url, { ...init, headers, signal: signal ? AbortSignal.any([signal, limit]) : limit });
    traffic.dispatchEvent(new CustomEvent("answer", { detail: response.headers.get("X-Request-ID") }));
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw limit.aborted
      ? new ApiError({ title: "No answer in time", detail: `The service took longer than ${patience / 1000} s.` })
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
