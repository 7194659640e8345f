/** With `-o json` stdout is one JSON document, whatever happens: the result, or the error; and exit 3 says why on stderr. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../src/model/exit.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { type Answered, runHere, type World } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { acceptedBy } from '../support/json-schema.ts';
import { strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

const GIVES = strategyYaml(
  'sharedMailboxes:\n  hr@contoso.com:\n    displayName: People\n    delegates:\n      tom.baker@contoso.com: [fullAccess]\n',
);
const WRONG = strategyYaml('sharedMailboxes:\n  hr@contoso.com: { colour: red }\n');
const BOXES = ['hr', 'jobs', 'sales'].map((local) => `${local}@contoso.com`);
/** Gives rights on protected mailboxes: a gate refuses it. */
const SHUT = strategyYaml(
  `  protected: [${BOXES.join(', ')}]\nsharedMailboxes:\n${BOXES.map((box) => `  ${box}: { delegates: { tom.baker@contoso.com: [sendAs] } }\n`).join('')}`,
  'additive',
);

let tenant: TestTenant;
let seed: Tenant;
let place: Workspace;
let isError: (value: unknown) => boolean;
beforeAll(async () => {
  tenant = await startTenant();
  seed = await tenant.dump();
  place = await workspace({ 'gives.yaml': GIVES, 'wrong.yaml': WRONG, 'shut.yaml': SHUT });
  isError = acceptedBy((await mbx(['schema', 'error'])).out);
});
afterAll(async () => {
  await tenant.close();
  await place.remove();
});
beforeEach(async () => {
  await tenant.load(seed);
  await tenant.control('PUT', 'faults', {});
});

const mbx = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  more: Partial<World> = {},
): Promise<Answered> =>
  runHere(args, {
    cwd: place.folder,
    env: { ...tenant.env, HOME: place.folder, MBX_STATE_DIR: place.state, ...env },
    clock: fastClock(),
    ...more,
  });

interface Told {
  readonly error: { readonly code: string; readonly exit: number; readonly message: string };
}
/** One document, and it is an error of the published shape. */
function errorIn(out: string): Told['error'] {
  const document: Told = JSON.parse(out);
  expect(isError(document), out).toBe(true);
  return document.error;
}

const UNUSABLE = { AZURE_CLIENT_SECRET: 'another one' };
const NOBODY = { AZURE_CLIENT_SECRET: '' };
test.each<
  readonly [
    what: string,
    args: readonly string[],
    code: string,
    exit: number,
    env: Readonly<Record<string, string>>,
  ]
>([
  ['an unknown option', ['plan', '-o', 'json', '--nonsense'], 'E1001', EXIT.usage, {}],
  ['an unknown command', ['pln', '-ojson'], 'E1001', EXIT.usage, {}],
  ['an option without its value', ['apply', '--output=json', '--reason'], 'E1001', EXIT.usage, {}],
  [
    'a value that is none',
    ['plan', '--output', 'json', '--max-wait', 'x'],
    'E1001',
    EXIT.usage,
    {},
  ],
  ['a missing argument', ['undo', '-qo', 'json'], 'E1001', EXIT.usage, {}],
  ['one argument too many', ['verify', 'a', 'b', '-o', 'json'], 'E1001', EXIT.usage, {}],
  ['no file', ['plan', '-o', 'json', '-f', 'none.yaml'], 'E1002', EXIT.usage, {}],
  ['no file to validate', ['validate', '-o', 'json', 'none.yaml'], 'E1002', EXIT.usage, {}],
  ['a strategy that is wrong', ['plan', '-o', 'json', 'wrong.yaml'], 'E2001', EXIT.strategy, {}],
  ['the same for apply', ['apply', '-o', 'json', 'wrong.yaml'], 'E2001', EXIT.strategy, {}],
  ['no plan file', ['show', '-o', 'json', 'none.json'], 'E1002', EXIT.usage, {}],
  ['no such run', ['undo', 'x1', '-o', 'json'], 'E1001', EXIT.usage, {}],
  ['no such run to go on with', ['resume', 'x1', '-o', 'json'], 'E1001', EXIT.usage, {}],
  ['no such run to verify', ['verify', 'x1', '-o', 'json'], 'E1001', EXIT.usage, {}],
  [
    'nobody to sign in as',
    ['plan', '-o', 'json', 'gives.yaml'],
    'E1101',
    EXIT.configuration,
    NOBODY,
  ],
  ['a refused sign-in', ['plan', '-o', 'json', 'gives.yaml'], 'E3001', EXIT.access, UNUSABLE],
  ['no terminal to ask on', ['apply', '-o', 'json', 'gives.yaml'], 'E5001', EXIT.refused, {}],
  ['a gate', ['apply', '-yo', 'json', 'shut.yaml'], 'E5002', EXIT.refused, {}],
  [
    'the last form counts',
    ['plan', '-o', 'text', '-o', 'json', 'none.yaml'],
    'E1002',
    EXIT.usage,
    {},
  ],
])('%s is an error on stdout and on stderr', async (_, args, code, exit, env) => {
  const { out, err, exit: ended } = await mbx(args, env);
  const error = errorIn(out);
  expect([error.code, error.exit, ended]).toEqual([code, exit, exit]);
  expect(flat(err)).toContain(error.message.split(' ').slice(0, 4).join(' '));
});

test('everything that is wrong with a strategy is in the document, at its place', async () => {
  const { out } = await mbx(['plan', '-o', 'json', 'wrong.yaml']);
  const { complaints }: { complaints: unknown } = JSON.parse(out).error;
  expect(complaints).toEqual([
    expect.objectContaining({ severity: 'error', at: { file: 'wrong.yaml', line: 6, column: 21 } }),
  ]);
});

test.each([
  ['plan', '-o', 'text', '--nonsense'],
  ['plan', '--nonsense', '--', '-o', 'json'],
  ['plan', '-o', 'yaml'],
  ['plan', 'none.yaml'],
])('%s %s %s: nobody asked for JSON, and stdout is empty', async (...args) => {
  const { out, exit } = await mbx(args);
  expect([out, exit]).toEqual(['', EXIT.usage]);
});

test('help is no error', async () => {
  const { out, exit } = await mbx(['plan', '--help', '-o', 'json']);
  expect([exit, out.startsWith('Usage:')]).toEqual([EXIT.ok, true]);
});

describe('one document, and no error beside it', () => {
  test('of a run, of one that has nothing to do, of its undo', async () => {
    const made = await mbx(['apply', '-yo', 'json', 'gives.yaml']);
    const done: { run: string; exit: number } = JSON.parse(made.out);
    expect([made.exit, done.exit]).toEqual([EXIT.ok, EXIT.ok]);
    const again = await mbx(['apply', '-yo', 'json', 'gives.yaml']);
    expect([again.exit, JSON.parse(again.out)]).toEqual([
      EXIT.ok,
      expect.objectContaining({ run: null, ended: [] }),
    ]);
    const resumed = await mbx(['resume', done.run, '-yo', 'json', 'gives.yaml']);
    expect([resumed.exit, JSON.parse(resumed.out).ended]).toEqual([EXIT.ok, []]);
    const undone = await mbx(['undo', done.run, '-yo', 'json', 'gives.yaml']);
    expect([undone.exit, JSON.parse(undone.out).exit]).toEqual([EXIT.ok, EXIT.ok]);
    const none = await mbx(['undo', done.run, '-yo', 'json', 'gives.yaml']);
    expect(JSON.parse(none.out)).toEqual(expect.objectContaining({ run: null, ended: [] }));
  });
  test('of a run whose writes are denied', async () => {
    await tenant.control('PUT', 'faults', {
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'Add-MailboxPermission' },
          answer: { status: 403 },
        },
      ],
    });
    const { out, exit } = await mbx(['apply', '-yo', 'json', 'gives.yaml']);
    expect([exit, typeof JSON.parse(out)]).toEqual([EXIT.access, 'object']);
  });
});

describe('exit 3 says why, in one line', () => {
  const unread = () =>
    tenant.control('PUT', 'faults', {
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'Get-MailboxPermission' },
          answer: { status: 500 },
        },
      ],
    });
  test.each([
    ['plan', ['plan', 'gives.yaml']],
    ['plan as JSON', ['plan', '-o', 'json', 'gives.yaml']],
    ['apply', ['apply', '-y', 'gives.yaml']],
    ['dry run', ['apply', '-n', '-o', 'json', 'gives.yaml']],
  ])('%s', async (_, args) => {
    await unread();
    const { exit, err } = await mbx(args);
    expect(exit).toBe(EXIT.partly);
    const lines = err.split('\n').filter((line) => line.startsWith('Exit 3: '));
    expect(lines).toEqual([
      expect.stringContaining(
        'not everything could be read: hr@contoso.com (in the plan: Not read',
      ),
    ]);
  });
});

test('flags to copy stand on one line, however long', async () => {
  const { err } = await mbx(['apply', '-y', 'shut.yaml']);
  const lines = err.split('\n').filter((line) => line.includes('--allow'));
  expect(lines).toEqual([
    expect.stringMatching(/^ +--allow protected=hr@\S+( --allow protected=\S+){2}$/u),
  ]);
});

test('apply says for which runs its lock holds', async () => {
  const { err } = await mbx(['apply', '-y', 'gives.yaml']);
  expect(flat(err)).toContain(`keeps out others that use the state folder ${place.state}`);
});
