// What ipywidgets leaves out for whoever listens, or works with the keyboard alone. A desk runs it once in a page.
(() => {
  if (window.followupPage) return;
  window.followupPage = true;
  const CONTROL = "button, input:not([type=file]), select, textarea, a[href], summary, [tabindex='0']";
  const ABOUT = "h3, h4, .fu-question .widget-radio > .widget-label, .fu-number > .widget-label, .fu-fold > button";
  let held = null, soon = 0, many = 0;
  const named = (one) => (one.id ||= `fu-part-${(many += 1)}`);
  const usable = (one) => one.checkVisibility() && !one.disabled;
  const controls = (card) => [...card.querySelectorAll(CONTROL)].filter(usable);
  const called = (one) => (one.labels?.[0] ?? one).textContent.trim();

  // ipywidgets puts a new element into the place of an old one, and a region that is new is not read out: the place is.
  const readOut = (card) => {
    for (const said of card.querySelectorAll(".widget-html-content > [role=status]")) {
      for (const [name, value] of [["role", "status"], ["aria-live", "polite"]]) {
        said.parentElement.setAttribute(name, value);
        said.removeAttribute(name);
      }
    }
  };

  // Every control is described: by words of its own, else by the question or the heading that it stands under.
  const describe = (card) => {
    const heads = [...card.querySelectorAll(ABOUT)];
    for (const group of card.querySelectorAll(".widget-radio-box, .fu-choices, .fu-marks, .fu-order, .fu-ticks")) {
      const head = group.parentElement.querySelector(":scope > .widget-label") ?? heads.findLast((one) => one.compareDocumentPosition(group) & 4);
      group.setAttribute("role", group.matches(".widget-radio-box") ? "radiogroup" : "group");
      if (head) group.setAttribute("aria-labelledby", named(head));
      for (const one of group.querySelectorAll("[type=radio]")) one.name ||= named(group); // the arrow keys go from one to the next
    }
    const title = card.querySelector("h3");
    if (title && !card.querySelector(".fu-question")) {
      card.setAttribute("role", "group");
      card.setAttribute("aria-labelledby", named(title));
    }
    for (const one of card.querySelectorAll("button, input, select, textarea")) {
      const near = one.closest(".fu-question") ?? card;
      const head = heads.findLast((head) => near.contains(head) && !head.contains(one) && head !== one.labels?.[0] && head.compareDocumentPosition(one) & 4);
      if (one.title && one.title !== called(one)) one.removeAttribute("aria-describedby");
      else if (head) one.setAttribute("aria-describedby", named(head));
      else if (one.placeholder?.length > 1) one.title = one.placeholder;
    }
    for (const one of card.querySelectorAll(".widget-upload")) { // “(0)”
      const last = one.lastChild;
      if (/ \(\d+\)$/.test(last?.data)) last.data = last.data.replace(/ \(\d+\)$/, "");
    }
  };

  // Where the control that was used is gone, the one of the same name has the focus, or the next in its place.
  const follow = () => {
    if (!held || !(document.activeElement ?? document.body).contains(held.card) || (held.one.isConnected && usable(held.one))) return;
    const left = controls(held.card);
    (left.find((one) => called(one) === held.name) ?? left[Math.min(held.place, left.length - 1)])?.focus();
  };
  const hold = (one) => {
    const card = one.closest?.(".fu-card");
    held = card && { one, card, name: called(one), place: Math.max(controls(card).indexOf(one), 0) };
  };
  document.addEventListener("focusin", (event) => hold(event.target));
  document.addEventListener("pointerdown", (event) => event.target.closest?.(".fu-card") || (held = null));

  const all = () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      document.querySelectorAll(".fu-card").forEach(describe);
      follow();
    }, 200);
  };
  new MutationObserver((changes) => {
    const cards = new Set(changes.map(({ target }) => target.closest?.(".fu-card") ?? target.querySelector?.(".fu-card")).filter(Boolean));
    cards.forEach(readOut);
    if (cards.size) all();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["style", "disabled", "class"] });
  document.querySelectorAll(".fu-card").forEach(readOut);
  all();
})();
