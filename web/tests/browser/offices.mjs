// Journeys of those who plan money and hold meetings: a plan that a second person approves, and a meeting whose line drops.
import assert from 'node:assert/strict';

const WORDS = { id: { approved: 'Disetujui' }, en: { approved: 'Approved' } };
const MINUTE = 60_000;

export const offices = {
  async 'plan money, freeze the plan, let a second person approve it'(reader, { somebodyElse }) {
    const { page } = reader;
    await reader.at('/target');
    await reader.at('/alokasi');
    const people = page.locator('#orang');
    const before = await people.innerText();
    await page.fill('input[name=bulan]', '3');
    await page.waitForFunction((told) => document.getElementById('orang').textContent !== told, before);
    assert.ok(Number(await people.innerText()) > Number(before), 'fewer months cover more people, without sending the form');
    await page.fill('input[name=bulan]', '12');
    await page.fill('input[name=nama]', `Rencana ${reader.language} ${reader.screen}`);
    await reader.follow(page.locator('button[formaction="/alokasi/simpan"]'), 'rencana');
    const { pathname } = new URL(page.url());
    assert.match(pathname, /^\/alokasi\/[0-9a-f]+$/);
    await reader.follow(page.locator('form[action$="/bekukan"] button'), 'rencana beku');
    assert.equal(await page.locator('form[action$="/setujui"]').count(), 0, 'whoever made a plan does not approve it');
    const other = await somebodyElse();
    await other.goto(reader.address + pathname);
    await Promise.all([other.waitForEvent('load'), other.locator('form[action$="/setujui"] button').click()]);
    await other.close();
    await reader.at(pathname);
    assert.ok((await page.locator('main').innerText()).includes(WORDS[reader.language].approved));
    const lines = await reader.download(page.locator('a[href$="anggaran.xlsx"]'));
    assert.equal(lines.subarray(0, 2).toString(), 'PK', 'an approved plan gives the lines of a budget');
    await reader.at('/laporan');
    const proposal = await reader.download(page.locator('form[action="/laporan/anggaran"] button[value=pdf]'));
    assert.equal(proposal.subarray(0, 5).toString(), '%PDF-', 'and the proposal on paper');
  },

  async 'hold a meeting over a line that drops'(reader) {
    const { page } = reader;
    const line = page.context();
    await reader.at('/rapat');
    await page.fill('#judul', `Rapat ${reader.language} ${reader.screen}`);
    await page.fill('#bulan', '2025-06');
    await page.fill('#hadir', 'Disnaker Kab. Maros\nBPKAD Kab. Maros');
    await page.fill('#agenda', 'Cakupan Mei\nAnggaran 2026');
    await reader.follow(page.locator('form[action="/rapat"] button'), 'rapat baru');
    assert.match(page.url(), /\/rapat\/73-\d{4}-R\d{2}$/);
    const form = page.locator('form[data-tahan]:has(#janji)');
    const promise = async (what) => {
      for (const [id, text] of [['janji', what], ['siapa', 'Disnaker'], ['tenggat', '2099-01-31'], ['ukuran', '400 orang']]) {
        await form.locator(`#${id}`).fill(text);
      }
      await form.locator('button').click();
    };
    const times = async (text) => (await page.locator('main').innerText()).split(text).length - 1;
    // Promises of earlier readers are carried into this meeting: each has words of its own.
    const own = (what) => `${what} ${reader.language} ${reader.screen}`;
    // The line drops: what is written waits in the open page, says so, and is sent when the line is back.
    await line.setOffline(true);
    await promise(own('Daftarkan nelayan'));
    await page.locator('details:has(#catatan) > summary').click();
    await page.fill('#catatan', 'Bupati hadir');
    await page.locator('form[data-tahan]:has(#catatan) button').click();
    await page.locator('#tertahan', { hasText: '2' }).waitFor({ timeout: MINUTE });
    await reader.look('rapat terputus');
    await Promise.all([page.waitForEvent('load'), line.setOffline(false)]);
    await page.locator('td, th', { hasText: own('Daftarkan nelayan') }).first().waitFor();
    assert.equal(await times('Bupati hadir'), 1);
    // An answer that is lost on its way is asked for again, and what came twice is there once.
    let lost = 0;
    await page.route('**/rapat/*', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch({ maxRedirects: 0 });
      return route.abort();
    });
    await Promise.all([page.waitForEvent('load'), promise(own('Siapkan anggaran'))]);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    assert.equal(lost, 1);
    assert.equal(await page.locator('th', { hasText: own('Siapkan anggaran') }).count(), 1, 'sent twice, taken once');
    await reader.look('rapat tersambung');
    // Two notes that the rules refuse, both written while the line was down: each keeps its text and says its reason; mended one after the
    // other, both are there.
    await line.setOffline(true);
    await promise(own('Bentuk tim'));
    await page.locator('details:has(#catatan) > summary').click();
    await page.fill('#catatan', '   ');
    await page.locator('form[data-tahan]:has(#catatan) button').click();
    const late = page.locator('form[data-tahan]:has(input[value=progress]), form[data-tahan]:has(select[name=apa])').first();
    await late.locator('xpath=ancestor::details[1]/summary').click();
    await late.locator('select[name=apa]').selectOption('done');
    await late.locator('input[name=teks]').fill('   ');
    await late.locator('button').click();
    await page.locator('#tertahan', { hasText: '3' }).waitFor({ timeout: MINUTE });
    await line.setOffline(false);
    await page.locator('.galat[role=alert]').nth(1).waitFor({ timeout: MINUTE });
    assert.equal(await page.locator('.galat[role=alert]').count(), 2, 'each refused note has its reason');
    await reader.look('rapat ditolak');
    await page.fill('#catatan', own('Wakil bupati hadir'));
    await page.locator('form[data-tahan]:has(#catatan) button').click();
    await page.locator('.galat[role=alert]').nth(1).waitFor({ state: 'detached', timeout: MINUTE });
    assert.equal(await page.locator('.galat[role=alert]').count(), 1, 'the other keeps its text and its reason');
    await late.locator('input[name=teks]').fill(own('Selesai menurut SK'));
    await Promise.all([page.waitForEvent('load'), late.locator('button').click()]);
    for (const text of ['Bentuk tim', 'Wakil bupati hadir', 'Selesai menurut SK']) {
      assert.equal(await times(own(text)), 1, `${text} is there once`);
    }
    const minutes = await reader.download(page.locator('a[href$="notulen.pdf"]'));
    assert.equal(minutes.subarray(0, 5).toString(), '%PDF-');
    await page.locator('details:has(input[value=closed]) > summary').click();
    await reader.follow(page.locator('form:has(input[value=closed]) button'), 'rapat ditutup');
    assert.equal(await page.locator('#janji').count(), 0, 'nothing is promised in a meeting that is over');
    await reader.at('/komitmen');
    assert.ok((await times(own('Daftarkan nelayan'))) >= 1);
  },

  async 'enter a figure by hand, let a second officer approve it, take a report'(reader, { somebodyElse }) {
    const { page } = reader;
    // Every reader has a regency of their own: a sheet that another submitted takes no more.
    const regency = { id: { laptop: '73.01', phone: '73.02' }, en: { laptop: '73.03', phone: '73.04' } }[reader.language][reader.screen];
    await reader.at('/kunci?bulan=2025-06');
    await reader.follow(page.locator(`a[href^="/kunci/${regency}"]`), 'lembar isian');
    await page.selectOption('#indikator', 'projects');
    await page.fill('#pembilang', '68');
    await page.fill('#penyebut', '2.947');
    await page.fill('#bukti', 'LPSE per 30 Juni 2025');
    await Promise.all([page.waitForEvent('load'), page.locator('form:has(#bukti) button').click()]);
    assert.ok((await page.locator('main').innerText()).match(/2[,.]31%/), 'the share of what was entered');
    await page.fill('#sebab', 'sesuai LPSE');
    await reader.follow(page.locator('button[value=submit]'), 'lembar diajukan');
    await page.fill('#sebab', 'saya sendiri');
    await reader.follow(page.locator('button[value=approve]'), 'lembar ditolak');
    assert.equal(await page.locator('.galat[role=alert]').count(), 1, 'whoever entered does not approve');
    const other = await somebodyElse();
    await other.goto(page.url().includes('bulan') ? page.url() : `${reader.address}/kunci/${regency}?bulan=2025-06`);
    await other.fill('#sebab', 'sudah dicek');
    await Promise.all([other.waitForEvent('load'), other.locator('button[value=approve]').click()]);
    await other.fill('#sebab', 'final untuk rapat');
    await Promise.all([other.waitForEvent('load'), other.locator('button[value=lock]').click()]);
    await other.close();
    await reader.at(`/kunci/${regency}?bulan=2025-06`);
    const said = await page.locator('main').innerText();
    assert.ok(said.includes('final untuk rapat') && (await page.locator('#bukti').count()) === 0, said);
    await reader.at('/laporan');
    const report = await reader.download(page.locator('form[action="/laporan/monev"] button[value=pdf]'));
    assert.equal(report.subarray(0, 5).toString(), '%PDF-');
    const book = await reader.download(page.locator('form[action="/laporan/kabupaten"] button[value=xlsx]'));
    assert.equal(book.subarray(0, 2).toString(), 'PK');
  },
};
