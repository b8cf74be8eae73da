// Everything that the Tab key leads to gets the focus in turn; what is then covered by something else is told, as words.
const done = arguments[0];
const frame = () => new Promise(requestAnimationFrame);
const scope = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')].at(-1) ?? document;
const KINDS = 'a[href], button:enabled, input:enabled:not([type=hidden]), select:enabled, textarea:enabled, summary, [tabindex="0"]';
const stops = [...scope.querySelectorAll(KINDS)].filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]'));
const MOST = 60; // a long list repeats itself
const own = (element, there) => there !== null && (element.contains(there) || there.closest('label')?.control === element || there.closest('label')?.contains(element));
const run = async () => {
  const hidden = [];
  const before = document.activeElement;
  for (const element of stops.slice(0, MOST)) {
    if (!element.isConnected) continue;
    element.focus();
    if (document.activeElement !== element) continue; // a floating thing keeps the focus to itself
    await frame();
    // A link that breaks over two lines is where its first line is.
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue; // for ears only
    // The part that is inside of the window: a list may be longer than that.
    const x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2;
    const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
    const there = document.elementFromPoint(x, y);
    if (own(element, there)) continue;
    const name = (one) => (one === null ? 'nothing' : (one.dataset.testid ?? one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)) || one.tagName);
    hidden.push(`<${element.tagName.toLowerCase()}> ${name(element)} at ${Math.round(x)}, ${Math.round(y)} is under ${name(there)}`);
  }
  before?.focus?.();
  done([...new Set(hidden)]);
};
run();
