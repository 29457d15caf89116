// What is measured in a page beside axe's own rules. `scope` selects what the kit renders.
window.followupMeasure = (scope) => {
  const parts = [...document.querySelectorAll(scope)].filter((part, i, all) => !all.some((other) => other !== part && other.contains(part)));
  const every = parts.flatMap((part) => [part, ...part.querySelectorAll("*")]);
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const brief = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const found = { contrast: [], headings: [], figures: [], motion: [], sideways: [] };

  // Colours: text against what lies behind it, alpha by alpha.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = "#000";
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const paper = (one) => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3]) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const inFigure = (text) => { // the last shape drawn before the text, and under it
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    let below = paper(text.ownerSVGElement);
    for (const shape of text.ownerSVGElement.querySelectorAll("path, rect, use, polygon, text")) {
      if (shape === text) break;
      const { left, right, top, bottom } = shape.getBoundingClientRect();
      const fill = getComputedStyle(shape).fill;
      if (shape.tagName === "text" || shape.closest("defs") || fill === "none" || x < left || x > right || y < top || y > bottom) continue;
      if (fill.startsWith("url")) below = null; // a pattern
      else below = over([...rgba(fill).slice(0, 3), rgba(fill)[3] * getComputedStyle(shape).fillOpacity * getComputedStyle(shape).opacity], below ?? [255, 255, 255, 1]);
    }
    return below;
  };
  const texts = new Set();
  for (const one of every) {
    if ([...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) texts.add(one);
    if (one.matches("input:not([type=checkbox], [type=radio], [type=file]), select, textarea")) texts.add(one);
  }
  for (const one of texts) {
    if (!shown(one) || one.closest("[disabled], option, style, script, [aria-hidden=true]") || !one.getClientRects().length) continue;
    const figure = one instanceof SVGElement, style = getComputedStyle(one);
    const below = figure ? inFigure(one) : paper(one);
    const at = below ? ratio(over(rgba(figure ? style.fill : style.color), below), below) : 0;
    if (at < 4.5) found.contrast.push(`${at.toFixed(2)} ${brief(one)}`);
  }

  const levels = every.filter((one) => /^H[1-6]$/.test(one.tagName) && shown(one));
  if (levels.filter((one) => one.tagName === "H1").length !== 1) found.headings.push(`${levels.filter((one) => one.tagName === "H1").length} H1`);
  levels.forEach((one, i) => i && one.tagName[1] > +levels[i - 1].tagName[1] + 1 && found.headings.push(`${levels[i - 1].tagName} then ${brief(one)}`));

  for (const one of every.filter((one) => one.matches("figure, img, svg[role=img], canvas") && shown(one))) {
    const figure = one.closest("figure") ?? one, picture = one.matches("figure") ? one.querySelector("svg, img") : one;
    if (picture && !(picture.getAttribute("aria-label") ?? picture.alt ?? "").trim()) found.figures.push(`no text: ${brief(one)}`);
    if (!figure.querySelector("table")) found.figures.push(`no table: ${brief(one)}`);
  }

  for (const one of [document.documentElement, ...every]) {
    const style = getComputedStyle(one), times = `${style.transitionDuration}, ${style.animationName === "none" ? "0s" : style.animationDuration}`;
    if (/[1-9]/.test(times) || style.scrollBehavior === "smooth") found.motion.push(`${times} ${brief(one)}`);
  }

  // Nothing is to be had only by scrolling sideways, but for what has a frame of its own that scrolls.
  const frame = document.querySelector(".jp-WindowedPanel-outer") ?? document.scrollingElement, edge = frame.getBoundingClientRect().left + frame.clientWidth;
  if (frame.scrollWidth > frame.clientWidth + 1) found.sideways.push(`the page: ${frame.scrollWidth} in ${frame.clientWidth}`);
  const scrolls = (one) => { for (let at = one.parentElement; at && at !== frame; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX) && !at.matches(".jp-OutputArea-output, .jp-RenderedHTMLCommon, .widget-box, .jp-Cell")) return true; };
  for (const one of every.filter((one) => one.matches("button, input, select, textarea, a, label, summary, p, h1, h2, h3, h4, h5, li, legend, figcaption") && shown(one))) {
    const { right, left, width } = one.getBoundingClientRect();
    if (width && (right > edge + 1 || left < -1) && !one.matches(".fu-skip") && !scrolls(one)) found.sideways.push(`${Math.round(right)} in ${Math.round(edge)}: ${brief(one)}`);
    else if (!one.matches("input, select, textarea") && one.scrollWidth > one.clientWidth + 2 && one.clientWidth && /hidden|clip/.test(getComputedStyle(one).overflowX)) found.sideways.push(`cut off: ${brief(one)}`);
  }
  return found;
};
