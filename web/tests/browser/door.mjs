// The door: a passkey of a device that the browser plays, and sign-in through a real OpenID Connect provider (oidc-provider), which
// lives on another site than the pages.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const CLIENT = 'sinergi';
const STRENGTH = 'dua';

/** A provider on a port of its own, which lets in whoever `person` names; `serves` says where the pages are. */
export async function institution(require, folder) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'uji', use: 'sig', alg: 'RS256' };
  const keys = join(folder, 'kunci-lembaga.json');
  const { kty, n, e, kid, use, alg } = jwk;
  writeFileSync(keys, JSON.stringify({ keys: [{ kty, n, e, kid, use, alg }] }));
  let answer = (_, response) => response.end();
  const server = http.createServer((asked, response) => answer(asked, response));
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const config = join(folder, 'sinergi.toml');
  const lines = { name: 'SSO Contoh', issuer, authorize: `${issuer}/auth`, client: CLIENT, keys };
  const settings = Object.entries(lines).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  writeFileSync(config, ['[provider]', ...settings, `strength = ["${STRENGTH}"]`, ''].join('\n'));
  const own = { config, person: 'nobody', close: () => server.close() };
  own.serves = async (address) => {
    const { Provider } = await import(require.resolve('oidc-provider'));
    const provider = new Provider(issuer, {
      jwks: { keys: [jwk] },
      responseTypes: ['id_token'],
      acrValues: [STRENGTH],
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/masuk/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      clients: [
        {
          client_id: CLIENT,
          application_type: 'native',
          response_types: ['id_token'],
          grant_types: ['implicit'],
          token_endpoint_auth_method: 'none',
          redirect_uris: [`${address}/masuk/oidc/kembali`],
        },
      ],
    });
    const proceed = provider.callback();
    // Whoever comes is known and agrees: what people do there is not what is tried here.
    answer = async (asked, response) => {
      if (!asked.url.startsWith('/masuk/')) return proceed(asked, response);
      const { prompt, params, session } = await provider.interactionDetails(asked, response);
      if (prompt.name === 'login') {
        return provider.interactionFinished(asked, response, { login: { accountId: own.person, acr: STRENGTH } });
      }
      const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
      grant.addOIDCScope('openid');
      return provider.interactionFinished(asked, response, { consent: { grantId: await grant.save() } });
    };
  };
  return own;
}

export const door = {
  async 'sign in with a passkey, and through another institution'(reader, { newcomer, institution }) {
    const { page } = reader;
    // Passkeys are for names, not for numbers.
    reader.address = reader.address.replace('127.0.0.1', 'localhost');
    const name = `pintu-${reader.screen}-${reader.language}`;
    institution.person = name;
    const kept = { sesi: await newcomer(name), bahasa: reader.language };
    await page.context().addCookies(Object.entries(kept).map(([name, value]) => ({ name, value, url: reader.address })));
    const device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true };
    await device.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } });
    const out = () => reader.follow(page.locator('form[action="/keluar"] button').first(), 'keluar');
    const inside = async () => {
      await page.waitForURL(`${reader.address}/`);
      await reader.at('/akun');
      assert.ok((await page.locator('main').innerText()).includes(name), 'it is the same account');
    };

    await reader.at('/akun');
    await page.fill('#nama-kunci', 'ponsel kantor');
    await page.locator('form[data-kunci=baru] button').click();
    await page.locator('#kunci-sandi li').waitFor();
    await reader.look('akun dengan kunci');
    await out();
    await page.locator('form[data-kunci=masuk] button').click();
    await inside();

    await page.locator('#institusi a').click();
    await page.waitForURL('**/masuk/oidc/kembali');
    await reader.look('identitas belum terhubung');
    await reader.follow(page.locator('form[action="/akun/oidc"] button'), 'akun terhubung');
    await out();
    await page.locator('a[href="/masuk/oidc"]').click();
    await inside();
  },
};
