// Light or dark: what was chosen last, else what the system prefers. Runs before the page is painted.
(() => {
  const wanted = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = localStorage.getItem("sandbox-theme");
    document.documentElement.dataset.theme = chosen ?? (wanted.matches ? "dark" : "light");
  };
  wanted.addEventListener("change", apply);
  apply();
  addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme").addEventListener("click", () => {
      const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      localStorage.setItem("sandbox-theme", next);
      apply();
    });
  });
})();
