// What bench/gate/run measures: node run.mjs PROGRAM DATA.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { signIn } from '../load/load.mjs';

const [program, data] = process.argv.slice(2);
const REQUESTS = 500;
const flags = ['--data', data, '--key-file', `${data}.key`, 'serve', '--listen', '127.0.0.1:0'];
const server = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
const link = await new Promise((found) => {
  let text = '';
  server.stdout.on('data', (part) => {
    text += part;
    const match = text.match(/http:\/\/127\.0\.0\.1:\d+\/masuk\/tautan\?kode=\S+/);
    if (match) found(match[0]);
  });
});
const { hostname, port } = new URL(link);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const get = (path, cookie) =>
  new Promise((done, failed) => {
    const headers = cookie ? { cookie } : {};
    http
      .get({ hostname, port, path, headers, agent }, (answer) => {
        answer.resume();
        answer.on('end', () => (answer.statusCode === 200 ? done() : failed(new Error(`${path}: ${answer.statusCode}`))));
      })
      .on('error', failed);
  });

// User and system time of the server, in milliseconds (a tick is ten).
const cpu = () => {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

const measured = async (name, path, cookie) => {
  await get(path, cookie);
  const before = cpu();
  for (let number = 0; number < REQUESTS; number += 1) await get(path, cookie);
  const each = (cpu() - before) / REQUESTS;
  console.log(`${name}: ${each.toFixed(2)} ms of CPU a request`);
  return each;
};
const nextMinute = () => new Promise((go) => setTimeout(go, 61_000 - (Date.now() % 60_000)));

try {
  const cookie = await signIn(link);
  for (const path of ['/publik', '/cakupan', '/wilayah/73.09', '/api/v1/coverage?by=segment']) await get(path, cookie);
  // What the pages measure for their first readers is done by then.
  await new Promise((go) => setTimeout(go, 30_000));
  const rounds = [];
  for (const round of [1, 2]) {
    console.log(`round ${round}`);
    const open = await measured('public page, nobody signed in', '/publik');
    const told = {};
    for (const [name, path] of Object.entries({ same: '/publik', province: '/cakupan', regency: '/wilayah/73.09', list: '/api/v1/coverage?by=segment' })) {
      await nextMinute();
      told[name] = await measured(name === 'same' ? 'public page, signed in' : `${name}, signed in`, path, cookie);
    }
    const gate = told.same - open;
    const mix = 0.7 * told.province + 0.2 * told.regency + 0.1 * told.list;
    rounds.push(gate / (mix - gate));
    console.log(`gate ${gate.toFixed(2)} ms; mix ${mix.toFixed(2)} ms; with the gate ${(100 * rounds.at(-1)).toFixed(1)} % more than without`);
  }
} finally {
  server.kill('SIGINT');
}
