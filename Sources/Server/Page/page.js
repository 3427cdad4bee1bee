// The page is whole without this: it only asks for itself again when there is news.
(() => {
  const main = document.querySelector("main[data-stream]");
  if (!main || !window.EventSource) return;
  const mark = document.querySelector("[data-live]");
  const show = (state) => { if (mark) { mark.textContent = mark.dataset[state]; mark.className = state; } };
  let waiting = 0;
  let isLate = false;
  const renew = async () => {
    waiting = 0;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) { location.reload(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main");
      // Whoever types or reads with a screen reader is not thrown back to the top: it is done when they leave.
      isLate = main.contains(document.activeElement);
      if (fresh && !isLate) main.replaceChildren(...fresh.childNodes);
      show("live");
    } catch { show("stale"); }
  };
  main.addEventListener("focusout", () => setTimeout(() => {
    if (isLate && !main.contains(document.activeElement)) renew();
  }));
  const soon = () => { if (!waiting) waiting = setTimeout(renew, 700); };
  const source = new EventSource(main.dataset.stream);
  source.onopen = () => show("live");
  source.onerror = () => show("stale");
  for (const name of ["report", "changed"]) source.addEventListener(name, soon);
  // Clocks go on without news.
  setInterval(soon, 60000);
})();
