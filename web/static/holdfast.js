// What a page gains when JavaScript runs; everything works without it.
(() => {
  "use strict";

  // A form is sent once: a second click on its button does nothing while the first is on its way.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method !== "post" || !button) return;
    if (button.getAttribute("aria-disabled") === "true") event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    window.addEventListener("pageshow", () => button.removeAttribute("aria-disabled"), { once: true });
  });

  // Filters stand open where there is room for them.
  if (window.matchMedia("(min-width: 48rem)").matches) {
    document.querySelectorAll("details.filter-bar").forEach((bar) => { bar.open = true; });
  }

  // Print buttons.
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // Bulk selection: the bar counts, and its box selects all rows of the page.
  document.querySelectorAll(".bulk-bar").forEach((bar) => {
    const boxes = [...document.querySelectorAll(`input[name="selected"][form="${bar.id}"]`)];
    const count = bar.querySelector("[data-count]");
    const all = bar.querySelector("[data-all]");
    const tell = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      count.textContent = count.dataset.count.replace("{n}", chosen);
      bar.classList.toggle("is-live", chosen > 0);
      all.checked = chosen === boxes.length && chosen > 0;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    };
    all.closest("label").hidden = false;
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); tell(); });
    boxes.forEach((box) => box.addEventListener("change", tell));
    tell();
  });
})();
