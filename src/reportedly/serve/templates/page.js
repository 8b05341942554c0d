// Lights up what belongs together. Without it the page still reads: names and numbers are links.
"use strict";
{
  let lit = [];
  const clear = () => {
    for (const element of lit) element.classList.remove("lit", "now", "voiced");
    lit = [];
  };
  // The keys of an element are separated by spaces, the innermost last.
  const last = (keys) => keys.split(" ").pop();
  const light = (sheet, party, row) => {
    clear();
    for (const element of sheet.querySelectorAll(`[data-p~="${party}"]`)) {
      element.classList.add("lit");
      if (row && (element.dataset.a || "").split(" ").includes(row)) element.classList.add("now");
      // A source inside what the party said is somebody else's.
      if ((element.dataset.s || "").split(" ").includes(party)) element.classList.add("voiced");
      lit.push(element);
    }
  };
  const show = (event) => {
    const element = event.target.closest("[data-p]");
    if (!element) return clear();
    // A whole voice lights all that it said; one of its attributions, or a place in the text, that one most.
    const row = element.dataset.a ? last(element.dataset.a) : null;
    light(element.closest(".sheet"), last(element.dataset.p), row);
  };
  document.addEventListener("pointerover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("focusout", clear);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
  });
}
