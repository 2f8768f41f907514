// What bench/load/run measures: node run.mjs PROGRAM DATA; DURING=list.csv brings a large list in meanwhile.
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { halfOpen, run, signIn, warm } from './load.mjs';
import { pairs } from './pairs.mjs';

const [program, data] = process.argv.slice(2);
const flags = ['--data', data, '--key-file', `${data}.key`];
const seconds = Number(process.env.SECONDS ?? 30);
// An asker may ask 600 times a minute: as many as 2,000 a second need.
const tokens = [...Array(Number(process.env.ASKERS ?? 240)).keys()].map(() => {
  const words = ['token', 'create', '--role', 'bpjs_wilayah', '--scope', '73', '--purpose', 'beban', '--days', '1', '--format', 'json'];
  return JSON.parse(spawnSync(program, [...flags, ...words], { encoding: 'utf8' }).stdout).token;
});
const server = spawn(program, [...flags, 'serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const link = await new Promise((found) => {
  let text = '';
  server.stdout.on('data', (part) => {
    text += part;
    const match = text.match(/http:\/\/127\.0\.0\.1:\d+\/masuk\/tautan\?kode=\S+/);
    if (match) found(match[0]);
  });
});
const address = new URL(link).origin;
try {
  const cookie = await signIn(link);
  const asking = { address, tokens, pid: server.pid, seconds };
  if (process.env.MODULES) await firstViews(cookie);
  await pairs(address, cookie, Number(process.env.PAIRS ?? 100));
  await warm(asking);
  if (process.env.MODULES) await firstViews(cookie);
  for (const rate of [500, 500, 2000]) await run('idle', { ...asking, rate });
  const half = halfOpen(address, 1000);
  await new Promise((go) => setTimeout(go, 1000));
  await run('with 1,000 half-open connections', { ...asking, rate: 500 });
  for (const socket of half) socket.destroy();
  if (process.env.DURING) {
    const words = ['ingest', process.env.DURING, '--as', 'workers', '--source', 'Beban', '--as-of', '2025-06-30'];
    const began = performance.now();
    const ingest = spawn(program, [...flags, ...words], { stdio: 'ignore' });
    let done = false;
    ingest.on('exit', () => (done = true));
    while (!done) await run('while a list comes in', { ...asking, rate: 500, seconds: 10 });
    console.log(`the list came in after ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
} finally {
  server.kill('SIGINT');
}

/** The first view on a slow line: 100 kbit/s, 600 ms there and back, nothing kept in the browser. */
async function firstViews(cookie) {
  const { chromium } = createRequire(join(process.env.MODULES, 'node_modules', 'x.js'))('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  for (const path of ['/', '/cakupan', '/wilayah/73.05', '/publik', '/masuk']) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    await context.addCookies([{ name: 'sesi', value: cookie.slice('sesi='.length), url: address }]);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const line = { offline: false, latency: 600, downloadThroughput: 12_500, uploadThroughput: 12_500 };
    await session.send('Network.emulateNetworkConditions', line);
    const began = performance.now();
    await page.goto(address + path, { waitUntil: 'load' });
    console.log(`first view of ${path} at 100 kbit/s and 600 ms: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    await context.close();
  }
  await browser.close();
}
