// Light or dark, kept in a cookie so that the next page comes in the right colours at once.
const toggle = document.querySelector("[data-theme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// A chart is opened large, on the page; without this script its link leads to the same picture.
const zoomed = document.querySelector("[data-zoomed]");
for (const link of zoomed ? document.querySelectorAll("[data-zoom]") : []) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const picture = zoomed.querySelector("img") ?? zoomed.appendChild(new Image());
    picture.alt = link.querySelector("[aria-label]").ariaLabel;
    picture.src = link.href;
    zoomed.showModal();
  });
}

// What is to be passed on is copied by a button, which shows that it was; without this script it is marked by hand.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
  });
}

// Who is signed in can put the pages on the home screen, and read their own registrations there without a connection.
if (document.querySelector("link[rel=manifest]") && navigator.serviceWorker) navigator.serviceWorker.register("/worker.js");

// What is shown without a connection is asked for anew as soon as there is one.
const isOld = Boolean(document.querySelector("[data-kept]:not([hidden])"));
const renew = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok) location.reload();
  } catch {
    // There is none yet.
  }
};
if (isOld) addEventListener("online", renew);

// Parts of an open page that follow what happens: the server says that something changed, the page fetches itself again.
// What holds the focus, or was opened to type in, is left alone until then, unless it has a name by which the new part has
// it again.
const put = (text) => {
  let isWhole = true;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    if (!next || next.innerHTML === part.innerHTML) continue;
    if ((held && !held.id) || part.querySelector("details[open]")) {
      isWhole = false;
      continue;
    }
    part.replaceWith(next);
    if (held) document.getElementById(held.id)?.focus({ preventScroll: true });
  }
  return isWhole;
};

const live = document.querySelector("[data-live]");
if (live) {
  // The answer to a form stands at the form's address, which cannot be asked for.
  const here = () => live.dataset.page || location.href;
  const sign = document.querySelector("[data-offline]");
  let isBroken = false;
  let isLooking = false;
  let again = false;
  let isWhole = true;

  const look = async () => {
    if (isLooking) {
      again = true;
      return;
    }
    isLooking = true;
    try {
      const asked = here();
      const answer = await fetch(asked, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const text = await answer.text();
      if (asked !== here()) again = true;
      else if (answer.ok) isWhole = put(text);
    } catch {
      isBroken = true;
    } finally {
      isLooking = false;
    }
    if (again) {
      again = false;
      look();
    }
  };

  // A browser tries again by itself, but not after a refusal: the server is busy, or was being started.
  const follow = () => {
    const source = new EventSource(live.dataset.live);
    source.addEventListener("changed", look);
    source.addEventListener("open", () => {
      if (isOld) renew();
      if (isBroken) look();
      isBroken = false;
      if (sign) sign.hidden = true;
    });
    source.addEventListener("error", () => {
      isBroken = true;
      if (sign) sign.hidden = false;
      if (source.readyState === EventSource.CLOSED) setTimeout(follow, 15000);
    });
  };
  follow();
  addEventListener("pageshow", (event) => event.persisted && look());
  for (const left of ["focusout", "toggle"]) document.addEventListener(left, () => isWhole || look(), true);
}
