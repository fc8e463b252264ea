// The page's talk with the sandbox: acts out, events in. Who is signed in on the bot's own pages, beside this one, is not
// its affair, so it sends no cookies.

const ask = (path, options) => fetch(`/sandbox/${path}`, { credentials: "omit", ...options });

export async function act(name, facts) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(facts) };
  return answer(await ask(name, options));
}

export async function upload(person, chat, file, caption) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ person, chat, caption, file })) form.append(name, value);
  return answer(await ask("upload", { method: "POST", body: form }));
}

export async function look(path) {
  return answer(await ask(path));
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? "That did not work.");
  return body;
}

// `onOpen` runs at each (re)connection: whatever was missed is read anew then.
export function listen({ onOpen, onEvent, onLost }) {
  const source = new EventSource("/sandbox/events");
  source.addEventListener("open", onOpen);
  source.addEventListener("message", (message) => onEvent(JSON.parse(message.data)));
  source.addEventListener("error", onLost);
}
