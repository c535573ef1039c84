// The matrix of influence and interest: points move by dragging and by arrow keys; the past is replayed by a slider.
// Without scripts the list below the matrix moves points and the date field replays.
const DAY = 86400000;

function setUpReplay(root) {
  const range = root.querySelector("input");
  const field = root.closest("form").querySelector("input[type=date]");
  const [first, last, day] = [root.dataset.first, root.dataset.last, root.dataset.day].map((text) => Date.parse(text));
  const asText = () => new Date(first + Number(range.value) * DAY).toISOString().slice(0, 10);
  range.max = String(Math.round((last - first) / DAY));
  range.value = String(Math.max(0, Math.round((day - first) / DAY)));
  range.setAttribute("aria-valuetext", asText());
  range.addEventListener("input", () => { field.value = asText(); range.setAttribute("aria-valuetext", asText()); });
  range.addEventListener("change", () => range.form.requestSubmit());
  root.hidden = range.max === "0";
}

function setUpMoving(matrix) {
  const form = matrix.querySelector("form[data-move]");
  const announce = matrix.querySelector("[data-announce]");
  const places = [...matrix.querySelectorAll("[data-influence]")];
  const cells = places.filter((place) => place.dataset.influence !== "");
  const placeOf = (point) => point.closest("[data-influence]");
  let dragged = null;
  let home = null; // where the point that moves by keys came from

  const save = (point, place) => {
    form.elements.stakeholder.value = point.dataset.point;
    form.elements.influence.value = place.dataset.influence;
    form.elements.interest.value = place.dataset.interest;
    form.submit();
  };
  const put = (point, place) => place.querySelector(".points").append(point.closest("li"));
  const say = (text, place) => {
    announce.textContent = text.replace("{influence}", place?.dataset.influence).replace("{interest}", place?.dataset.interest);
  };
  const back = () => {
    if (!home) return;
    put(home.point, home.place);
    delete home.point.dataset.moved;
    home = null;
  };
  const step = (point, right, up) => {
    const from = placeOf(point).dataset;
    const clamp = (value) => Math.min(5, Math.max(1, value));
    const target = from.influence === "" ? [3, 3] : [clamp(Number(from.influence) + up), clamp(Number(from.interest) + right)];
    const place = cells.find((cell) => Number(cell.dataset.influence) === target[0] && Number(cell.dataset.interest) === target[1]);
    home ??= { point, place: placeOf(point) };
    put(point, place);
    point.dataset.moved = "";
    point.focus();
    say(matrix.dataset.sayAt, place);
  };
  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  matrix.addEventListener("keydown", (event) => {
    const point = event.target.closest?.("[data-point]");
    if (!point || event.ctrlKey || event.metaKey || event.altKey) return;
    if (ARROWS[event.key]) {
      event.preventDefault();
      if (home && home.point !== point) back();
      step(point, ...ARROWS[event.key]);
    } else if (home && event.key === "Enter") {
      event.preventDefault();
      save(point, placeOf(point));
    } else if (home && event.key === "Escape") {
      back();
      point.focus();
      say(matrix.dataset.sayBack);
    }
  });
  matrix.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-point]") ?? null;
    if (dragged) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", dragged.dataset.point); }
  });
  matrix.addEventListener("dragend", () => { dragged = null; places.forEach((place) => delete place.dataset.drop); });
  for (const place of places) {
    place.addEventListener("dragover", (event) => { if (dragged) { event.preventDefault(); place.dataset.drop = ""; } });
    place.addEventListener("dragleave", () => delete place.dataset.drop);
    place.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      if (placeOf(dragged) !== place) { put(dragged, place); save(dragged, place); }
    });
  }
}

document.querySelectorAll("[data-replay]").forEach(setUpReplay);
document.querySelectorAll("[data-matrix][data-may-move]").forEach(setUpMoving);
