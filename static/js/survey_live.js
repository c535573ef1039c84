// Lets a page of a questionnaire follow the answers: questions come and go, words name what was answered.
import { plain, textOf } from "./expressions.js";
import { Interview, keyOf } from "./interview.js";

const PIPED = /\$\{\s*([^\s}]+)\s*\}/g;
const NUMBERS = ["integer", "number", "range", "scale"];

const nameOf = (container) => container.dataset.question ?? container.dataset.group;

function ranking(container) {
  const places = [...container.querySelectorAll("select")].filter((select) => select.value);
  if (new Set(places.map((select) => select.value)).size < places.length) return null;
  places.sort((one, two) => Number(one.value) - Number(two.value));
  return places.map((select) => select.name.slice(select.name.lastIndexOf(".") + 1));
}

// what stands in a question now; null where that is no answer
function answerIn(container, kind) {
  const inputs = [...container.querySelectorAll("input, textarea, select")].filter((input) => !isOther(input));
  if (kind === "rank") return ranking(container);
  if (kind === "multiple") return inputs.filter((input) => input.checked).map((input) => input.value);
  if (kind === "acknowledge") return inputs.some((input) => input.checked) || null;
  const chosen = inputs.find((input) => input.type !== "radio" || input.checked)?.value.trim() ?? "";
  if (!NUMBERS.includes(kind)) return plain(chosen);
  const number = chosen === "" ? NaN : Number(chosen.replace(",", "."));
  return Number.isFinite(number) ? number : null;
}

const isOther = (input) => input.closest(".other-text") !== null;

export function enliven(form, data) {
  const interview = new Interview(data);
  const places = new Map(); // code → [container, repeats]
  for (const container of form.querySelectorAll("[data-question], [data-group]")) {
    const [code, at] = keyOf(nameOf(container));
    if (!places.has(code)) places.set(code, []);
    places.get(code).push([container, at]);
  }

  function piped(name, code, at) {
    const value = plain(interview.seen(name, code, at));
    const codes = Array.isArray(value) ? value : value === null ? [] : [textOf(value)];
    return codes.map((one) => interview.words(name, one)).join(", ");
  }

  function show(code) {
    for (const [container, at] of places.get(code) ?? []) {
      container.hidden = !interview.isAsked(code, at);
      for (const words of container.querySelectorAll(":scope [data-words]")) {
        if (words.closest("[data-question], [data-group]") === container) {
          words.textContent = words.dataset.words.replace(PIPED, (all, name) => piped(name, code, at));
        }
      }
      if (interview.codes[code].isGroup) continue;
      const mark = container.querySelector("[data-required]");
      if (mark) mark.hidden = !interview.isRequired(code, at);
      const offered = interview.offered(code, at);
      if (offered) {
        for (const input of container.querySelectorAll("input[value]:not([value=''])")) {
          if (!isOther(input)) input.closest("label").hidden = !offered.includes(input.value);
        }
      }
    }
  }

  // A sentence that came or went while somebody presses a button would move the button away from under the finger: it
  // goes with the letter that mends the answer, and comes when nobody has typed for a moment.
  const waiting = new Map();
  function judge(container, code, at) {
    const sentence = container.querySelector("[data-constraint]");
    if (!sentence) return;
    clearTimeout(waiting.get(container));
    if (interview.fits(code, at)) sentence.hidden = true;
    else waiting.set(container, setTimeout(() => { sentence.hidden = interview.fits(code, at); }, 600));
  }

  function note() {
    const shown = form.querySelector("input[name=shown]");
    if (!shown) return;
    const names = [...form.querySelectorAll("[data-question]")].filter((one) => !one.closest("[hidden]")).map(nameOf);
    shown.value = names.join(" ");
  }

  function changed(event) {
    const container = event.target.closest("[data-question]");
    if (!container) return;
    const name = nameOf(container);
    const [code, at] = keyOf(name);
    const said = interview.codes[code];
    const touched = isOther(event.target)
      ? interview.set(`${name}_other`, plain(event.target.value.trim()))
      : interview.set(name, answerIn(container, said.kind));
    for (const one of touched) show(one);
    judge(container, code, at);
    note();
  }

  form.addEventListener("input", changed);
  note();
}
