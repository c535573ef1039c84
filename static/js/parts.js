// The parts of a page save by themselves: a form inside a part is sent in the background and only its part comes back,
// so that what is typed elsewhere on the page stays. Without scripts the whole page is sent and comes back.
const page = document.querySelector("[data-parts]");
const again = page?.dataset.parts ?? "";  // what else on the page is renewed with each part: "#filled,#facts-list"

function setUp(root) {
  const forms = root.matches?.("form") ? [root] : root.querySelectorAll("form[method=post]");
  for (const form of forms) {
    const part = form.closest("section.part[id]");
    if (!part || !page.contains(part) || form.hasAttribute("data-uploads") || form.hasAttribute("hx-post")) continue;
    const own = `#${CSS.escape(part.id)}`;
    form.setAttribute("hx-post", form.getAttribute("action") || location.pathname);
    form.setAttribute("hx-target", own);
    form.setAttribute("hx-select", own);
    form.setAttribute("hx-swap", "outerHTML");
    form.setAttribute("hx-select-oob", ["#messages", ...again.split(",").filter((name) => name && !part.querySelector(name))].join(","));
    form.setAttribute("hx-disabled-elt", "find button[type=submit]");
    if (form.enctype === "multipart/form-data") form.setAttribute("hx-encoding", form.enctype);
    window.htmx.process(form);
  }
}

// What was not saved stays as it was typed, with a word on why.
function say(part, word) {
  part.querySelector("[data-unsaved]")?.remove();
  const said = document.createElement("p");
  said.className = "ds-alert";
  said.dataset.color = "danger";
  said.dataset.unsaved = "";
  said.setAttribute("role", "alert");
  said.textContent = word;
  part.append(said);
}

const partOf = (form) => form.closest?.("section.part[id]");
let open = [];
let sent = null;

if (page && window.htmx) {
  setUp(page);
  document.addEventListener("htmx:load", (event) => { if (page.contains(event.detail.elt)) setUp(event.detail.elt); });
  page.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig.elt;
    const part = partOf(form);
    if (!part || !form.hasAttribute("hx-select")) return;
    if (!event.detail.shouldSwap) return;  // an error: said below
    if (!event.detail.serverResponse.includes(`id="${part.id}"`)) {
      event.detail.shouldSwap = false;
      say(part, page.dataset.signedOut);
      return;
    }
    open = [...part.querySelectorAll("details[open]")].filter((fold) => !fold.contains(form))
      .map((fold) => fold.querySelector("summary").textContent);
    sent = { id: part.id, action: form.getAttribute("action") };
  });
  page.addEventListener("htmx:afterSettle", () => {
    if (!sent) return;
    const part = document.getElementById(sent.id);
    for (const fold of part?.querySelectorAll("details") ?? []) {
      if (open.includes(fold.querySelector("summary").textContent)) fold.open = true;
    }
    focusAfter(part, sent.action);
    stayInSight();
    sent = null;
  });
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    page.addEventListener(name, (event) => {
      const form = event.detail.requestConfig.elt;
      const part = partOf(form);
      if (!part) return;
      if (event.detail.xhr.status === 403 && !form.dataset.renewed) sendRenewed(form, part);
      else say(part, page.dataset[name === "htmx:sendError" ? "noNetwork" : "refused"]);
    });
  }
}

// Who signed in again meanwhile has another token; with it the form is sent once more.
async function sendRenewed(form, part) {
  const answer = await fetch(document.querySelector("[data-pass]")?.dataset.pass ?? "", { cache: "no-store" }).catch(() => undefined);
  const { token } = answer?.ok ? await answer.json().catch(() => ({})) : {};
  if (!token) { say(part, page.dataset[answer?.status === 401 ? "signedOut" : "refused"]); return; }
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
  form.dataset.renewed = "yes";
  window.htmx.trigger(form, "submit");
}

// "Saved." is read where the reader is, for a while; it stays at the top of the page after that.
let settling = 0;
function stayInSight() {
  const messages = document.getElementById("messages");
  if (!messages?.children.length) return;
  messages.dataset.fresh = "";
  clearTimeout(settling);
  settling = setTimeout(() => delete document.getElementById("messages")?.dataset.fresh, 8000);
}

// The next thing to do: the first error, else the same form again, else the part itself.
function focusAfter(part, action) {
  if (!part) return;
  const wrong = part.querySelector(".ds-error-summary, [aria-invalid=true]");
  const form = [...part.querySelectorAll("form")].find((one) => one.getAttribute("action") === action);
  const field = form?.querySelector("input:not([type=hidden]), select, textarea");
  const shown = field && !field.closest("details:not([open])");
  const next = wrong ?? (shown ? field : part.querySelector("h2"));
  if (next.matches("h2")) next.tabIndex = -1;
  next.focus({ preventScroll: !wrong });
}
