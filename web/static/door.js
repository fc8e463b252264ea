// The check-in page: a tap is answered in place, the search follows what is typed, and a camera reads tickets' codes.
// Without this script the same forms work as they are.
const said = () => document.querySelector("[data-said]");

// What came of an act stands there until the next; the parts are put as they are now.
const show = async (answer) => {
  const text = await answer.text();
  const now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-said]");
  if (!now) return location.reload(); // signed out, or not theirs any more
  put(text);
  said().replaceWith(now);
};

const send = async (form, more) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  try {
    await show(await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" }));
    document.querySelector("[data-offline]").hidden = true;
    return true;
  } catch {
    document.querySelector("[data-offline]").hidden = false;
    return false;
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-tap]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  await send(form, { what: event.submitter.value });
  delete form.dataset.sending;
});

const search = document.querySelector("[data-search]");
const find = async () => {
  const typed = search.elements.q.value.trim();
  history.replaceState(null, "", typed ? `?q=${encodeURIComponent(typed)}` : location.pathname);
  const asked = location.href;
  const answer = await fetch(asked, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  if (asked === location.href) put(text);
};
let typing;
search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => find().catch(() => {}), 200);
});
search.addEventListener("submit", (event) => {
  event.preventDefault();
  find().catch(() => {});
});

// Tickets. A code that stays before the camera is read once.
const scan = document.querySelector("[data-scan]");
const scanner = document.querySelector("[data-scanner]");
const PAUSE = 150;
const FORGET = 4000;

const canRead = async () => {
  if (!scan || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
};

const read = async () => {
  const video = scanner.querySelector("video");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  scanner.querySelector("[data-stop]").onclick = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  let last = "";
  let seen = 0;
  while (video.srcObject) {
    const [code] = await detector.detect(video).catch(() => []);
    if (code && (code.rawValue !== last || Date.now() - seen > FORGET)) {
      const isKnown = await send(scanner.querySelector("form"), { code: code.rawValue, q: search.elements.q.value });
      last = isKnown ? code.rawValue : "";
    }
    if (code) seen = Date.now();
    await new Promise((next) => setTimeout(next, PAUSE));
  }
};

canRead().then((can) => {
  if (!can) return;
  scan.hidden = false;
  scan.addEventListener("click", async () => {
    scan.hidden = true;
    scanner.hidden = false;
    try {
      await read();
    } catch {
      said().textContent = scanner.dataset.failed;
      said().className = "said problem";
    }
    scanner.hidden = true;
    scan.hidden = false;
  });
});
