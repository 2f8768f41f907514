// Sends a file in parts, and goes on where it broke off. The form works without this: one request then carries the file.
const form = document.querySelector('form[data-bagian]');
const PART = 1 << 20;
const PAUSES = [1, 2, 4, 8, 15, 30];

class Refused extends Error {}

/** Asks until there is an answer; what the server refuses is not asked again. */
async function ask(path, options) {
  for (let turn = 0; ; turn += 1) {
    try {
      const answer = await fetch(path, { ...options, headers: { accept: 'application/json', ...options?.headers } });
      if (answer.redirected) throw new Refused(form.dataset.masuk);
      const told = await answer.json();
      if (answer.ok) return told;
      // Another part was on its way when the line broke: the server says where it stands.
      if (answer.status === 409 && 'received' in told) return told;
      if (answer.status < 500) throw new Refused(told.detail);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    say(form.dataset.putus);
    const pause = PAUSES[Math.min(turn, PAUSES.length - 1)];
    await new Promise((go) => {
      setTimeout(go, pause * 1000);
      window.addEventListener('online', go, { once: true });
    });
  }
}

const told = document.createElement('p');
told.className = 'kemajuan';
told.setAttribute('role', 'status');
told.hidden = true;

function say(sentence, share) {
  told.hidden = false;
  told.textContent = sentence;
  if (share !== undefined) {
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = share;
    bar.setAttribute('aria-label', sentence);
    told.append(' ', bar);
  }
}

/** By what the server knows the file again, beside its name and size: its first and its last megabyte. */
async function mark(file) {
  const ends = new Blob([file.slice(0, PART), file.slice(-PART)]);
  const bytes = await crypto.subtle.digest('SHA-256', await ends.arrayBuffer());
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function send(file, fields) {
  const order = new URLSearchParams({ ...fields, nama: file.name, besar: file.size, tanda: await mark(file) });
  let stands = await ask('/impor/bagian', { method: 'POST', body: order });
  const path = `/impor/bagian/${stands.id}`;
  const began = performance.now();
  const before = stands.received;
  while (stands.received < file.size) {
    const part = file.slice(stands.received, stands.received + PART);
    stands = await ask(`${path}?mulai=${stands.received}`, { method: 'POST', body: part });
    const share = stands.received / file.size;
    const rate = (stands.received - before) / (performance.now() - began);
    const left = Math.ceil((file.size - stands.received) / rate / 1000);
    const words = {
      persen: Math.floor(share * 100),
      mb: (stands.received / PART).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }),
      semua: (file.size / PART).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }),
      detik: Number.isFinite(left) ? left : '–',
    };
    say(form.dataset.bagian.replace(/\{(\w+)\}/g, (_, name) => words[name]), share);
  }
  const { next } = await ask(`${path}/selesai`, { method: 'POST' });
  location.assign(next);
}

if (form && window.crypto?.subtle) {
  form.querySelector('button[type=submit]').after(told);
  form.addEventListener('submit', (event) => {
    const fields = Object.fromEntries(['kind', 'source', 'as_of'].map((name) => [name, form.elements[name].value.trim()]));
    const file = form.elements.file.files[0];
    // What is missing is told by the server, with the page it belongs to; and nothing is gained by parts of a small file.
    if (!file || file.size <= PART || Object.values(fields).includes('')) return;
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    send(file, fields).catch((error) => {
      say(error.message);
      button.disabled = false;
    });
  });
}
