const [input, shown] = arguments;
const field = document.querySelector(input);
const pane = () => document.querySelector(shown);
let from = 0;
let took = Promise.resolve(0);
field.addEventListener('keydown', () => (from = performance.now()), { capture: true });
field.addEventListener('input', () => {
  const wanted = field.value.trim();
  took = new Promise((done) => {
    // In the frame callback the answer is in the page; the next one comes after that frame was shown.
    const look = () => (pane()?.dataset.answers === wanted ? requestAnimationFrame(() => done(performance.now() - from)) : requestAnimationFrame(look));
    look();
  });
}, { capture: true });
window.keyTook = () => took;
