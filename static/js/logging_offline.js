// The log form without network: what was typed waits in the queue of this device and is sent later.
import { add, forget, isOnline, newKey, toEdit } from "./outbox.js";

const form = document.querySelector("form[data-queued]");
const pad = (number) => String(number).padStart(2, "0");
function dayBefore(days) {
  const day = new Date();
  day.setDate(day.getDate() - days);
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
}

// "today" is the day on which it was typed, not the one on which it is sent
function settled(data) {
  const days = { today: 0, yesterday: 1 }[data.get("day")];
  if (days !== undefined) {
    data.set("held_on", dayBefore(days));
    data.set("day", "other");
  }
  data.delete("csrfmiddlewaretoken");
  return [...data.entries()].filter(([, value]) => typeof value === "string");
}

async function queue(event) {
  event.preventDefault();
  const chosen = form.querySelector('[name="method"]:checked');
  if (!chosen) { form.querySelector('[name="method"]')?.focus(); form.noValidate = false; form.reportValidity(); return; }
  const data = new FormData(form);
  if (await isOnline()) {
    form.removeEventListener("submit", queue);
    form.submit();
    return;
  }
  const body = settled(data);
  const label = `${form.querySelector(`label[for="${CSS.escape(chosen.id)}"]`)?.textContent.trim() ?? ""}, ${data.get("held_on")}`;
  if (edited) await forget(edited);
  await add({ key: data.get("submission"), url: form.dataset.queued, body: [...body, ["key", data.get("submission")]], label, page: location.pathname });
  const word = document.querySelector("[data-queued-word]");
  if (word) word.hidden = false;
  form.hidden = true;
  word?.focus();
}

let edited;
async function start() {
  // a page kept for the time without network brings the key of the time it was kept
  const submission = form.elements.namedItem("submission");
  if (submission && !document.querySelector(".ds-error-summary")) submission.value = newKey();
  edited = await toEdit();
  for (const [name, value] of edited?.body ?? []) {
    for (const field of form.elements.namedItem(name)?.length === undefined ? [form.elements.namedItem(name)] : form.elements.namedItem(name)) {
      if (!field || name === "submission") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
    }
  }
}
if (form) {
  start();
  form.addEventListener("submit", queue);
}
