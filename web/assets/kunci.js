// Passkeys: asks the device for a key and lets the form carry what it answers. Forms with `data-kunci` stay hidden where the browser
// knows no passkeys; password and code work without this.
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const bytes = (word) => Uint8Array.from(atob(word.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const key = (id) => ({ type: 'public-key', id: bytes(id) });

/** A new key of this device, for the account that the server names. */
async function made({ challenge, site, user, known }) {
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: site, name: 'Sinergi' },
      user: { id: new TextEncoder().encode(user.id), name: user.name, displayName: user.name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: known.map(key),
    },
  });
  return { peramban: text(response.clientDataJSON), perangkat: text(response.getAuthenticatorData()) };
}

/** A key of this device that proves itself. */
async function proved({ challenge, site }) {
  const { id, response } = await navigator.credentials.get({
    publicKey: { challenge: bytes(challenge), rpId: site, userVerification: 'required' },
  });
  return {
    kunci: id,
    peramban: text(response.clientDataJSON),
    perangkat: text(response.authenticatorData),
    tanda: text(response.signature),
  };
}

for (const form of window.PublicKeyCredential ? document.querySelectorAll('form[data-kunci]') : []) {
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const told = form.querySelector('[role=status]');
    told.textContent = '';
    try {
      const answer = await fetch(form.dataset.mulai, { method: 'POST' });
      // A page instead of a question: the session has ended, or wants a new proof.
      if (!answer.headers.get('content-type')?.includes('json')) {
        if (answer.redirected) location.assign(answer.url);
        else told.textContent = form.dataset.gagal;
        return;
      }
      const asked = await answer.json();
      if (!answer.ok) {
        told.textContent = asked.detail ?? form.dataset.gagal;
        return;
      }
      const brought = await (form.dataset.kunci === 'baru' ? made(asked) : proved(asked));
      for (const [name, value] of Object.entries({ ...brought, saat: asked.asked_at })) form.elements[name].value = value;
      form.submit();
    } catch {
      told.textContent = form.dataset.gagal;
    }
  });
}
