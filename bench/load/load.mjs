// Asks pages at a fixed rate, whatever the answers take (an open loop: a slow answer does not spare the server the next question), and
// tells how long answers took from the moment they were due. Run by bench/load/run.
import http from 'node:http';
import net from 'node:net';
import { readFileSync } from 'node:fs';

const TICKS = 100;

/** CPU-seconds of a process so far (user and system, of this Linux). */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident megabytes of a process. */
const resident = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

/** The session that the link of a demonstration gives, once. */
export function signIn(link) {
  return new Promise((found, failed) => {
    const asked = http.get(link, (answer) => {
      answer.resume();
      const cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).find((pair) => pair.startsWith('sesi='));
      cookie ? found(cookie) : failed(new Error(`the link gave no session: ${answer.statusCode}`));
    });
    asked.on('error', failed);
  });
}

/** Seventy of a hundred ask for the province, twenty for a regency, ten for a list, with the filters that people use. */
export function mix(number) {
  const codes = [...Array(21).keys()].map((at) => `73.${String(at + 1).padStart(2, '0')}`).concat('73.71', '73.72', '73.73');
  const orders = ['', '?urut=nama', '?urut=cakupan', '?urut=penyebut', '?peta=orang', '?target=68', '?bulan=2025-05', '?tempat=kerja'];
  const lists = ['by=region', 'by=segment', 'by=programme', 'by=segment,programme', 'by=month', 'by=sex', 'by=district&limit=50', 'by=region&as_of=2025-05'];
  const place = number % 10;
  const turn = Math.floor(number / 10);
  if (place < 7) return `/cakupan${orders[(turn * 7 + place) % orders.length]}`;
  if (place < 9) return `/wilayah/${codes[(turn * 2 + place) % codes.length]}`;
  return `/api/v1/coverage?${lists[turn % lists.length]}`;
}

function ask(agent, address, path, token, timeout = 30_000) {
  return new Promise((told) => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
    const asked = http.get(address + path, { agent, headers, timeout }, (answer) => {
      let bytes = 0;
      answer.on('data', (part) => (bytes += part.length));
      answer.on('end', () => told({ status: answer.statusCode, bytes }));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', (error) => told({ status: error.code ?? error.message, bytes: 0 }));
  });
}

/** Every address of the mix once, one after the other: what the first readers after a change wait for. */
export async function warm({ address, tokens }) {
  const paths = [...new Set([...Array(4_000).keys()].map(mix))];
  const took = [];
  for (const path of paths) {
    const began = performance.now();
    const { status } = await ask(undefined, address, path, tokens[0], 300_000);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    took.push([performance.now() - began, path]);
  }
  took.sort((a, b) => b[0] - a[0]);
  const all = took.reduce((sum, [ms]) => sum + ms, 0) / 1000;
  console.log(`${paths.length} addresses asked for the first time in ${all.toFixed(0)} s; slowest ${(took[0][0] / 1000).toFixed(1)} s (${took[0][1]})`);
}

/** So many questions a second for so many seconds, from as many askers as there are tokens: one alone may ask ten a second. */
export async function run(name, { address, tokens, pid, rate, seconds }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const [took, wrong] = [[], {}];
  const [own, theirs, before] = [process.cpuUsage(), cpu(pid), resident(pid)];
  const began = performance.now();
  const all = [];
  let bytes = 0;
  for (let number = 0; number < rate * seconds; ) {
    const due = Math.min(Math.floor(((performance.now() - began) / 1000) * rate) + 1, rate * seconds);
    for (; number < due; number += 1) {
      const at = began + (number / rate) * 1000;
      all.push(
        ask(agent, address, mix(number), tokens[number % tokens.length]).then((answer) => {
          bytes += answer.bytes;
          if (answer.status === 200) took.push(performance.now() - at);
          else wrong[answer.status] = (wrong[answer.status] ?? 0) + 1;
        }),
      );
    }
    await new Promise((go) => setTimeout(go, 2));
  }
  await Promise.all(all);
  const wall = (performance.now() - began) / 1000;
  const used = process.cpuUsage(own);
  took.sort((a, b) => a - b);
  const at = (share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN).toFixed(1);
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  console.log(
    `${name}: ${rate}/s for ${seconds} s; p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms; not 200: ${JSON.stringify(wrong)}; ` +
      `${(all.length / wall).toFixed(0)}/s kept up, ${(bytes / all.length / 1024).toFixed(1)} KB each; CPU server ${(((cpu(pid) - theirs) / wall) * 100).toFixed(0)} %, ` +
      `generator ${(((used.user + used.system) / 1e6 / wall) * 100).toFixed(0)} %; server ${before.toFixed(0)} to ${resident(pid).toFixed(0)} MB; load ${load}`,
  );
  agent.destroy();
}

/** Connections whose head never ends. */
export function halfOpen(address, count) {
  const { hostname, port } = new URL(address);
  return [...Array(count).keys()].map(() => {
    const socket = net.connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.on('connect', () => socket.write('GET /cakupan HTTP/1.1\r\nHost: 127.0.0.1\r\nX-'));
    return socket;
  });
}
