// What every page does when scripts run: steppers, menus that close, the colour scheme. Pages work without it.
const YEAR = 31536000;

function setUpSteppers(root) {
  for (const stepper of root.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    for (const button of stepper.querySelectorAll("[data-step]")) {
      if (!input || !button.hidden) continue;
      button.hidden = false;
      button.addEventListener("click", () => {
        const before = input.value;
        if (button.dataset.step === "up") input.stepUp(); else if (input.value !== "") input.stepDown();
        if (input.value !== before) {
          input.dispatchEvent(new Event("input", { bubbles: true }));
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
    }
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => {
  closeMenus(event.target instanceof Element ? event.target.closest("details.menu") : null);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary")?.focus();
});

for (const button of document.querySelectorAll("[data-set-scheme]")) {
  const root = document.documentElement;
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.colorScheme === button.dataset.setScheme));
  button.closest("[hidden]")?.removeAttribute("hidden");
  show();
  button.addEventListener("click", () => {
    root.dataset.colorScheme = button.dataset.setScheme;
    document.cookie = `color_scheme=${button.dataset.setScheme};path=/;max-age=${YEAR};samesite=lax`;
    document.querySelectorAll("[data-set-scheme]").forEach((other) => other.setAttribute(
      "aria-pressed", String(other === button)));
  });
}

for (const button of document.querySelectorAll("[data-open-dialog]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.openDialog)?.showModal());
}

setUpSteppers(document);
document.addEventListener("htmx:load", (event) => setUpSteppers(event.detail.elt));
// The first error of a form that came back is where the reader should be.
document.querySelector(".ds-error-summary")?.focus();
