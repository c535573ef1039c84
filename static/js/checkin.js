// The door: every form becomes an entry of the queue, present at once, with ten seconds to take it back.
import { add, entries, inStore, newKey, takeBack, toEdit, forget } from "./outbox.js";

const door = document.querySelector("[data-door]");
const words = document.querySelector("[data-words]").dataset;
const page = location.pathname;
const UNDO = 10000;
const known = JSON.parse(document.getElementById("door-people").textContent);
let base = Number(door.querySelector("[data-present]").textContent);
let edited;

const isHere = (id) => known.find((person) => String(person.id) === String(id))?.present ?? false;
const idOf = (content) => content.stakeholder ?? (content.registration ? `r${content.registration}` : personWith(content.token)?.id);
const personWith = (token) => known.find((person) => person.token && person.token === token);

function setHere(id, present) {
  const person = known.find((one) => String(one.id) === String(id));
  if (person) person.present = present;
  for (const row of door.querySelectorAll(`[data-person="${CSS.escape(String(id))}"]`)) {
    row.toggleAttribute("data-present", present);
    const button = row.querySelector("button");
    if (button) {
      button.disabled = present;
      button.firstChild.textContent = present ? words.here : words.letIn;
    }
  }
}

// One arrival: shown at once, queued, and sent when there is a network.
async function arrive(content, name) {
  const key = newKey();
  const id = idOf(content);
  if (id !== undefined) setHere(id, true);
  if (navigator.vibrate) navigator.vibrate(60);
  const body = Object.entries({ key, ...content });
  await add({ key, url: door.dataset.arrivals, body, label: name, page, session: door.dataset.session });
  if (edited) { await forget(edited); edited = undefined; history.replaceState(null, "", page); }
  toast(key, id, name, await nextCode());
}

function toast(key, id, name, code) {
  const shown = document.querySelector("[data-undo-toast]").content.firstElementChild.cloneNode(true);
  shown.querySelector("[data-who]").textContent = name;
  shown.querySelector("[data-code]").textContent = code;
  const host = document.getElementById("toasts");
  host.prepend(shown);
  while (host.children.length > 3) host.lastElementChild.remove();
  const over = setTimeout(() => shown.remove(), UNDO);
  shown.querySelector("button").addEventListener("click", async () => {
    clearTimeout(over);
    shown.remove();
    if (id !== undefined) setHere(id, false);
    await takeBack(key, door.dataset.undo, name, page);
    document.getElementById("q").focus();
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-arrival]");
  if (!form) return;
  event.preventDefault();
  const data = new FormData(form);
  const given = (data.get("name") ?? "").trim();
  const kind = data.get("kind");
  if (kind === "person" || kind === "signup") {
    const row = form.closest("li");
    if (isHere(row.dataset.person)) return;
    const field = kind === "person" ? "stakeholder" : "registration";
    await arrive({ kind, [field]: data.get(field) }, row.querySelector("[data-name]").textContent);
    return;
  }
  const field = form.querySelector("[name=name]");
  if (field) { field.value = ""; field.focus(); }
  await arrive(kind === "walk_in" && given ? { kind, name: given } : { kind: "head" }, given || words.nameless);
});

// ---- search: the people on this page at once, also without network; a scanner that types ends with Enter
const search = document.getElementById("q");
search.addEventListener("input", () => {
  const asked = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  for (const row of door.querySelectorAll("[data-people] > li")) {
    const text = row.querySelector("span").textContent.toLocaleLowerCase();
    row.hidden = !asked.every((word) => text.includes(word));
  }
});
search.form.addEventListener("submit", (event) => {
  const token = tokenIn(search.value);
  if (!token && navigator.onLine) return;
  event.preventDefault();
  if (token) { scanned(token); search.value = ""; search.dispatchEvent(new Event("input", { bubbles: true })); }
});

const tokenIn = (text) => /\/badges\/([\w-]{8,40})\/?$/.exec(text.trim())?.[1]
  ?? (personWith(text.trim()) ? text.trim() : "");
const scannedAt = new Map();
function scanned(token) {
  if (Date.now() - (scannedAt.get(token) ?? 0) < UNDO) return;
  scannedAt.set(token, Date.now());
  const person = personWith(token);
  if (person?.present) return;
  arrive({ kind: "badge", token }, person?.name ?? words.badge);
}

// ---- camera
const cameraButton = door.querySelector("[data-camera]");
const viewer = door.querySelector("[data-viewer]");
const cameraWord = door.querySelector("[data-camera-word]");
let stream;
async function detector() {
  if (window.BarcodeDetector && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    return new window.BarcodeDetector({ formats: ["qr_code"] });
  }
  const vendored = await import(door.dataset.decoder);
  return new vendored.BarcodeDetector({ formats: ["qr_code"] });
}
async function watch() {
  viewer.hidden = false;
  const video = viewer.querySelector("video");
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    const seeing = await detector();
    cameraWord.textContent = cameraWord.dataset.ready;
    while (stream?.active) {
      for (const code of video.readyState >= 2 ? await seeing.detect(video) : []) {
        const token = tokenIn(code.rawValue);
        if (token) scanned(token); else cameraWord.textContent = cameraWord.dataset.unknown;
      }
      await new Promise((resolve) => { setTimeout(resolve, 200); });
    }
  } catch {
    stop();
    viewer.hidden = false;
    video.hidden = true;
    cameraWord.textContent = cameraWord.dataset.none;
  }
}
function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = undefined;
  viewer.hidden = true;
  cameraButton.setAttribute("aria-pressed", "false");
}
if (navigator.mediaDevices?.getUserMedia) {
  cameraButton.hidden = false;
  cameraButton.addEventListener("click", () => {
    if (stream) { stop(); return; }
    cameraButton.setAttribute("aria-pressed", "true");
    watch();
  });
}
addEventListener("pagehide", stop);

// ---- counts: what the server knows and what still waits here
async function showCounts() {
  const waiting = (await entries()).filter((entry) => entry.session === door.dataset.session && entry.state === "waiting");
  const undone = (await entries()).filter((entry) => entry.isUndo && entry.page === page && entry.state === "waiting");
  door.querySelector("[data-present]").textContent = base + waiting.length - undone.length;
}
document.addEventListener("outbox:change", showCounts);
document.addEventListener("outbox:sent", ({ detail: { entry, said } }) => {
  if (entry.session === door.dataset.session && said.is_new) base += 1;
  else if (entry.isUndo && entry.page === page && said.is_new) base -= 1;
});
document.addEventListener("outbox:refused", ({ detail: { entry } }) => {
  const content = Object.fromEntries(entry.body);
  const id = idOf(content);
  if (id !== undefined) setHere(id, false);
});
let asking = 0;
document.addEventListener("outbox:idle", () => {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const answer = await fetch(door.dataset.state, { cache: "no-store" }).catch(() => undefined);
    if (!answer?.ok || answer.redirected) return;
    const { counts, people } = await answer.json();
    base = counts.present;
    door.querySelector("[data-expected]").textContent = counts.expected;
    const full = door.querySelector("[data-full]");
    full.hidden = !counts.warning;
    full.textContent = counts.warning;
    for (const person of people) {
      const mine = known.find((one) => one.id === person.id);
      if (mine) Object.assign(mine, { token: person.token }); else known.push(person);
      setHere(person.id, person.present);
    }
    const queued = (await entries()).filter((entry) => entry.session === door.dataset.session && entry.state === "waiting");
    for (const entry of queued) {
      const content = Object.fromEntries(entry.body);
      const id = idOf(content);
      if (id !== undefined) setHere(id, true);
    }
    await showCounts();
  }, 150);
});

// ---- codes for the exit survey: taken from a shuffled batch on this device, never told to anybody
async function nextCode() {
  let code = "";
  await inStore("codes", "readwrite", (store) => {
    const asked = store.get(door.dataset.session);
    asked.onsuccess = () => {
      const batch = asked.result;
      if (!batch?.codes.length) return;
      code = batch.codes.pop();
      store.put(batch);
    };
    return asked;
  });
  await showCodes();
  return code;
}
async function showCodes() {
  const part = door.querySelector("[data-exit-left]");
  if (!part) return;
  const batch = await inStore("codes", "readonly", (store) => store.get(door.dataset.session));
  part.hidden = !batch;
  part.querySelector("[data-exit-number]").textContent = batch?.codes.length ?? 0;
}

async function start() {
  await showCodes();
  await showCounts();
  edited = await toEdit();
  if (!edited) return;
  const field = door.querySelector(".door__walk-in [name=name]");
  field.value = Object.fromEntries(edited.body).name ?? edited.label;
  field.focus();
}
start();
