// Keeps the pages that must open without network (check-in, log a session) and their files on a signed-in device.
// Everything else goes to the network as always. Signing out clears the pages.
const PAGES = "pages";
const ASSETS = "assets";
const OFFLINE = "/offline/";
const KEPT = [/^\/sessions\/\d+\/check-in\/$/, /^\/programmes\/[^/]+\/sessions\/log\/$/];
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.add(OFFLINE)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.method === "POST" && address.pathname.endsWith("/account/logout/")) event.respondWith(signOut(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(page(request, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(asset(request, address));
});

self.addEventListener("message", (event) => {
  const { keep, assets } = event.data ?? {};
  if (!keep) return;
  event.waitUntil(keepAll(keep, assets).then(
    (isKept) => event.ports[0]?.postMessage({ isKept }), () => event.ports[0]?.postMessage({ isKept: false })));
});

const isKeptPath = (address) => KEPT.some((pattern) => pattern.test(address.pathname));
// one copy of a page, whatever was searched for on it
const nameOf = (address) => address.origin + address.pathname;

async function keepAll(keep, assets) {
  const address = new URL(keep);
  const cache = await caches.open(ASSETS);
  await Promise.all(assets.map(async (name) => { if (!(await cache.match(name))) await cache.add(name); }));
  if (!isKeptPath(address)) return false;
  const answer = await fetch(nameOf(address), { credentials: "same-origin" });
  return store(address, answer);
}

// A page that turned into the sign-in form, or that may no longer be seen, does not stay.
async function store(address, answer) {
  const pages = await caches.open(PAGES);
  if (answer.ok && !answer.redirected) { await pages.put(nameOf(address), answer.clone()); return true; }
  if (answer.redirected || answer.status === 403 || answer.status === 404) await pages.delete(nameOf(address));
  return false;
}

async function page(request, address) {
  const kept = isKeptPath(address) ? await (await caches.open(PAGES)).match(nameOf(address)) : undefined;
  const fresh = fetch(request).then(async (answer) => {
    if (isKeptPath(address) && answer.type !== "opaqueredirect" && !address.search) await store(address, answer);
    else if (isKeptPath(address) && answer.type === "opaqueredirect") await (await caches.open(PAGES)).delete(nameOf(address));
    return answer;
  });
  try {
    if (!kept) return await fresh;
    const slow = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE); });
    return await Promise.race([fresh, slow]);
  } catch {
    return kept ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function asset(request, address) {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept && HASHED.test(address.pathname)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

async function signOut(request) {
  const answer = await fetch(request);
  await caches.delete(PAGES);
  return answer;
}
