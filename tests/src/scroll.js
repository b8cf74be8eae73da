// Scrolls a list, steadily as by a wheel, then by leaps as with the bar, and tells how long its frames took.
const [css, step, frames, leaps, done] = arguments;
const LONG_MS = 50;
const SEEN_FRAMES = 8;
const list = document.querySelector(css);
const times = [];
let last;
const frame = () => new Promise((next) => requestAnimationFrame((now) => {
  if (last !== undefined) times.push(now - last);
  last = now;
  next();
}));
const run = async () => {
  await frame();
  for (let at = 0; at < frames; at += 1) {
    list.scrollTop += step;
    await frame();
  }
  for (let leap = 1; leap <= leaps; leap += 1) {
    list.scrollTop = list.scrollHeight * ((leap * 0.381966) % 1); // never twice the same neighbourhood
    for (let at = 0; at < SEEN_FRAMES; at += 1) await frame();
  }
  // The rows that are in sight now must come: a list that shows nothing scrolls well.
  const box = list.getBoundingClientRect();
  const bare = () => [...list.querySelectorAll('[data-testid=list-row]')].filter((row) => row.getBoundingClientRect().top < box.bottom && !row.dataset.id).length;
  for (let at = 0; at < 120 && bare() > 0; at += 1) await new Promise(requestAnimationFrame);
  done({ all: times.length, long: times.filter((ms) => ms > LONG_MS).length, worst_ms: Math.max(...times), height: list.scrollHeight, bare: bare() });
};
run();
