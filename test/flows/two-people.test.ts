/**
 * One plans, another approves by digest, a pipeline applies in another checkout and folder: through the executable. What was approved
 * is done; whatever else the checkout, the file or the command line says, nothing is written.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/report/json.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { runHere } from '../support/command-line.ts';
import { fastClock } from '../support/fast-clock.ts';
import { isWrite } from '../support/journals.ts';
import { FAST_CLOCK, type Ran, strategyYaml, type Workspace, workspace } from '../support/mbx.ts';
import { startTenant, type TestTenant } from '../support/tenant.ts';
import { flat } from './company.ts';

const STRATEGY = strategyYaml(`  protected: [ceo@contoso.com]
  ignoreTrustees: ["backup-*@contoso.com"]
  gates: { creates: 3 }
leavers: [old.hand@contoso.com]
users:
  ceo@contoso.com:
    delegates:
      ann@contoso.com: { rights: [sendOnBehalf], until: 2099-12-24, reason: Holiday cover }
      helen.ward@contoso.com: [fullAccess, sendOnBehalf]
sharedMailboxes:
  jobs@contoso.com:
    delegates: {}
  press@contoso.com:
    displayName: Press
`);
const OPENS = ['--allow', 'protected=ceo@contoso.com', '--allow', 'mailbox-emptied=1'];

let tenant: TestTenant;
let before: Tenant;
/** Where the plan was made, and where it is applied. */
let author: Workspace;
let pipeline: Workspace;
let planned: Ran;
let bytes: Buffer;
let digest: string;

beforeAll(async () => {
  tenant = await startTenant();
  before = await tenant.dump();
  author = await workspace({ 'mailboxes.yaml': STRATEGY }, { ...tenant.env, ...FAST_CLOCK });
  planned = await author.mbx(['plan', '-o', 'markdown', '--out', 'plan.json', ...OPENS]);
  bytes = await readFile(join(author.folder, 'plan.json'));
  digest = createHash('sha256').update(bytes).digest('hex');
}, 60_000);
afterAll(async () => {
  await Promise.all([tenant.close(), author.remove()]);
});
beforeEach(async () => {
  await tenant.load(before);
  await tenant.clearLedger();
  pipeline = await workspace({}, { ...tenant.env, ...FAST_CLOCK });
  await mkdir(join(pipeline.folder, 'artifact'));
  await checkout(STRATEGY);
  await arrive(bytes);
  return () => pipeline.remove();
});

/** Another checkout: the strategy has another name there, and stands in a folder. */
const checkout = (yaml: string): Promise<void> => pipeline.write({ 'mail/all.yaml': yaml });
const arrive = (file: string | Uint8Array): Promise<void> =>
  writeFile(join(pipeline.folder, 'artifact', 'plan.json'), file);
const APPLY = ['apply', 'artifact/plan.json', '--yes', '--no-input'];
/** Through the executable. */
const apply = (...more: string[]): Promise<Ran> => pipeline.mbx([...APPLY, ...more]);
const applyHere = (...more: string[]): Promise<Ran> =>
  apply('-f', 'mail', '--digest', digest, ...more);
/** The same commands in this process, where there are many of one sort. */
async function applyInside(...more: string[]): Promise<Ran> {
  const { exit, out, err } = await runHere([...APPLY, '-f', 'mail', '--digest', digest, ...more], {
    cwd: pipeline.folder,
    env: { ...tenant.env, HOME: pipeline.folder, MBX_STATE_DIR: pipeline.state },
    clock: fastClock(),
  });
  return { code: exit, out, err };
}

async function expectRefused(ran: Ran, code: number, ...told: string[]): Promise<void> {
  expect(ran.code, flat(ran.err)).toBe(code);
  for (const words of told) expect(flat(ran.err)).toContain(words);
  expect((await tenant.ledger()).filter(isWrite)).toEqual([]);
  expect(await tenant.dump()).toEqual(before);
}
const box = ({ mailboxes }: Tenant, address: string) =>
  mailboxes.find(({ emailAddresses }) => emailAddresses.includes(`SMTP:${address}`));
/** The file as somebody who knows its form would change it. */
const forged = (edit: (plan: ReturnType<typeof JSON.parse>) => void): string => {
  const plan = JSON.parse(bytes.toString('utf8'));
  edit(plan);
  return canonicalJson(plan);
};

test('the comment names the digest, what is opened, until when and why', () => {
  expect(planned.code, flat(planned.err)).toBe(0);
  expect(planned.err).toContain(`plan.json: SHA-256 ${digest}\n`);
  expect(planned.out).toContain(`\`mbx apply plan.json --digest ${digest}\``);
  expect(planned.out).toContain('`--allow protected=ceo@contoso.com`');
  expect(planned.out).toContain('`--allow mailbox-emptied=1`');
  expect(planned.out).not.toContain('To allow exactly this');
  expect(planned.out).toMatch(/ann@contoso\.com send on behalf .*until 2099-12-24: Holiday cover/u);
});

describe('in another checkout and folder', () => {
  test('what was approved by its digest is done, through the gates that the file opens', async () => {
    const shown = await pipeline.mbx(['show', 'artifact/plan.json']);
    expect(shown.out).toContain('--allow protected=ceo@contoso.com');
    expect(shown.out).toContain(`SHA-256 ${digest}`);
    const { code, err } = await applyHere();
    expect(code, flat(err)).toBe(0);
    const after = await tenant.dump();
    expect(box(after, 'press@contoso.com')?.displayName).toBe('Press');
    expect(box(after, 'ceo@contoso.com')?.grantSendOnBehalfTo).toHaveLength(
      (box(before, 'ceo@contoso.com')?.grantSendOnBehalfTo.length ?? 0) + 1,
    );
  });

  test.each([
    ['  protected: [ceo@contoso.com]\n', '', 'settings.protected: ceo@contoso.com -> nobody'],
    [
      'protected: [ceo@contoso.com]',
      'protected: [ceo@contoso.com, fred@contoso.com]',
      'settings.protected: ceo@contoso.com -> ceo@contoso.com, fred@contoso.com',
    ],
    ['mode: exact', 'mode: additive', 'settings.mode: exact -> additive'],
    ['{ creates: 3 }', '{ creates: 9 }', 'settings.gates.creates: 3 -> 9'],
    ['leavers: [old.hand@contoso.com]\n', '', 'leavers: old.hand@contoso.com -> nobody'],
    [
      '"backup-*@contoso.com"',
      '"*-svc@contoso.com"',
      'settings.ignoreTrustees: backup-*@contoso.com -> *-svc@contoso.com',
    ],
  ])('another setting (%j -> %j) is exit 6, and named', async (was, is, told) => {
    await checkout(STRATEGY.replace(was, is));
    await expectRefused(await applyInside(), 6, told, 'nothing was written');
  });

  test.each([
    ['until: 2099-12-24', 'until: 2100-12-31', 'until: 2099-12-24 -> 2100-12-31'],
    ['until: 2099-12-24, ', '', 'until: 2099-12-24 -> no end'],
    ['Holiday cover', 'The chief said so', 'reason: Holiday cover -> The chief said so'],
    ['displayName: Press', 'displayName: Payroll', 'at approval it was: set the display name'],
    ['jobs@contoso.com:\n', 'jobs@contoso.com:\n    hidden: true\n', 'not approved: turn hiding'],
  ])('another line (%j -> %j) is exit 6, and named', async (was, is, told) => {
    await checkout(STRATEGY.replace(was, is));
    await expectRefused(await applyInside(), 6, told, 'nothing was written');
  });

  test('another setting, another end, a byte changed: exit 6 of the executable, too', async () => {
    await checkout(STRATEGY.replace('mode: exact', 'mode: additive'));
    await expectRefused(await applyHere(), 6, 'settings.mode: exact -> additive');
    await checkout(STRATEGY.replace('2099-12-24', '2099-12-31'));
    await expectRefused(await applyHere(), 6, 'until: 2099-12-24 -> 2099-12-31');
    await checkout(STRATEGY);
    await arrive(bytes.toString('utf8').replace('"Press"', '"press"'));
    await expectRefused(await applyHere(), 6, 'its SHA-256 is');
  });

  test('the strategy that the file names is not the one that is used', async () => {
    await pipeline.write({ 'artifact/mailboxes.yaml': STRATEGY });
    await arrive(
      forged((plan) => {
        plan.strategy.files = ['artifact/mailboxes.yaml'];
      }),
    );
    await expectRefused(await apply(), 64, 'there is no strategy here');
    await checkout(STRATEGY.replace('[ceo@contoso.com]', '[ceo@contoso.com, hr@contoso.com]'));
    await expectRefused(await apply('-f', 'mail'), 6, 'mail/all.yaml', 'settings.protected');
    await expectRefused(await applyHere(), 6, 'its SHA-256 is');
  });

  test('a byte changed, or one more at the end, is exit 6', async () => {
    for (const other of [
      bytes.toString('utf8').replace('"Press"', '"press"'),
      `${bytes.toString('utf8')}\n`,
      forged((plan) => {
        plan.opens = ['creates=99', ...plan.opens];
      }),
      '',
    ]) {
      await arrive(other);
      const found = createHash('sha256').update(other).digest('hex');
      await expectRefused(await applyInside(), 6, `its SHA-256 is ${found}, not ${digest}`);
    }
  });

  test('no gate is opened on the command line, and no digest that is none is taken', async () => {
    await expectRefused(await applyHere('--allow', 'creates=9'), 64, 'which gates it opens');
    const used = ['apply', 'artifact/plan.json', '-y', '-f', 'mail', '--digest'];
    for (const text of ['', digest.slice(0, 12), `${digest}0`, `sha256:${digest}`])
      await expectRefused(await pipeline.mbx([...used, text]), 64, '64 hexadecimal digits');
    const without = await pipeline.mbx(['apply', '-y', '-f', 'mail', '--digest', digest]);
    await expectRefused(without, 64, 'needs a plan file');
  });

  test('a digest in capitals is the same', async () => {
    const ran = await apply('-f', 'mail', '--digest', digest.toUpperCase(), '--dry-run');
    await expectRefused(ran, 0);
  });

  test('what is opened for one does not cover two', async () => {
    await arrive(
      forged((plan) => {
        plan.opens = ['mailbox-emptied=0', 'protected=ceo@contoso.com'];
      }),
    );
    await expectRefused(
      await apply('-f', 'mail'),
      5,
      'mailbox-emptied',
      'mbx plan --out FILE --allow mailbox-emptied=1',
    );
  });
});

test('a plan file of the mbx before is refused, and it is said that one plans again', async () => {
  const { policy, opens, scope, ...old } = JSON.parse(bytes.toString('utf8'));
  expect([policy, opens, scope]).not.toContain(undefined);
  await arrive(canonicalJson({ ...old, version: 1 }));
  await expectRefused(await apply('-f', 'mail'), 6, 'an earlier version of mbx', 'Make a new one');
});

test('a plan file is no strategy, and is told as one', async () => {
  const ran = await pipeline.mbx(['apply', '-y', '-f', 'artifact/plan.json']);
  await expectRefused(ran, 64, 'plan.json is a plan file, not a strategy');
});
