// A meeting on a bad line: what is typed stays in the open page and is sent when the line is back. Each form carries a word of its
// own (sekali), so that what is sent twice is taken once. Without this file the forms work as forms do.
const forms = document.querySelectorAll('form[data-tahan]');
const told = document.getElementById('tertahan');
const waiting = [];
let sending = false;

function tell(sentence = told.dataset.kata) {
  told.hidden = waiting.length === 0;
  told.textContent = sentence.replace('0', waiting.length);
}

/** Answers that say nothing of what was written: signed out meanwhile, somebody else writing, too much at once, a fault of ours. */
const passing = (status) => [401, 408, 409, 429].includes(status) || status >= 500;

async function send() {
  if (sending || waiting.length === 0) return;
  sending = true;
  const refused = [];
  while (waiting.length > 0) {
    const { form, body } = waiting[0];
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => null);
    if (!answer || passing(answer.status)) {
      tell(answer?.status === 401 ? told.dataset.masuk : undefined);
      sending = false;
      setTimeout(send, 4000);
      return;
    }
    waiting.shift();
    tell();
    if (answer.type !== 'opaqueredirect' && !answer.ok) refused.push(form);
  }
  sending = false;
  removeEventListener('beforeunload', warn);
  const [form] = refused;
  if (!form) return location.reload();
  // The rules say no: sent once more as a form does, so that the page with the reason is shown.
  form.querySelectorAll('button').forEach((button) => { button.disabled = false; });
  form.submit();
}

function warn(event) {
  if (waiting.length > 0) event.preventDefault();
}

for (const form of forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    waiting.push({ form, body: new URLSearchParams(new FormData(form)) });
    form.querySelectorAll('button').forEach((button) => { button.disabled = true; });
    tell();
    send();
  });
}
addEventListener('beforeunload', warn);
addEventListener('online', send);
