// A sheet or a meeting on a bad line: what is typed stays in the open page and is sent when the line is back. Each form carries a word of
// its own (sekali), so that what is sent twice is taken once. What the rules refuse stays in its form, with the reason above it; the page
// is loaded again only when nothing typed would be lost. Without this file the forms work as forms do.
const forms = document.querySelectorAll('form[data-tahan]');
const told = document.getElementById('tertahan');
const waiting = [];
const refused = new Set();
let sending = false;

function tell(sentence = told.dataset.kata) {
  told.hidden = waiting.length === 0;
  told.textContent = sentence.replace('0', waiting.length);
}

/** Answers that say nothing of what was written: signed out meanwhile, somebody else writing, too much at once, a fault of ours. */
const passing = (status) => [401, 408, 409, 429].includes(status) || status >= 500;

function buttons(form, disabled) {
  form.querySelectorAll('button').forEach((button) => { button.disabled = disabled; });
}

/** Says above a form why it was refused; what was typed stays, to be mended and sent again. */
async function refuse(form, answer) {
  const page = new DOMParser().parseFromString(await answer.text().catch(() => ''), 'text/html');
  const reason = document.createElement('div');
  reason.className = 'galat';
  reason.role = 'alert';
  reason.textContent = page.querySelector('main .galat')?.textContent.trim() || told.dataset.tolak;
  form.before(reason);
  form.closest('details')?.setAttribute('open', '');
  buttons(form, false);
  refused.add(form);
}

async function send() {
  if (sending || waiting.length === 0) return;
  sending = true;
  while (waiting.length > 0) {
    const { form, body } = waiting[0];
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
    if (!answer || passing(answer.status)) {
      tell(answer?.status === 401 ? told.dataset.masuk : undefined);
      sending = false;
      setTimeout(send, 4000);
      return;
    }
    if (answer.type !== 'opaqueredirect' && !answer.ok) await refuse(form, answer);
    waiting.shift();
    tell();
  }
  sending = false;
  if (refused.size > 0) return [...refused][0].previousElementSibling.scrollIntoView({ block: 'center' });
  removeEventListener('beforeunload', warn);
  location.reload();
}

function warn(event) {
  if (waiting.length > 0 || refused.size > 0) event.preventDefault();
}

for (const form of forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (refused.delete(form)) form.previousElementSibling.remove();
    waiting.push({ form, body: new URLSearchParams(new FormData(form)) });
    buttons(form, true);
    tell();
    send();
  });
}
addEventListener('beforeunload', warn);
addEventListener('online', send);
