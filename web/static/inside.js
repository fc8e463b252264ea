// Hands what Telegram signed to the server. It stands in the address too, so a late or missing script of Telegram is no harm.
const app = window.Telegram?.WebApp;
app?.ready();
app?.expand();
const said = app?.initData || new URLSearchParams(location.hash.slice(1)).get("tgWebAppData") || "";
const form = document.querySelector("form[action='/app']");
if (said) {
  form.elements.data.value = said;
  history.replaceState(null, "", location.pathname);
  form.submit();
} else {
  document.querySelector("[data-inside]").hidden = true;
  document.querySelector("[data-outside]").hidden = false;
}
