/** What `validate` says of addresses that the service cannot have, how long it takes, and which files of a folder are read. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { runHere } from '../support/command-line.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { startTenant } from '../support/tenant.ts';
import { flat, placeOf } from './company.ts';

let space: Workspace;
beforeAll(async () => {
  space = await workspace();
});
afterAll(() => space.remove());

const mbx = (...args: string[]) =>
  runHere(args, { cwd: space.folder, env: {}, clock: new FakeClock() });
/** Validates this strategy. */
async function validated(body: string) {
  await space.write({ 'mailboxes.yaml': strategyYaml(body, 'additive') });
  const { exit, out } = await mbx('validate');
  return { exit, out, told: flat(out) };
}

describe('an address that the service cannot have is an error at its place', () => {
  const BAD = [
    'büro@contoso.com',
    'o’neil@contoso.com',
    'hel\u00adlo@contoso.com',
    'sales\u200b@contoso.com',
    '.sales@contoso.com',
    'sales.@contoso.com',
    'sa..les@contoso.com',
    'sales@contos\u00f6.com',
    'sales@1.2.3.4',
    'sales@contoso.123',
    'sales@contoso',
    'sales@-x.com',
    `sales@${'x'.repeat(64)}.com`,
    `sales@${'x.'.repeat(127)}com`,
    'SIP:ceo@contoso.com',
    'X500:/o=Contoso/cn=ceo',
  ];
  const PLACES: Readonly<Record<string, (address: string) => string>> = {
    'a shared mailbox': (a) => `sharedMailboxes:\n  "${a}": {}\n`,
    "a person's mailbox": (a) => `users:\n  "${a}": {}\n`,
    'an alias': (a) => `users:\n  fred@contoso.com: { aliases: ["${a}"] }\n`,
    'a delegate': (a) => `users:\n  fred@contoso.com: { delegates: { "${a}": [sendAs] } }\n`,
    'a group': (a) => `users:\n  fred@contoso.com: { delegates: { "group:${a}": [sendAs] } }\n`,
    'an owner': (a) => `users:\n  fred@contoso.com: { owner: "${a}" }\n`,
    'a member of a team': (a) =>
      `teams:\n  t: { members: ["${a}"] }\nusers:\n  fred@contoso.com: {}\n`,
    'a leaver': (a) => `leavers: ["${a}"]\nusers:\n  fred@contoso.com: {}\n`,
    'a leaver with a reason': (a) =>
      `leavers:\n  - { who: "${a}", reason: HR-1 }\nusers:\n  fred@contoso.com: {}\n`,
    protected: (a) => `  protected: ["${a}"]\nusers:\n  fred@contoso.com: {}\n`,
    breakGlass: (a) => `  breakGlass: ["${a}"]\nusers:\n  fred@contoso.com: {}\n`,
    ignoreTrustees: (a) => `  ignoreTrustees: ["${a}"]\nusers:\n  fred@contoso.com: {}\n`,
  };
  test.each(Object.entries(PLACES))('as %s', async (_, place) => {
    for (const address of BAD) {
      const body = place(address);
      const { exit, out, told } = await validated(body);
      expect(exit, address).toBe(65);
      const quoted = body.includes(`"group:${address}"`) ? `"group:${address}"` : `"${address}"`;
      expect(out).toContain(`${placeOf(strategyYaml(body, 'additive'), quoted)} error`);
      expect(told).toContain('1 error');
      // Without the line a guard would guard nobody.
      if (!body.includes('aliases')) expect(told).not.toContain('Delete the line');
    }
    for (const address of ["o'neil@contoso.com", 'x#y@contoso.com', 'q+r@contoso.com'])
      expect((await validated(place(address))).exit, address).toBe(0);
  });

  test('as a pattern', async () => {
    for (const pattern of ['bäckup-*@contoso.com', 'o’*@contoso.com', '.backup*@contoso.com']) {
      const body = `  ignoreTrustees: ["${pattern}"]\nusers:\n  fred@contoso.com: {}\n`;
      const { exit, out } = await validated(body);
      expect([exit, pattern]).toEqual([65, pattern]);
      expect(out).toContain(`${placeOf(strategyYaml(body, 'additive'), `"${pattern}"`)} error`);
    }
  });

  test('a display name may have any letters', async () => {
    const body = 'sharedMailboxes:\n  buero@contoso.com: { displayName: Büro “München” }\n';
    expect((await validated(body)).exit).toBe(0);
  });

  test('a pattern guards nobody, but under ignoreTrustees', async () => {
    for (const [head, list] of [
      ['  protected: ["ceo*@contoso.com"]\n', 'protected'],
      ['  breakGlass: ["emergency*@contoso.com"]\n', 'breakGlass'],
      ['leavers: ["old.*@contoso.com"]\n', 'leavers'],
    ]) {
      const { exit, told } = await validated(`${head}users:\n  fred@contoso.com: {}\n`);
      expect(exit).toBe(65);
      expect(told).toContain(`is a pattern; \`${list}\` takes whole addresses only`);
    }
  });
});

describe('validate takes time in proportion to the file', () => {
  /** Milliseconds within which each is told; a slow machine needs a tenth of it, and the square of the lines would take minutes. */
  const SOON = 30_000;
  const many = (line: (n: number) => string): string =>
    Array.from({ length: 20_000 }, (_, n) => line(n)).join('');
  test.each([
    [
      'unknown teams beside as many known ones',
      `teams:\n${many((n) => `  known-${n}: { members: [ann@contoso.com] }\n`)}users:\n  fred@contoso.com:\n    delegates:\n${many((n) => `      team:other-${n}: [sendAs]\n`)}`,
    ],
    [
      'wrong entries on one line',
      `users: { fred@contoso.com: { delegates: { ${many((n) => `team:t${n}: [sendAs], `)} } } }\n`,
    ],
    [
      'leavers beside patterns',
      `  ignoreTrustees:\n${many((n) => `    - "x${n}*@contoso.com"\n`)}leavers:\n${many((n) => `  - p${n}*@contoso.com\n`)}users: { fred@contoso.com: {} }\n`,
    ],
  ])('%s', { timeout: 4 * SOON }, async (_, body) => {
    const begun = performance.now();
    const { exit, told } = await validated(body);
    expect(performance.now() - begun).toBeLessThan(SOON);
    expect(exit).toBe(65);
    expect(told).toContain('20000 errors');
  });
});

describe('a folder', () => {
  const HEAD = strategyYaml('');
  const leaver = { 'mailboxes/hr/more/leavers.yml': 'leavers: [old.hand@contoso.com]\n' };
  const shared =
    'sharedMailboxes:\n  jo.left@contoso.com:\n    delegates: { old.hand@contoso.com: [sendAs] }\n';

  test('is read with its sub-folders, be it named or found', async () => {
    const folder = await workspace({ 'mailboxes/all.yaml': `${HEAD}${shared}`, ...leaver });
    for (const args of [['validate'], ['validate', '-f', 'mailboxes'], ['validate', '-f', '.']]) {
      const { exit, out } = await runHere(args, {
        cwd: folder.folder,
        env: {},
        clock: new FakeClock(),
      });
      expect(exit).toBe(65);
      expect(flat(out)).toContain('is under `leavers` (mailboxes/hr/more/leavers.yml:1:11)');
    }
    await folder.remove();
  });

  test('a link to a folder is followed, each folder once; folders with a dot are none of ours', async () => {
    const folder = await workspace({
      'mailboxes/all.yaml': `${HEAD}${shared}`,
      'mailboxes/.git/broken.yaml': 'leavers: [',
      'mailboxes/notes.txt': 'leavers: [',
      'elsewhere/leavers.yaml': 'leavers: [old.hand@contoso.com]\n',
    });
    await symlink(join(folder.folder, 'elsewhere'), join(folder.folder, 'mailboxes', 'linked'));
    await symlink(join(folder.folder, 'mailboxes'), join(folder.folder, 'mailboxes', 'loop'));
    const { exit, out } = await runHere(['validate'], {
      cwd: folder.folder,
      env: {},
      clock: new FakeClock(),
    });
    expect(exit).toBe(65);
    expect(flat(out)).toContain('is under `leavers` (mailboxes/linked/leavers.yaml:1:11)');
    expect(flat(out)).toContain('1 error');
    await folder.remove();
  });

  test('without a strategy in it, however deep, is an error; so is a link that leads nowhere', async () => {
    const folder = await workspace();
    await mkdir(join(folder.folder, 'empty/deep'), { recursive: true });
    await writeFile(join(folder.folder, 'empty/deep/readme.md'), 'nothing');
    const validate = (name: string) =>
      runHere(['validate', '-f', name], { cwd: folder.folder, env: {}, clock: new FakeClock() });
    const none = await validate('empty');
    expect([none.exit, flat(none.err)]).toEqual([
      64,
      expect.stringContaining('no .yaml file in empty'),
    ]);
    await symlink(join(folder.folder, 'nowhere'), join(folder.folder, 'empty/deep/lost.yaml'));
    const lost = await validate('empty');
    expect([lost.exit, flat(lost.err)]).toEqual([
      64,
      expect.stringContaining('there is no file empty/deep/lost.yaml'),
    ]);
    await folder.remove();
  });

  test('hidden files are passed over: locks of an editor, what macOS puts beside; named, one is read', async () => {
    const folder = await workspace({
      'mailboxes/all.yaml': `${HEAD}sharedMailboxes: {}\n`,
      'mailboxes/.#all.yaml': 'leavers: [',
      'mailboxes/._all.yaml': '\u0000\u0005',
      'mailboxes/sub/.hidden.yml': 'leavers: [',
    });
    const validate = (...args: string[]) =>
      runHere(['validate', ...args], { cwd: folder.folder, env: {}, clock: new FakeClock() });
    expect((await validate('-f', 'mailboxes')).exit).toBe(0);
    const named = await validate('-f', 'mailboxes/all.yaml', 'mailboxes/.#all.yaml');
    expect([named.exit, named.out]).toEqual([65, expect.stringContaining('.#all.yaml:1:')]);
    await folder.remove();
  });

  test.runIf(process.platform !== 'win32')(
    'a pipe, a socket or a device in it is told by name, and not opened; what is no strategy is passed over',
    async () => {
      const folder = await workspace({ 'mailboxes/all.yaml': `${HEAD}sharedMailboxes: {}\n` });
      const at = (name: string): string => join(folder.folder, 'mailboxes', name);
      const validate = () =>
        runHere(['validate', '-f', 'mailboxes'], {
          cwd: folder.folder,
          env: {},
          clock: new FakeClock(),
        });
      const socket = createServer();
      execFileSync('mkfifo', [at('notes')]);
      expect((await validate()).exit).toBe(0);
      const put: readonly (readonly [string, () => unknown])[] = [
        ['pipe.yaml', () => execFileSync('mkfifo', [at('pipe.yaml')])],
        ['linked.yaml', () => symlink(at('notes'), at('linked.yaml'))],
        ['device.yaml', () => symlink('/dev/zero', at('device.yaml'))],
        ['socket.yaml', () => new Promise<void>((on) => socket.listen(at('socket.yaml'), on))],
      ];
      for (const [name, make] of put) {
        await make();
        const { exit, err } = await validate();
        expect([exit, flat(err)]).toEqual([
          64,
          expect.stringContaining(`mailboxes/${name} is a pipe, a socket or a device`),
        ]);
        if (name === 'socket.yaml') await new Promise((off) => socket.close(off));
        await rm(at(name), { force: true });
      }
      await folder.remove();
    },
  );
});

describe('a file as Windows PowerShell writes it', () => {
  const yaml = strategyYaml('sharedMailboxes:\n  naïve@contoso.com: {}\n');
  const little = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each([
    ['UTF-16 LE', little(yaml.replaceAll('\n', '\r\n'))],
    ['UTF-16 BE', little(yaml).swap16()],
  ])('in %s is read as if it were UTF-8, also as an argument', async (_, bytes) => {
    await writeFile(join(space.folder, 'u.yaml'), bytes);
    for (const args of [['-f', 'u.yaml'], ['u.yaml']]) {
      const { exit, out } = await mbx('validate', ...args);
      expect([exit, out]).toEqual([65, expect.stringContaining('u.yaml:6:3 error')]);
      expect(flat(out)).toContain('`ï` (U+00EF)');
    }
  });
  test.each([
    [
      'UTF-16 without its mark',
      Buffer.from(yaml, 'utf16le'),
      'u.yaml is in UTF-16 without a byte order mark',
    ],
    [
      'UTF-16, and a line that another shell appended',
      Buffer.concat([little(yaml), Buffer.from('  # by hand\n')]),
      'u.yaml is in two encodings',
    ],
    [
      'UTF-8, and a line that Windows PowerShell appended',
      Buffer.concat([Buffer.from(yaml), Buffer.from('# by hand\r\n', 'utf16le')]),
      'u.yaml has NUL bytes',
    ],
  ])('%s is told as that', async (_, bytes, why) => {
    await writeFile(join(space.folder, 'u.yaml'), bytes);
    const { exit, out, err } = await mbx('validate', 'u.yaml');
    expect([exit, out, flat(err)]).toEqual([64, '', expect.stringContaining(why)]);
    expect(flat(err)).toContain('Save it as UTF-8.');
  });
  test.each([
    ['UTF-16 LE', (text: string) => little(text)],
    ['UTF-16 BE', (text: string) => little(text).swap16()],
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ])('so is a certificate, and a token, in %s', async (_, made) => {
    const tenant = await startTenant();
    try {
      const { pem, certificate, thumbprintSha256 } = makeCertificate();
      const dump = await tenant.dump();
      await tenant.load({
        ...dump,
        applications: dump.applications.map((one) => ({
          ...one,
          certificate: { thumbprintSha256, pem: certificate },
        })),
      });
      await writeFile(join(space.folder, 'own.pem'), made(pem.replaceAll('\n', '\r\n')));
      await space.write({
        'mailboxes.yaml': strategyYaml('sharedMailboxes: { hr@contoso.com: {} }\n'),
      });
      const { AZURE_CLIENT_SECRET: _unused, ...env } = tenant.env;
      const { exit, err } = await runHere(['plan'], {
        cwd: space.folder,
        env: { ...env, AZURE_CLIENT_CERTIFICATE_PATH: 'own.pem', MBX_STATE_DIR: space.state },
      });
      expect(exit, err).toBe(0);
    } finally {
      await tenant.close();
    }
  });
  test('a certificate that is no text is told as that', async () => {
    await writeFile(join(space.folder, 'own.pfx'), Buffer.from([0x30, 0x82, 0x0a, 0x00, 0xff]));
    const { exit, err } = await runHere(['plan', '--tenant', 'x'], {
      cwd: space.folder,
      env: { AZURE_CLIENT_ID: 'x', AZURE_CLIENT_CERTIFICATE_PATH: 'own.pfx' },
    });
    expect([exit, flat(err)]).toEqual([78, expect.stringContaining('not a .pfx file')]);
  });
  test('cut in the middle of a character, it is no text', async () => {
    await writeFile(join(space.folder, 'u.yaml'), little(yaml).subarray(0, -1));
    const { exit, err } = await mbx('validate', 'u.yaml');
    expect([exit, flat(err)]).toEqual([64, expect.stringContaining('is not text in UTF-8, or')]);
  });
});

describe('a strategy given as an argument', () => {
  test('is read as with -f, several and both together', async () => {
    await space.write({
      'head.yaml': strategyYaml(''),
      'a.yaml': 'users: { fred@contoso.com: {} }\n',
      'b/b.yaml': 'sharedMailboxes: { sales@contoso.com: {} }\n',
    });
    const { exit, out } = await mbx('validate', 'head.yaml', 'b', '-f', 'a.yaml');
    expect([exit, out]).toEqual([
      0,
      expect.stringContaining('head.yaml, b/b.yaml, a.yaml: valid, 2 mailboxes'),
    ]);
  });
  test('that is not there is told; so is a plan file', async () => {
    const none = await mbx('validate', 'nothing.yaml');
    expect([none.exit, flat(none.err)]).toEqual([
      64,
      expect.stringContaining('there is no file nothing.yaml'),
    ]);
    await space.write({ 'p.json': '{"version":2,"maker":{},"changes":[],"strategy":{}}' });
    const plan = await mbx('validate', 'p.json');
    expect([plan.exit, flat(plan.err)]).toEqual([
      64,
      expect.stringContaining('p.json is a plan file, not a strategy'),
    ]);
    await space.write({ 'head.yaml': strategyYaml('') });
    const swallowed = await mbx('apply', '-f', 'head.yaml', 'p.json');
    expect([swallowed.exit, flat(swallowed.err)]).toEqual([
      64,
      expect.stringContaining('To carry it out: mbx apply p.json -f head.yaml'),
    ]);
  });
  test('in the place of a plan is told, with the right command', async () => {
    await space.write({ 'mailboxes.txt': strategyYaml('') });
    for (const command of ['show', 'apply']) {
      const { exit, err } = await mbx(command, 'mailboxes.txt');
      expect([exit, flat(err)]).toEqual([
        64,
        expect.stringContaining('mailboxes.txt is a strategy, not a plan file'),
      ]);
      expect(flat(err)).toContain('mbx apply -f mailboxes.txt');
    }
  });
});
