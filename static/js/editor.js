// The questionnaire editor: keys that move a question, and a copy on this device of what is typed and not saved yet.
// Without this script every button does its work by itself.
const PREFIX = "typed:";
const PAUSE = 8000; // milliseconds
const editor = () => document.getElementById("editor");
const words = () => (editor() ?? document.body).dataset;

// what stands in the inputs of a form; what the server put there itself is left out
function typed(form) {
  const found = {};
  for (const input of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (!input.name || input.disabled) continue;
    if (input.type === "checkbox") found[input.name] = input.checked;
    else if (input.type === "radio") { if (input.checked) found[input.name] = input.value; }
    else found[input.name] = input.value;
  }
  return found;
}

function fill(form, kept) {
  for (const input of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (!(input.name in kept) || input.disabled) continue;
    if (input.type === "checkbox") input.checked = kept[input.name];
    else if (input.type === "radio") input.checked = kept[input.name] === input.value;
    else input.value = kept[input.name];
  }
}

const placeOf = (form) => PREFIX + form.dataset.part;

function forget(form) {
  try { sessionStorage.removeItem(placeOf(form)); } catch { /* no storage: nothing to forget */ }
}

function keep(form) {
  try { sessionStorage.setItem(placeOf(form), JSON.stringify(typed(form))); } catch { /* no storage: the page has it */ }
}

function say(form, word) {
  const state = form.querySelector("[data-state]");
  if (state) state.textContent = word ?? "";
}

// What was typed here before and not saved comes back, and can be given up.
function restore(form) {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(placeOf(form)) ?? "null"); } catch { return; }
  if (!kept || form.hasAttribute("data-unsaved")) return;
  if (JSON.stringify(kept) === JSON.stringify(typed(form))) { forget(form); return; }
  fill(form, kept);
  say(form, words().restored);
  if (!words().forget) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "tertiary";
  button.dataset.size = "sm";
  button.textContent = words().forget;
  button.addEventListener("click", () => { forget(form); form.reset(); say(form, ""); button.remove(); });
  form.querySelector("[data-state]")?.after(button);
}

// The server says that it has what was typed; a reload of the page must not say so again.
function saved(form) {
  forget(form);
  const here = new URL(location.href);
  here.searchParams.delete("saved");
  history.replaceState(history.state, "", here);
}

// A while after the last key the server keeps what is whole by then; the button says what is not.
async function autosave(form) {
  const sent = JSON.stringify(typed(form));
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
    const { saved: isSaved, base, said } = await answer.json();
    if (!isSaved || !form.isConnected) return false;
    form.querySelector("[name=base]").value = base;
    if (sent === JSON.stringify(typed(form))) forget(form);
    say(form, said);
    return true;
  } catch {
    return false; // no network, or signed out: the copy on this device stays, and the button will say so
  }
}

function setUp(root) {
  const forms = [...root.querySelectorAll("form[data-part]")];
  if (root.matches?.("form[data-part]")) forms.push(root);
  for (const form of forms) {
    if (form.dataset.ready) continue;
    form.dataset.ready = "yes";
    let before = JSON.stringify(typed(form));
    let timer = 0;
    if (form.hasAttribute("data-saved")) saved(form); else restore(form);
    if (form.hasAttribute("data-unsaved")) keep(form);
    form.addEventListener("input", () => {
      say(form, "");
      const now = JSON.stringify(typed(form));
      if (now === before) forget(form); else keep(form);
      clearTimeout(timer);
      if (form.querySelector("[name=base]")) {
        timer = setTimeout(async () => { if (form.isConnected && await autosave(form)) before = now; }, PAUSE);
      }
    });
    form.addEventListener("submit", () => { clearTimeout(timer); keep(form); });
  }
}

// Alt and an arrow move the question whose line has the focus; the focus goes with it.
let follow = "";
let waiting = []; // pressed again before the server had answered

function move(code, way) {
  const button = document.querySelector(`li[data-code="${CSS.escape(code)}"] [data-move="${way}"]`);
  if (!button || button.disabled) return;
  follow = code;
  button.click();
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const line = event.target.closest?.("[data-outline] li[data-code]");
  if (!line) return;
  event.preventDefault();
  const way = event.key === "ArrowUp" ? "up" : "down";
  if (follow) waiting.push([line.dataset.code, way]); else move(line.dataset.code, way);
});

setUp(document);
document.addEventListener("htmx:load", (event) => setUp(event.detail.elt));
// an answer that says what is wrong is shown like any other
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (!editor() || !target.closest?.("#editor")) return;
  if (!event.detail.serverResponse.includes('id="editor"')) { // another page, such as the one to sign in
    event.detail.shouldSwap = false;
    const form = document.querySelector("form[data-part]");
    if (form) say(form, words().signedOut); else location.reload();
    return;
  }
  if (![409, 422].includes(xhr.status)) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) { follow = ""; waiting = []; }
  const form = event.detail.elt.closest?.("form[data-part]");
  if (!form) return;
  if (!event.detail.successful && ![409, 422].includes(event.detail.xhr?.status)) say(form, words().unsent);
});
document.addEventListener("htmx:afterSettle", (event) => {
  document.querySelector("#part .ds-error-summary, #conflict")?.focus();
  if (!follow || event.target.id !== "outline") return; // the other parts of the answer settle one by one
  document.querySelector(`li[data-code="${CSS.escape(follow)}"] a`)?.focus();
  follow = "";
  if (waiting.length) move(...waiting.shift());
});
