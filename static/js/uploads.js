// Adds files one by one, each with its progress and its own error; without it the form sends all at once.
// A file leaves the form only when the server has it, so that nothing chosen or typed is lost.
const line = (state, name) => {
  const item = document.createElement("li");
  item.append(`${name} – `, document.createElement("span"));
  state.append(item);
  return item.lastChild;
};

const send = (form, field, file, progress) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  const data = new FormData();
  for (const input of form.querySelectorAll("input:not([type=file])")) data.append(input.name, input.value);
  data.append(field, file);
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress(Math.floor((100 * event.loaded) / event.total));
  });
  request.addEventListener("load", () => {
    try { request.status === 200 ? resolve(JSON.parse(request.responseText)) : reject(new Error(String(request.status))); }
    catch (error) { reject(error); }
  });
  request.addEventListener("error", () => reject(new Error("network")));
  request.send(data);
});

const keep = (input, files) => {
  const left = new DataTransfer();
  for (const file of files) left.items.add(file);
  input.files = left.files;
};

const sendAll = async (form) => {
  const state = form.querySelector(".uploads__state");
  const words = form.dataset;
  state.replaceChildren();
  const inputs = [...form.querySelectorAll("input[type=file]")];
  if (!inputs.some((input) => input.files.length)) { line(state, "").textContent = words.nothing; return; }
  let failed = false;
  for (const input of inputs) {
    const left = [];
    for (const file of [...input.files]) {
      const shown = line(state, file.name);
      shown.textContent = words.sending;
      try {
        const answer = await send(form, input.name, file, (percent) => { shown.textContent = `${words.sending} ${percent} %`; });
        const [refused] = answer.refused;
        shown.textContent = refused ? refused.why : words.done;
        if (refused) { shown.className = "field__error"; failed = true; }
        const list = document.getElementById("files-list");
        const fresh = new DOMParser().parseFromString(answer.list, "text/html").getElementById("files-list");
        if (list && fresh) list.replaceWith(fresh);
      } catch {
        shown.textContent = words.failed;
        shown.className = "field__error";
        left.push(file);
        failed = true;
      }
    }
    keep(input, left);
  }
  if (!failed) for (const input of form.querySelectorAll("input[type=text]")) input.value = "";
};

for (const form of document.querySelectorAll("[data-uploads]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    await sendAll(form).finally(() => { button.disabled = false; });
  });
}
