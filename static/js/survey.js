// Keeps what is typed on the server a moment after it was typed, and shows at once what an answer opens or closes.
// Without this script the buttons do both.
const form = document.querySelector("[data-survey]");
let timer = 0;
let saving = new AbortController();

async function save() {
  timer = 0;
  const body = new FormData(form);
  body.set("action", "save");
  try {
    await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Draft": "1" }, keepalive: true, signal: saving.signal });
  } catch {
    // off line or sent meanwhile: what is typed stays on the page, and the next change tries again
  }
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    saving.abort();
    saving = new AbortController();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) save();
  });
}
document.querySelector(".ds-error-summary")?.focus();

const data = document.getElementById("interview");
if (form && data) import("./survey_live.js").then(({ enliven }) => enliven(form, JSON.parse(data.textContent)));
