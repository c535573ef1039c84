// Keeps a batch of codes on this device, in an order by chance; the check-in page takes one after each arrival.
import { inStore } from "./outbox.js";

const button = document.querySelector("[data-keep-codes]");
const { session, codes } = JSON.parse(document.getElementById("exit-codes").textContent);

function shuffled(list) {
  const left = [...list];
  return list.map(() => left.splice(crypto.getRandomValues(new Uint32Array(1))[0] % left.length, 1)[0]);
}

button.hidden = false;
button.addEventListener("click", async () => {
  const before = await inStore("codes", "readonly", (store) => store.get(session));
  await inStore("codes", "readwrite", (store) => store.put({ session, codes: shuffled([...(before?.codes ?? []), ...codes]) }));
  button.hidden = true;
  document.querySelector("[data-kept]").hidden = false;
});
