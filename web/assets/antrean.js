// Keys for the queue of pairs: 1, 2, 3 press the button of that number, U takes the last answer back. The page works without this:
// the keys press its own buttons. Whoever does not want single keys switches them off (WCAG 2.1.4); the browser remembers it.
const KEPT = 'antrean-kunci';
const toggle = document.querySelector('#kunci');
let active = localStorage.getItem(KEPT) !== 'mati';
let pressed = false;

const show = () => {
  toggle.hidden = false;
  toggle.setAttribute('aria-pressed', String(active));
};

if (toggle) {
  show();
  toggle.addEventListener('click', () => {
    active = !active;
    localStorage.setItem(KEPT, active ? 'hidup' : 'mati');
    show();
  });
}

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, select, textarea');
  if (!active || pressed || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const button = document.querySelector(`[data-kunci="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  // One answer per page: a second key while the next pair comes must not answer for it.
  pressed = true;
  event.preventDefault();
  button.click();
});

// Coming back with the browser's own button finds the page as it was left: it must answer keys again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) pressed = false;
});
