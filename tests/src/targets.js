// What can be pressed or typed into and is too small, as words. `least` is in CSS pixels, each way. What is hit counts, not
// what is drawn: a label around a small box, a button whose reach goes beyond its picture.
const [least] = arguments;
const KINDS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=checkbox], [role=radio], [role=switch], [tabindex="0"]';
const seen = (element) => {
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && style.pointerEvents !== 'none' && style.opacity !== '0' && !element.closest('[aria-hidden=true], [inert]') && !element.disabled;
};
// A link in the middle of a sentence is as high as the sentence (WCAG 2.5.8, "inline").
const inSentence = (element) =>
  element.tagName === 'A' && getComputedStyle(element).display === 'inline' && [...element.parentNode.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
const hits = (element, x, y) => {
  const there = document.elementFromPoint(x, y);
  return there !== null && (element.contains(there) || there.closest('label')?.control === element || there.closest('label')?.contains(element));
};
// What lies under something that floats cannot be pressed, and is not asked.
const reachable = (element, box) => hits(element, box.left + box.width / 2, box.top + box.height / 2);
// Whether some stretch of `least` through the middle hits it at both ends: a target at the window's edge reaches one way only.
// A pixel less, so that rounding decides nothing.
const reaches = (element, box, dx, dy) => {
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  for (let back = 0; back < least; back++) {
    const on = least - 1 - back;
    if (hits(element, x - dx * back, y - dy * back) && hits(element, x + dx * on, y + dy * on)) return true;
  }
  return false;
};
const small = [];
for (const element of document.querySelectorAll(KINDS)) {
  if (!seen(element) || inSentence(element)) continue;
  // A box with its words is one target.
  const box = (element.closest('label') ?? element).getBoundingClientRect();
  if (!reachable(element, box)) continue;
  const wide = box.width >= least - 0.5 || reaches(element, box, 1, 0);
  const high = box.height >= least - 0.5 || reaches(element, box, 0, 1);
  if (wide && high) continue;
  const name = element.dataset.testid ?? element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
  small.push(`${Math.round(box.width)} x ${Math.round(box.height)}: <${element.tagName.toLowerCase()}> ${name}`);
}
return [...new Set(small)];
