// The machine's part of a hundred decisions in the queue of pairs: from an answer to the next pair on the page, one after the other, as a
// keyboard asks. Run by bench/load/run.
import http from 'node:http';

function ask(address, path, cookie, form) {
  return new Promise((found, failed) => {
    const headers = { cookie, 'accept-encoding': 'identity' };
    if (form) Object.assign(headers, { origin: address, 'content-type': 'application/x-www-form-urlencoded' });
    const asked = http.request(address + path, { method: form ? 'POST' : 'GET', headers }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part));
      answer.on('end', () => found({ status: answer.statusCode, to: answer.headers.location, text }));
    });
    asked.on('error', failed);
    asked.end(form?.toString());
  });
}

/** Answers so many pairs and tells how long the machine took for each. */
export async function pairs(address, cookie, count) {
  const took = [];
  let page = await ask(address, '/antrean?pilih=ragu&keperluan=data', cookie);
  for (let number = 0; number < count; number += 1) {
    const pair = page.text.match(/name="pasangan" value="([^"]+)"/)?.[1];
    if (!pair) break;
    const began = performance.now();
    const jawab = ['cocok', 'bukan', 'ragu'][number % 3];
    const form = new URLSearchParams({ pasangan: pair, pilih: 'ragu', keperluan: 'data', jawab });
    const said = await ask(address, '/antrean', cookie, form);
    if (said.status !== 303) throw new Error(`the answer was not taken: ${said.status}`);
    page = await ask(address, said.to, cookie);
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN).toFixed(0);
  console.log(`${took.length} pairs answered: from an answer to the next pair p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}
