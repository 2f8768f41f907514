// What if: sliders beside the number boxes, and the result moves as they do. The form works without this.
const form = document.querySelector('form[data-alokasi]');
const rupiah = new Intl.NumberFormat('id');
let asked = 0;

/** A slider beside a number box; the box stays the one that is sent. */
function slider(box) {
  const range = document.createElement('input');
  Object.assign(range, { type: 'range', min: box.min, max: box.dataset.geser, value: box.value });
  range.setAttribute('aria-label', box.parentElement.firstChild.textContent.trim());
  range.addEventListener('input', () => {
    box.value = range.value;
    ask();
  });
  box.addEventListener('input', () => { range.value = box.value; });
  box.after(range);
}

async function ask() {
  asked += 1;
  const turn = asked;
  const given = [...new FormData(form)].filter(([name, value]) => value !== '' && name !== 'nama');
  const answer = await fetch(`${form.dataset.alokasi}?${new URLSearchParams(given)}`, {
    headers: { accept: 'application/json' },
  });
  const told = await answer.json();
  // An answer to an earlier question says nothing about this one.
  if (turn !== asked) return;
  const show = (id, text) => { document.getElementById(id).textContent = text; };
  show('hasil', answer.ok ? told.sentence : told.detail);
  if (!answer.ok) return;
  show('orang', rupiah.format(told.people));
  show('rupiah', `Rp${rupiah.format(told.rupiah)}`);
  show('pemakaman', `▲ ${told.funeral}`);
  document.getElementById('pemakaman').hidden = !told.funeral_only;
}

if (form) {
  form.querySelectorAll('input[data-geser]').forEach(slider);
  let pause;
  form.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
}
