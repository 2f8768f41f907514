// The journeys of people through the pages, in a real browser: both languages, a laptop and a phone, axe on every page seen.
// Run by ./test: node journeys.mjs PROGRAM; needs MODULES (where playwright-core and axe-core are) and CHROMIUM. SHOTS=DIR keeps
// a picture of every page; ONLY='phone id: decide' takes the journeys whose name fits.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import http from 'node:http';
import { door, institution } from './door.mjs';
import { offices } from './offices.mjs';
import { doubtful, longList, mendedWorkbook, messyWorkbook, person, register, workers } from './people.mjs';

const [program] = process.argv.slice(2);
const require = createRequire(join(process.env.MODULES, 'node_modules', 'x.js'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const SCREENS = { laptop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const LANGUAGES = ['id', 'en'];
const WORDS = {
  id: { explain: 'Jelaskan angka ini', refused: 'ditolak', accept: 'Kirim', counted: 'Diterima dan dihitung', purpose: 'kunjungan', cut: 'Sambungan terputus' },
  en: { explain: 'Explain this figure', refused: 'refused', accept: 'Submit', counted: 'Accepted and counted', purpose: 'kunjungan', cut: 'The connection broke' },
};
const range = (from, until) => Array.from({ length: until - from }, (_, at) => from + at);

/** An installation of its own in a temporary folder, served. */
async function serve(run) {
  const folder = mkdtempSync(join(tmpdir(), 'sinergi-browser-'));
  const flags = ['--data', join(folder, 'data'), '--key-file', join(folder, 'data.key')];
  const verb = (...words) => {
    const done = spawnSync(program, [...flags, ...words], { encoding: 'utf8', env: {} });
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };
  verb('init', '--region', '73', '--known-on', '2025-07-01');
  const ingest = (name, text, kind, source) => {
    writeFileSync(join(folder, name), text);
    verb('ingest', join(folder, name), '--as', kind, '--source', source, '--as-of', '2025-06-30', '--known-on', '2025-07-01');
  };
  ingest('peserta.csv', register([...range(0, 20), ...range(400, 520)]), 'participants', 'BPJS');
  ingest('mandai.csv', workers(range(0, 60), 'Mandai'), 'workers', 'Kec. Mandai');
  ingest('turikale.csv', workers(range(100, 130), 'Turikale'), 'workers', 'Kec. Turikale');
  ingest('ragu.csv', doubtful(range(400, 520)), 'workers', 'Kec. Mandai 2');
  // One unregistered firm for each reader.
  const firms = range(1, 5).map((number) => `12345678900${number}0;;PT Kenari ${'ABCD'[number - 1]};47111;Maros;Turikale;menengah;45;2020-01-02`);
  const headings = 'NIB;NPP;Nama Perusahaan;KBLI;Kabupaten;Kecamatan;Skala Usaha;Jumlah Tenaga Kerja;Tanggal Terbit';
  ingest('nib.csv', [headings, ...firms, ''].join('\n'), 'employers', 'DPMPTSP');
  const budget = 'TAHUN;KODE_WILAYAH;PEMDA;SUMBER_DANA;KELOMPOK;JUMLAH_ORANG;JUMLAH_BULAN;IURAN_PER_BULAN;NILAI\n';
  ingest('anggaran.csv', `${budget}2025;73.09;Kab. Maros;APBD;;5;12;16800;1008000\n`, 'budgets', 'BKAD Maros');
  verb('link');
  verb('publish');
  const there = await institution(require, folder);
  const server = spawn(program, [...flags, '--config', there.config, 'serve', '--listen', '127.0.0.1:0'], { env: {} });
  const address = await new Promise((found, failed) => {
    let text = '';
    server.stdout.on('data', (part) => {
      text += part;
      const match = text.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (match) found(match[0]);
    });
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${text}`)));
  });
  await there.serves(address.replace('127.0.0.1', 'localhost'));
  try {
    await run(address, verb, there);
  } finally {
    server.removeAllListeners('exit');
    server.kill('SIGINT');
    there.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One request outside the browser; a form makes it a POST from our own page. */
function request(address, path, cookie, form) {
  return new Promise((found, failed) => {
    const headers = { cookie, 'accept-encoding': 'gzip' };
    if (form) Object.assign(headers, { origin: address, 'content-type': 'application/x-www-form-urlencoded' });
    const asked = http.request(address + path, { method: form ? 'POST' : 'GET', headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const plain = answer.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
        const set = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.startsWith('sesi='));
        found({ status: answer.statusCode, sent: bytes.length, text: plain.toString(), plain: plain.length, session: set });
      });
    });
    asked.on('error', failed);
    asked.end(form ? new URLSearchParams(form).toString() : undefined);
  });
}

/** The code of a phone (RFC 6238) for the secret that the page shows. */
function phoneCode(page) {
  const letters = page.match(/<code>([A-Z2-7 ]+)<\/code>/)[1].replaceAll(' ', '');
  const bits = [...letters].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', secret).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Somebody of the regional office signs in for the first time: code, password, phone. Gives back the cookie of the session. */
async function signUp(address, verb, name) {
  const { code } = JSON.parse(verb('user', 'add', name, '--role', 'bpjs_wilayah', '--scope', '73', '--format', 'json'));
  const password = 'pete hujan di loteng tua';
  const begun = await request(address, '/masuk/aktivasi', '', { nama: name, kode: code, sandi: password, ulang: password });
  const page = await request(address, '/masuk/kedua', begun.session);
  const done = await request(address, '/masuk/kedua', begun.session, { kode: phoneCode(page.text) });
  assert.ok(done.session, `${name} could not sign in: ${done.status}`);
  return done.session.slice('sesi='.length);
}

/** A reader: language, screen, and what is looked at on every page. */
class Reader {
  constructor(page, address, language, screen, verb) {
    Object.assign(this, { page, address, language, screen, verb, words: WORDS[language], seen: 0 });
  }

  async at(path) {
    const answer = await this.page.goto(this.address + path);
    assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
    await this.look(path);
  }

  /** Every page: no barrier that axe finds, nothing wider than the screen, the language of the reader. */
  async look(name) {
    const { page } = this;
    assert.equal(await page.getAttribute('html', 'lang'), this.language, name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (process.env.SHOTS) {
      mkdirSync(process.env.SHOTS, { recursive: true });
      this.seen += 1;
      const file = `${this.screen}-${this.language}-${String(this.seen).padStart(2, '0')}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`;
      await page.screenshot({ path: join(process.env.SHOTS, file), fullPage: true });
    }
    assert.ok(wide <= 0, `${name} is ${wide} px wider than the ${this.screen}`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
    assert.deepEqual(told, [], `${name} on the ${this.screen} in ${this.language}`);
  }

  /** Follows a link or button and looks at where it leads. */
  async follow(locator, name) {
    await Promise.all([this.page.waitForLoadState('load'), locator.click()]);
    await this.look(name);
  }

  /** Waits until a page that renews itself has what is looked for. */
  async until(locator) {
    await locator.waitFor({ state: 'attached', timeout: 300_000 });
  }

  async download(locator) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), locator.click()]);
    return readFileSync(await download.path());
  }
}

const journeys = {
  async 'see the province and open a figure'(reader) {
    await reader.at('/');
    await reader.at('/cakupan');
    await reader.follow(reader.page.getByRole('link', { name: reader.words.explain }).first(), 'angka');
    const permanent = reader.page.url();
    assert.match(permanent, /\/angka\/[0-9a-f]{24}$/);
    const before = await reader.page.locator('main').innerText();
    await reader.at('/wilayah/73.09');
    await reader.at('/wilayah/73.09.14');
    await reader.at(new URL(permanent).pathname);
    assert.equal(await reader.page.locator('main').innerText(), before, 'a permanent link shows the same figure');
    for (const path of ['/mutu', '/rapat', '/komitmen', '/publik', '/api/v1/docs', '/akun', '/admin', '/masuk', '/masuk/aktivasi']) await reader.at(path);
  },

  async 'import a messy workbook, mend its refused row, send it again'(reader) {
    const { page, words } = reader;
    // Each reader brings people of their own, so that nothing was there before.
    const first = 200 + 40 * (LANGUAGES.indexOf(reader.language) * 2 + Object.keys(SCREENS).indexOf(reader.screen));
    const source = `Kec. Mandai ${reader.language} ${reader.screen}`;
    const send = async (name, buffer) => {
      await reader.at('/impor');
      await page.fill('#source', source);
      await page.fill('#as_of', '2025-06-30');
      await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer });
      await page.locator('form.impor button[type=submit]').click();
      await reader.until(page.locator('input[name=uji]'));
      await reader.look('pratinjau');
    };
    await send('daftar.xlsx', messyWorkbook(range(first, first + 25)));
    assert.ok((await page.locator('main').innerText()).includes(words.refused));
    await page.locator('form[action$="/kirim"] button').click();
    await reader.until(page.getByText(words.counted));
    await reader.look('tanda terima');
    const refused = await reader.download(page.locator('form[action$="ditolak.xlsx"] button'));
    assert.equal(refused.subarray(0, 2).toString(), 'PK', 'the refused rows come back as a workbook');
    await send('diperbaiki.xlsx', mendedWorkbook(first + 30));
    await page.locator('form[action$="/kirim"] button').click();
    await reader.until(page.getByText(words.counted));
    assert.equal(await page.locator('form[action$="ditolak.xlsx"]').count(), 0, 'nothing is refused any more');
  },

  async 'decide twenty pairs with the keyboard'(reader) {
    const { page } = reader;
    await reader.at('/antrean');
    await page.selectOption('#keperluan', 'data');
    await reader.follow(page.locator('button[value=ragu]'), 'pasangan ragu');
    await reader.at('/antrean');
    await page.selectOption('#keperluan', 'data');
    await reader.follow(page.locator('button[value=sampel]'), 'pasangan sampel');
    // The answers of a keyboard come from the page as it is served, with the policy that its own scripts must live under.
    const strict = await page.context().browser().newContext({ viewport: page.viewportSize() });
    await strict.addCookies(await page.context().cookies());
    const own = await strict.newPage();
    own.setDefaultTimeout(300_000);
    await own.goto(page.url());
    const seen = [];
    const press = (key) => Promise.all([own.waitForEvent('load'), own.keyboard.press(key)]);
    for (const at of range(0, 20)) {
      seen.push(await own.inputValue('input[name=pasangan]'));
      await press(['1', '2', '3'][at % 3]);
    }
    assert.equal(new Set(seen).size, 20, 'every answer leads to the next pair');
    await press('u');
    assert.equal(await own.inputValue('input[name=pasangan]'), seen.at(-1), 'what was taken back is asked again');
    await own.locator('#kunci').click();
    await own.keyboard.press('1');
    assert.equal(await own.inputValue('input[name=pasangan]'), seen.at(-1), 'keys that are switched off do nothing');
    await own.locator('#kunci').click();
    assert.ok(!/\d{16}/.test(await own.locator('main').innerText()), 'no whole NIK is on the page');
    await strict.close();
    await page.reload();
    await reader.look('pasangan sesudah');
  },

  async 'send a long list in parts over a line that breaks'(reader) {
    const { page } = reader;
    const first = 600 + 400 * (LANGUAGES.indexOf(reader.language) * 2 + Object.keys(SCREENS).indexOf(reader.screen));
    const file = { name: 'panjang.csv', mimeType: 'text/csv', buffer: Buffer.from(longList(range(first, first + 400))) };
    const send = async () => {
      await page.goto(`${reader.address}/impor`);
      await page.fill('#source', `Kec. Jauh ${reader.language} ${reader.screen}`);
      await page.fill('#as_of', '2025-06-30');
      await page.setInputFiles('#file', file);
      await page.locator('form[data-bagian] button[type=submit]').click();
    };
    // The line breaks after the first part and stays broken; the sender goes away and comes back to the page.
    await page.route('**/impor/bagian/*mulai=1048576', (route) => route.abort());
    await send();
    await reader.until(page.locator('.kemajuan', { hasText: reader.words.cut }));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await reader.at('/impor');
    assert.ok((await page.locator('main').innerText()).includes('panjang.csv'), 'what is on its way is told');
    const sent = [];
    page.on('request', (asked) => asked.url().includes('mulai=') && sent.push(Number(new URL(asked.url()).searchParams.get('mulai'))));
    await send();
    await page.waitForURL(/\/impor\/[0-9a-f]{32}$/);
    await reader.until(page.locator('input[name=uji]'));
    assert.equal(sent[0], 1048576, 'it goes on behind the first part');
    await page.locator('form[action$="/batal"] button').click();
  },

  async 'find and take away the uncovered of one district'(reader) {
    const { page } = reader;
    await reader.at('/belum');
    await page.selectOption('select[name=wilayah]', '73.09');
    await reader.follow(page.locator('form.saring-belum button'), 'belum 73.09');
    await page.selectOption('select[name=wilayah]', '73.09.14');
    await page.selectOption('form.saring-belum select[name=keperluan]', reader.words.purpose);
    await reader.follow(page.locator('form.saring-belum button'), 'belum 73.09.14');
    assert.match(page.url(), /wilayah=73\.09\.14/);
    const [told] = (await page.locator('h1').innerText()).match(/\d+/);
    assert.ok(Number(told) >= 25, 'thirty people of Turikale, none of them a member, a few taken for one');
    assert.equal(await page.locator('table.orang tbody tr').count(), Number(told), 'the list is as long as the figure says');
    const text = await page.locator('table.orang').innerText();
    assert.ok(!/\d{16}/.test(text), 'no whole NIK is on the page');
    const every = await reader.download(page.locator('button[value=xlsx]'));
    assert.equal(every.subarray(0, 2).toString(), 'PK');
    await page.locator('input[name=orang]').first().check();
    await page.locator('input[name=orang]').nth(1).check();
    const csv = (await reader.download(page.locator('button[value=csv]'))).toString();
    assert.ok(!/\d{16}/.test(csv), 'no NIK is taken away');
    await reader.follow(page.locator('table.orang tbody th a').first(), 'orang');
    await reader.at('/cek');
    await page.fill('#teks', workers([1, 2, 150]).replaceAll(';', '\t'));
    await page.selectOption('#keperluan', reader.words.purpose);
    await page.locator('form.impor button[type=submit]').click();
    await reader.until(page.locator('a[href$="hasil.xlsx"]'));
    await reader.look('hasil cek');
  },
};

journeys['publish figures with a second person'] = async (reader) => {
  const { page, verb } = reader;
  await reader.at('/publik');
  await page.fill('#sebab', 'rapat monev');
  await reader.follow(page.locator('form[action="/publik/ajukan"] button'), 'permintaan');
  const path = new URL(page.url()).pathname;
  verb('approval', 'approve', path.split('/').pop());
  await reader.at(path);
  await reader.follow(page.locator('form[action$="/jalankan"] button'), 'dijalankan');
  await reader.at('/persetujuan');
  await reader.at('/publik');
};

journeys['answer a person who asks what is held'] = async (reader) => {
  const { page } = reader;
  const { nik, name } = person(40);
  await reader.at('/hak-subjek');
  await page.fill('#nama', name);
  await page.fill('#nik', nik);
  await reader.follow(page.locator('form[action="/hak-subjek"] button'), 'permintaan subjek');
  await reader.follow(page.locator('form[action$="/identitas"] button'), 'identitas');
  await reader.follow(page.locator('form[action$="/data"] button'), 'data');
  assert.ok((await page.locator('table tbody tr').count()) >= 1, 'what is held is told');
  await page.fill('#jawaban', 'Terlampir.');
  await reader.follow(page.locator('form[action$="/jawab"] button'), 'jawaban');
  await reader.follow(page.locator('a[href$="/surat"]'), 'surat');
};

journeys['take a finding up and bring the case to its first warning'] = async (reader) => {
  const { page } = reader;
  await reader.at('/radar');
  await reader.follow(page.locator('table.temuan form button').first(), 'perkara');
  assert.match(page.url(), /\/perkara\/73\.09-\d{4}-\d{4}$/);
  const step = async (event, fill = {}) => {
    const form = page.locator(`.langkah form:has(input[value=${event}])`).first();
    for (const [name, value] of Object.entries(fill)) await form.locator(`[name=${name}]`).fill(value);
    await reader.follow(form.locator('button'), event);
  };
  await step('examination_started');
  await step('violation_found', { document: 'LHP-1' });
  await step('warning_issued', { letter: 'T-1' });
  await step('warning_delivered', { proof: 'resi 1' });
  assert.equal(await page.locator('.linimasa > li').count(), 5);
  const piece = page.locator('form[action$="/bukti"]');
  await piece.evaluate((form) => { form.closest('details').open = true; });
  await piece.locator('[name=judul]').fill('Resi teguran');
  await piece.locator('[name=file]').setInputFiles({ name: 'resi.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 resi') });
  await reader.follow(piece.locator('button'), 'bukti');
  await reader.follow(page.locator('a[href^="/bukti/"]').first(), 'penguasaan');
  for (const view of ['', '?tampil=kalender', '?tampil=papan', '?tampil=agenda']) {
    await reader.at(`/perkara${view}`);
    assert.ok((await page.locator('main a[href^="/perkara/"]').count()) >= 1, view);
  }
  await reader.at('/pembayaran');
  const statement = 'tanggal;jumlah;referensi;nama\n2025-06-03;5.000;UJI-1;PT Contoh\n';
  await page.locator('#mutasi').setInputFiles({ name: 'mutasi.csv', mimeType: 'text/csv', buffer: Buffer.from(statement) });
  await reader.follow(page.locator('form[enctype] button'), 'mutasi');
  assert.ok((await page.locator('table.temuan tbody tr').count()) >= 1, 'the row is shown');
};

Object.assign(journeys, offices, door);

let failures = 0;
let others = 0;
await serve(async (address, verb, there) => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const language of LANGUAGES) {
      const session = await signUp(address, verb, `uji-${screen}-${language}`);
      for (const [name, journey] of Object.entries(journeys)) {
        if (!`${screen} ${language}: ${name}`.match(process.env.ONLY ?? '')) continue;
        // axe is put into the page by the test, past the policy that forbids scripts; the pages themselves have none.
        const context = await browser.newContext({ viewport, bypassCSP: true, acceptDownloads: true });
        await context.addCookies([
          { name: 'bahasa', value: language, url: address },
          { name: 'sesi', value: session, url: address },
        ]);
        const page = await context.newPage();
        // A second person of the same office, in a browser of their own.
        const somebodyElse = async () => {
          others += 1;
          const cookie = await signUp(address, verb, `kedua-${others}`);
          const own = await browser.newContext({ viewport });
          await own.addCookies([{ name: 'sesi', value: cookie, url: address }]);
          const opened = await own.newPage();
          opened.setDefaultTimeout(300_000);
          return opened;
        };
        // Patience, not a promise of speed: the program of the tests is not optimised, and the machine may be busy.
        page.setDefaultTimeout(300_000);
        try {
          await journey(new Reader(page, address, language, screen, verb), { somebodyElse, newcomer: (name) => signUp(address, verb, name), institution: there });
          console.log(`ok   ${screen} ${language}: ${name}`);
        } catch (error) {
          failures += 1;
          console.log(`FAIL ${screen} ${language}: ${name}\n${error.message}`);
        }
        await context.close();
      }
    }
  }
  await browser.close();
  const session = await signUp(address, verb, 'uji-ukur');
  const firstView = (path) => request(address, path, `sesi=${session}`);
  const style = await firstView('/aset/gaya.css');
  for (const path of ['/', '/cakupan', '/wilayah/73.09', '/publik']) {
    const view = await firstView(path);
    const sent = view.sent + style.sent;
    const small = sent <= 50 * 1024 && view.plain <= 100 * 1024;
    console.log(`${small ? 'ok  ' : 'FAIL'} ${path}: ${sent} bytes travel with the style sheet, ${view.plain} bytes of HTML`);
    failures += small ? 0 : 1;
  }
});
process.exit(failures === 0 ? 0 : 1);
