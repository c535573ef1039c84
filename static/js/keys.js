// Single-key shortcuts: an element with data-key="l" is clicked when L is pressed outside inputs.
// They can be switched off in the user menu (WCAG 2.1.4); the choice stays in this browser.
const OFF = "peripheria-keys-off";
const stored = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const store = (off) => { try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private mode: this page only */ } };
let off = stored();

const typing = (target) => target instanceof Element
  && target.closest("input, textarea, select, [contenteditable], dialog, [role=dialog]") !== null;

document.addEventListener("keydown", (event) => {
  if (off || event.defaultPrevented || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || typing(event.target)) return;
  const element = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (element) { event.preventDefault(); element.click(); }
});

for (const button of document.querySelectorAll("[data-keys-toggle]")) {
  const show = () => button.setAttribute("aria-pressed", String(!off));
  button.hidden = false;
  show();
  button.addEventListener("click", () => { off = !off; store(off); show(); });
}
