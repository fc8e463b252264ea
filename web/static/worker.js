// What an installed Turnout can do without a connection: its looks, and one's own registrations as they were seen last.
// Nothing else is ever kept: no page about others, and none of organizers.
const KEPT = "mine";
const MINE = "/me";
const WITHOUT = "/offline";
const ENDS = ["/logout", "/me/visits/end-all"];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

addEventListener("activate", (event) => event.waitUntil(tidy()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && ENDS.includes(url.pathname)) event.respondWith(leave(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(url.pathname === MINE ? mine(request) : page(request));
  else if (SHELL.includes(url.pathname + url.search)) event.respondWith(looks(request));
});

async function fill() {
  const shell = await caches.open("shell");
  await shell.addAll([...SHELL, WITHOUT].map((path) => new Request(path, { credentials: "omit", cache: "reload" })));
}

async function tidy() {
  const shell = await caches.open("shell");
  for (const one of await shell.keys()) {
    const { pathname, search } = new URL(one.url);
    if (![...SHELL, WITHOUT].includes(pathname + search)) await shell.delete(one);
  }
  await clients.claim();
}

async function looks(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return caches.match(WITHOUT);
  }
}

async function mine(request) {
  let answer;
  try {
    answer = await fetch(request);
  } catch {
    return (await old()) ?? caches.match(WITHOUT);
  }
  // Led to the sign-in: whoever was here is signed out.
  if (answer.type === "opaqueredirect" || answer.status === 403) await caches.delete(KEPT);
  if (answer.ok) await (await caches.open(KEPT)).put(MINE, answer.clone());
  return answer;
}

// The page as it was, with the line that says so.
async function old() {
  const kept = await caches.match(MINE, { cacheName: KEPT });
  if (!kept) return null;
  const text = (await kept.text()).replace("data-kept hidden", "data-kept");
  return new Response(text, { headers: kept.headers });
}

async function leave(request) {
  await caches.delete(KEPT);
  return fetch(request);
}
