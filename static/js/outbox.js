// What this device has not sent yet: an ordered queue in IndexedDB, one key for each entry, so that sending twice is
// harmless. Shown on every page of the workspace while something waits. Also registers the service worker.
const box = document.querySelector("[data-outbox]");
const user = box?.dataset.user ?? "";
const NAME = "peripheria";
const LAST_USER = "peripheria-user";
const PASS_WAIT = 4000;
const RETRY = [3000, 10000, 30000, 60000];
let tries = 0;
let timer = 0;
let state = "";

const open = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("outbox", { keyPath: "order", autoIncrement: true });
    asked.result.createObjectStore("codes", { keyPath: "session" });
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// one transaction; resolves with the result of `work(store)` when everything is written
export async function inStore(name, mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const asked = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const newKey = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (
  digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));
export const entries = () => inStore("outbox", "readonly", (store) => store.getAll());
const put = (entry) => inStore("outbox", "readwrite", (store) => store.put(entry));
const drop = (order) => inStore("outbox", "readwrite", (store) => store.delete(order));
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`outbox:${name}`, { detail }));
const alone = (work) => (navigator.locks ? navigator.locks.request("peripheria-outbox", work) : work());

// Add {key, url, body: [[name, value]…], label, page}; it is sent as soon as the network allows.
export async function add(entry) {
  await put({ ...entry, user, state: "waiting", reason: "" });
  await show();
  send();
}

// Take back what waits here, or ask the server to take it back; `undo` is the address for that.
export async function takeBack(key, undo, label, page) {
  const was = await alone(async () => {
    const found = (await entries()).find((entry) => entry.key === key);
    if (found) await drop(found.order);
    return found;
  });
  if (was) await show();
  else await add({ key: newKey(), url: undo, body: [["key", key]], label, page, isUndo: true });
}

// A token is good for a minute; somebody else signing in makes it bad at once (403), and a new one is asked for.
const PASS_LIVES = 60000;
let kept;
async function keptPass() {
  if (kept && Date.now() - kept.at < PASS_LIVES) return { ...kept, isOld: true };
  const given = await pass();
  kept = given.token ? { ...given, at: Date.now() } : undefined;
  return given;
}

async function pass() {
  const wait = new AbortController();
  const over = setTimeout(() => wait.abort(), PASS_WAIT);
  try {
    const answer = await fetch(box.dataset.pass, { cache: "no-store", signal: wait.signal });
    if (answer.status === 401) return { state: "signedOut" };
    if (!answer.ok) return { state: "later" };
    const given = await answer.json();
    return given.user === user ? given : { state: "other" };
  } catch {
    return { state: "offline" };
  } finally {
    clearTimeout(over);
  }
}

// Whether the server answers and knows us; forms ask before they leave a page that could not be shown again.
export const isOnline = async () => Boolean(box && (await pass()).token);

async function sendOne(entry, { token, isOld }) {
  let answer;
  try {
    answer = await fetch(entry.url, {
      method: "POST", body: new URLSearchParams(entry.body), redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
  } catch {
    return "offline";
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) return "signedOut";
  if (answer.status === 429 || answer.status >= 500) return "later";
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 403 && isOld) return "stale";
  if (answer.ok || (entry.isUndo && answer.status === 404)) {
    await drop(entry.order);
    tell("sent", { entry, said });
    return "";
  }
  await put({ ...entry, state: "refused", reason: said.reason || box.dataset[answer.status === 403 ? "forbidden" : "failed"] });
  tell("refused", { entry });
  return "";
}

// In order, one at a time, over all tabs; stops at the first that finds no network.
let running;
let isAskedAgain = false;
export function send() {
  isAskedAgain = true;
  running ??= (async () => {
    while (isAskedAgain) { isAskedAgain = false; await sendAll(); }
  })().finally(() => { running = undefined; });
  return running;
}

async function sendAll() {
  clearTimeout(timer);
  if (!box) return;
  let waiting = await next();
  if (!waiting) { await show(); return; }
  const given = await keptPass();
  state = given.state ?? "sending";
  await show();
  while (waiting && state === "sending") {
    const result = await alone(async () => {
      waiting = await next();  // another tab, or a taking back, may have been there first
      return waiting ? sendOne(waiting, given) : "";
    });
    if (result) state = result;
    await show();
    waiting = await next();
  }
  if (state === "sending") { state = ""; tries = 0; } else kept = undefined;
  if (state === "stale") { state = ""; isAskedAgain = true; }
  if (state === "offline" || state === "later") timer = setTimeout(send, RETRY[Math.min(tries++, RETRY.length - 1)]);
  await show();
  tell("idle", {});
}

async function next() {
  return (await entries()).find((entry) => entry.state === "waiting" && entry.user === user);
}

async function show() {
  if (!box) return;
  const all = await entries();
  const waiting = all.filter((entry) => entry.state === "waiting");
  const refused = all.filter((entry) => entry.state === "refused" && entry.user === user);
  const others = waiting.length && waiting.every((entry) => entry.user !== user);
  box.hidden = !all.length;
  const count = box.querySelector("[data-outbox-count]");
  count.textContent = waiting.length ? count.dataset.words.replace("%n", waiting.length) : "";
  const word = box.querySelector("[data-outbox-state]");
  const shown = others ? "other" : state || (navigator.onLine ? "" : "offline");
  word.textContent = (waiting.length && word.dataset[shown]) || "";
  box.querySelector("[data-outbox-send]").hidden = !waiting.length || shown === "signedOut" || shown === "other";
  const signIn = box.querySelector("[data-outbox-sign-in]");
  signIn.hidden = !(waiting.length && (shown === "signedOut" || shown === "other"));
  signIn.href = `${box.dataset.signIn}?next=${encodeURIComponent(location.pathname)}`;
  showRefused(refused);
  tell("change", { waiting, refused });
}

function showRefused(refused) {
  const part = box.querySelector("[data-outbox-refused]");
  part.hidden = !refused.length;
  const list = part.querySelector("ul");
  list.replaceChildren(...refused.map((entry) => {
    const row = box.querySelector("[data-outbox-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-label]").textContent = entry.label;
    row.querySelector("[data-reason]").textContent = entry.reason;
    const edit = row.querySelector("[data-edit]");
    edit.hidden = !entry.page || Boolean(entry.isUndo);
    edit.addEventListener("click", () => { location.assign(`${entry.page}#outbox-${entry.order}`); });
    row.querySelector("[data-discard]").addEventListener("click", async () => { await drop(entry.order); await show(); });
    return row;
  }));
}

// Give the entry named in the address (#outbox-7) to a form, and take it out of the queue once it is sent anew.
export async function toEdit() {
  const order = Number(/^#outbox-(\d+)$/.exec(location.hash)?.[1] ?? 0);
  return order ? (await entries()).find((entry) => entry.order === order && entry.user === user) : undefined;
}
export const forget = async (entry) => { await drop(entry.order); await show(); };

async function clearDevice() {
  await inStore("outbox", "readwrite", (store) => store.clear());
  await inStore("codes", "readwrite", (store) => store.clear());
  if (window.caches) await caches.delete("pages");
  localStorage.removeItem(LAST_USER);
}

// Signing out leaves nothing of people on the device, and asks first where something is not sent.
function guardSignOut() {
  const dialog = document.querySelector("[data-outbox-leave]");
  for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (dialog && (await entries().catch(() => [])).length) { dialog.showModal(); dialog.leaving = form; return; }
      await clearDevice().catch(() => {});
      form.submit();
    });
  }
  dialog?.querySelector("[data-stay]").addEventListener("click", () => { dialog.close(); send(); });
  dialog?.querySelector("[data-leave]").addEventListener("click", async () => { await clearDevice().catch(() => {}); dialog.leaving.submit(); });
}

async function register() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(box.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const page = document.querySelector("[data-offline-page]");
  if (!page || !active) return;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const named = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
  const later = [page.dataset.decoder, page.dataset.decoderBase].filter(Boolean).map((path) => new URL(path, location.href).href);
  const assets = [...files, ...named, ...later].filter((address) => new URL(address).pathname.startsWith("/static/"));
  const done = new MessageChannel();
  done.port1.onmessage = ({ data }) => {
    const word = document.querySelector("[data-offline-ready]");
    if (word) word.hidden = !data.isKept;
  };
  active.postMessage({ keep: location.href.split("#")[0], assets: [...new Set(assets)] }, [done.port2]);
}

async function start() {
  // somebody else signed in here: nothing of the one before stays readable
  if (localStorage.getItem(LAST_USER) !== user && window.caches) await caches.delete("pages");
  localStorage.setItem(LAST_USER, user);
  guardSignOut();
  window.addEventListener("online", send);
  window.addEventListener("offline", () => { state = "offline"; show(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  box.querySelector("[data-outbox-send]").addEventListener("click", () => { tries = 0; send(); });
  await show();  // what waits is seen before the server has been asked anything
  await send();
  await register();
}

if (box) start().catch(() => { /* private mode without IndexedDB: forms go the plain way */ });
