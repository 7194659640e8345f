/** After the fact: what was done is listed, read back, put back; what was cut off is gone on with; two at once are kept apart. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Mailbox, Tenant } from '../../src/simulator/tenant/model.ts';
import { type Company, flat, inCompany, mailboxIn, OPEN_GATES } from './company.ts';

const BIN = fileURLToPath(new URL('../../bin/mbx.js', import.meta.url));
const STRATEGY = `sharedMailboxes:
  jobs@contoso.com:
    hidden: true
    aliases: [careers@contoso.com, contact@contoso.com]
    delegates:
      yusuf.demir@contoso.com: [sendAs]
      ann@contoso.com: [fullAccess, sendAs]
      fred@contoso.com: { rights: [fullAccess, sendOnBehalf], automap: false }
  info@contoso.com:
    aliases: [info@contoso.co.uk]
  press@contoso.com:
    displayName: Press
    sentItemsCopy: true
  support@contoso.com: { signIn: blocked }
`;

/** Applies; gives the name of the run. */
async function applied({ apply }: Company, ...args: string[]): Promise<string> {
  const { code, out, err } = await apply('-o', 'json', ...args);
  expect(code, flat(err)).toBe(0);
  return z.looseObject({ run: z.string() }).parse(JSON.parse(out)).run;
}
interface RunShown {
  readonly run: string;
  readonly actor: string;
  readonly maker: string;
  readonly finished: boolean;
  readonly changes: number;
  readonly ends: Readonly<Record<string, number>>;
  readonly reason?: string;
  readonly finishedBy?: string;
}
async function runs({ mbx }: Company): Promise<readonly RunShown[]> {
  const { code, out } = await mbx(['runs', '-o', 'json']);
  expect(code).toBe(0);
  return JSON.parse(out);
}
/** All of a tenant but times of change, lists in one order. */
function settled(tenant: Tenant): unknown {
  const sortedJson = (list: readonly unknown[]): readonly string[] =>
    list.map((one) => JSON.stringify(one)).toSorted();
  const mailbox = ({ whenChanged: _, ...one }: Mailbox) => ({
    ...one,
    permissions: sortedJson(one.permissions),
    sendAs: sortedJson(one.sendAs),
    emailAddresses: one.emailAddresses.toSorted(),
    grantSendOnBehalfTo: one.grantSendOnBehalfTo.toSorted(),
  });
  return {
    ...tenant,
    mailboxes: tenant.mailboxes.map(mailbox),
    users: tenant.users.map((user) => ({
      ...user,
      proxyAddresses: user.proxyAddresses.toSorted(),
    })),
  };
}
/** Cells of a line of plain columns, which stand two blanks apart or more. */
const cells = (line: string): readonly string[] => line.split(/ {2,}/u);
const rowOf = (out: string, run: string): readonly string[] =>
  cells(out.split('\n').find((line) => line.startsWith(run)) ?? '');
const journalOf = ({ space, tenant }: Company, run: string): string =>
  join(space.state, 'runs', tenant.tenantId, `${run}.jsonl`);
const linesOf = async (path: string): Promise<readonly Record<string, unknown>[]> =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe('runs', () => {
  test('lists what was done from this machine, without a connection', () =>
    inCompany(async (company) => {
      const empty = await company.mbx(['runs']);
      expect([empty.code, empty.out]).toEqual([0, 'No runs on this machine.\n']);
      expect(await runs(company)).toEqual([]);

      await company.strategy(STRATEGY);
      const run = await applied(company, '--reason', 'HR-1234');
      await company.tenant.clearLedger();
      const [only, ...others] = await runs(company);
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        run,
        tenant: 'contoso.onmicrosoft.com',
        maker: 'plan',
        finished: true,
        reason: 'HR-1234',
      });
      expect(only?.changes).toBeGreaterThan(9);
      expect(only?.ends).toEqual({ verified: only?.changes });
      const { out } = await company.mbx(['runs']);
      const [head, row, ...none] = out.trimEnd().split('\n').map(cells);
      expect(none).toEqual([]);
      expect(head).toEqual(['Run', 'Tenant', 'Actor', 'Maker', 'Planned', 'Outcome', 'Reason']);
      expect(row).toEqual([
        run,
        'contoso.onmicrosoft.com',
        only?.actor,
        'plan',
        String(only?.changes),
        `${only?.changes} verified`,
        'HR-1234',
      ]);
      expect(await company.tenant.ledger()).toEqual([]);
    }));

  test('a run is meant by any beginning that fits it alone, and by last', () =>
    inCompany(async (company) => {
      const hidden = async () => (await company.mailbox('press')).raw.hidden;
      await company.strategy('sharedMailboxes:\n  press@contoso.com: { hidden: true }\n');
      const first = await applied(company);
      expect((await company.mbx(['verify', 'last'])).code).toBe(0);
      await company.strategy('sharedMailboxes:\n  press@contoso.com: { hidden: false }\n');
      const second = await applied(company);
      // Two runs of one day: what both begin with names none, and nothing is written.
      for (const command of ['verify', 'undo', 'resume']) {
        const both = await company.mbx([command, '20', '--no-input']);
        expect([command, both.code, flat(both.err)]).toEqual([
          command,
          64,
          expect.stringContaining(`20 fits 2 runs: ${first}, ${second}`),
        ]);
        for (const nothing of ['', '1999', 'last ', first.slice(1)])
          expect((await company.mbx([command, nothing, '--no-input'])).code).toBe(64);
      }
      expect(await hidden()).toBe(false);

      const common = [...first].findIndex((char, index) => char !== second[index]);
      const verified = await company.mbx(['verify', second.slice(0, common + 1), '-o', 'json']);
      expect([verified.code, JSON.parse(verified.out).run]).toEqual([0, second]);
      const undone = await company.mbx(['undo', 'last', '--yes', '-f', 'mailboxes.yaml']);
      expect(undone.code, flat(undone.err)).toBe(0);
      expect(await hidden()).toBe(true);
      const [, , third] = await runs(company);
      expect(third).toMatchObject({ maker: 'undo', exit: 0 });
    }));

  test('one run is shown from its journal alone: what was planned and done, by whom, with which gates', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const { code, out, err } = await company.apply('-o', 'json', '--reason', 'HR-1234');
      expect(code, flat(err)).toBe(0);
      const { plan, run } = JSON.parse(out);
      await company.tenant.clearLedger();

      const shown = await company.mbx(['runs', run.slice(0, 15)]);
      expect([shown.code, shown.err]).toEqual([0, '']);
      const text = flat(shown.out);
      for (const fact of [
        `Run ${run} on contoso.onmicrosoft.com`,
        `Actor ${plan.actor.name} (${plan.actor.id})`,
        'Maker plan',
        'exit 0',
        `${plan.changes.length} verified`,
        'Reason HR-1234',
        'Strategy mailboxes.yaml',
        'Done and read back',
        ...plan.opens.map((flag: string) => `--allow ${flag}`),
      ])
        expect(text).toContain(fact);
      const json = await company.mbx(['runs', 'last', '-o', 'json']);
      expect(json.code).toBe(0);
      const record = JSON.parse(json.out);
      expect(record).toMatchObject({ run, actor: plan.actor, exit: 0, reason: 'HR-1234' });
      expect(record.changes.map(({ change }: { change: { id: string } }) => change.id)).toEqual(
        plan.changes.map(({ id }: { id: string }) => id),
      );
      expect(new Set(record.changes.map(({ end }: { end: string }) => end))).toEqual(
        new Set(['verified']),
      );
      expect(await company.tenant.ledger()).toEqual([]);
      expect((await company.mbx(['runs', '1999'])).code).toBe(64);

      // Its undo names it, and what it opened.
      expect((await company.mbx(['undo', 'last', '--yes'])).code).toBe(0);
      expect(flat((await company.mbx(['runs', 'last'])).out)).toContain(`Maker undo of run ${run}`);
    }));

  test('undo --dry-run shows what would be put back, asks nothing and writes nothing', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      const before = settled(await company.tenant.dump());
      const shown = await company.mbx(['undo', run, '--dry-run']);
      expect(shown.code, flat(shown.err)).toBe(0);
      expect(flat(shown.out)).toMatch(/\d+ changes on \d+ mailboxes/u);
      const json = await company.mbx(['undo', 'last', '-n', '-o', 'json']);
      expect(json.code).toBe(0);
      expect(JSON.parse(json.out)).toMatchObject({
        plan: { maker: { name: 'undo', run } },
        run: null,
        ended: [],
      });
      expect(settled(await company.tenant.dump())).toEqual(before);
      expect(await runs(company)).toHaveLength(1); // not even a journal

      const undone = await company.mbx(['undo', run, '--yes']);
      expect(undone.code, flat(undone.err)).toBe(0);
      const nothing = await company.mbx(['undo', run, '--dry-run']);
      expect([nothing.code, flat(nothing.out)]).toEqual([
        0,
        expect.stringContaining('nothing is left to undo'),
      ]);
    }));

  test('a damaged journal is told, and hides no other', () =>
    inCompany(async (company) => {
      await company.strategy('sharedMailboxes:\n  press@contoso.com: { hidden: true }\n');
      const first = await applied(company);
      await company.strategy('sharedMailboxes:\n  press@contoso.com: { hidden: false }\n');
      const second = await applied(company);
      const path = journalOf(company, first);
      await writeFile(path, (await readFile(path, 'utf8')).replace('"hidden"', '"hiden"'));
      const { code, out, err } = await company.mbx(['runs']);
      expect(code).toBe(3);
      expect(flat(err)).toContain(first);
      expect(out).toContain(second);
      expect(out).not.toContain(first);
      for (const command of ['verify', 'undo', 'resume'])
        expect((await company.mbx([command, first])).code).toBe(78);
      expect((await company.apply()).code).toBe(0);
    }));

  test('prune removes what is old enough, and nothing else', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      const young = await company.mbx(['runs', 'prune', '--older-than', '1d']);
      expect([young.code, flat(young.out)]).toEqual([0, expect.stringContaining('0 removed.')]);
      const path = journalOf(company, run);
      const old = journalOf(company, '20200101T000000.000Z-abcdef');
      await writeFile(old, await readFile(path));
      const pruned = await company.mbx(['runs', 'prune', '--older-than', '90d']);
      expect([pruned.code, flat(pruned.out)]).toEqual([0, expect.stringContaining('1 removed.')]);
      expect(await readdir(join(path, '..'))).toEqual([`${run}.jsonl`]);
      expect((await company.mbx(['runs', 'prune'])).code).toBe(64);
      expect((await company.mbx(['runs', 'prune', '--older-than', 'long'])).code).toBe(64);
    }));

  test.each(['verify', 'undo', 'resume'])('%s of a run that there is not: exit 64', (command) =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const { code, err } = await company.mbx([command, '20300101T000000.000Z-abcdef']);
      expect([code, flat(err)]).toEqual([64, expect.stringContaining('there is no run')]);
    }),
  );

  test('each line of a journal is as the published schema says', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        tenant.dirSync = false;
      });
      await company.edit(({ users }) => {
        for (const user of users)
          if (user.userPrincipalName.startsWith('orders@')) user.accountEnabled = true;
      });
      await company.strategy(
        `${STRATEGY}  orders@contoso.com: { hidden: true, signIn: blocked }\n`,
      );
      const run = await applied(company, '--reason', 'because');
      const { out } = await company.mbx(['schema', 'journal']);
      const schema = z.fromJSONSchema(z.record(z.string(), z.json()).parse(JSON.parse(out)));
      const lines = await linesOf(journalOf(company, run));
      expect(new Set(lines.map(({ line }) => line))).toEqual(
        new Set(['begin', 'need', 'intent', 'outcome', 'bound', 'replanned', 'end', 'finish']),
      );
      for (const line of lines) {
        expect(schema.safeParse(line).error).toBeUndefined();
        expect(schema.safeParse({ ...line, more: 1 }).success).toBe(false);
      }
    }));
});

describe('verify', () => {
  test('reads back: everything is in effect; then somebody changes it', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      await company.tenant.clearLedger();
      const { code, out } = await company.mbx(['verify', run]);
      expect(code).toBe(0);
      expect(flat(out)).toContain('let ann@contoso.com send as jobs@contoso.com: in effect');
      const json = JSON.parse((await company.mbx(['verify', run, '-o', 'json'])).out);
      expect(json.changes.map(({ seen }: { seen: string }) => seen)).toEqual(
        json.changes.map(() => 'so'),
      );
      expect(await company.writes()).toEqual([]);

      await company.edit((tenant) => {
        for (const mailbox of tenant.mailboxes)
          if (mailbox.displayName === 'Press') mailbox.displayName = 'Press Office';
      });
      expect((await company.mbx(['verify', run])).code).toBe(3);
      await company.edit((tenant) => {
        for (const mailbox of tenant.mailboxes)
          if (mailbox.displayName === 'Press Office') mailbox.displayName = 'Something Else';
      });
      expect((await company.mbx(['verify', run])).code).toBe(3);
    }));
});

describe('undo', () => {
  test('puts all back as it was, also after another look; undone twice, there is nothing left', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const before = settled(await company.tenant.dump());
      const run = await applied(company);
      expect(settled(await company.tenant.dump())).not.toEqual(before);

      const unasked = await company.mbx(['undo', run, '--no-input']);
      expect(unasked.code).toBe(5);
      const undone = await company.mbx(['undo', run, '--yes']);
      expect(undone.code, flat(undone.err)).toBe(0);
      expect(settled(await company.tenant.dump())).toEqual(before);
      expect((await runs(company)).map(({ maker }) => maker)).toEqual(['plan', 'undo']);

      await company.tenant.clearLedger();
      const again = await company.mbx(['undo', run, '--yes']);
      expect([again.code, flat(again.err)]).toEqual([
        0,
        expect.stringContaining(`Nothing of run ${run} is left to undo`),
      ]);
      expect(await company.writes()).toEqual([]);
    }));

  test('of an undo does it again', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      const after = settled(await company.tenant.dump());
      const undone = await company.mbx(['undo', run, '--yes', '-o', 'json']);
      expect(undone.code).toBe(0);
      const second = JSON.parse(undone.out).run;
      expect((await company.mbx(['undo', second, '--yes'])).code).toBe(0);
      expect(settled(await company.tenant.dump())).toEqual(after);
      expect(await company.isSettled()).toBe(true);
    }));

  test('leaves what somebody has changed since, and what cannot be put back, and says so', () =>
    inCompany(async (company) => {
      await company.edit((tenant) => {
        tenant.dirSync = false;
      });
      await company.strategy(`${STRATEGY}  orders@contoso.com: {}\n`);
      const run = await applied(company);
      await company.edit((tenant) => {
        for (const mailbox of tenant.mailboxes)
          if (mailbox.displayName === 'Press') mailbox.displayName = 'Press and Media';
      });
      const { code, err } = await company.mbx(['undo', run, '--yes']);
      expect(code).toBe(3);
      expect(flat(err)).toContain('somebody has changed it since');
      expect(flat(err)).toContain('mbx never deletes a mailbox');
      expect((await company.mailbox('press')).raw.displayName).toBe('Press and Media');
      expect((await company.mailbox('jobs')).raw.hidden).toBe(false);
    }));

  test('of a run on another tenant is refused', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      await inCompany(async (other) => {
        await other.edit((tenant) => {
          tenant.id = '11111111-2222-4333-8444-555555555555';
        });
        const env = {
          ...other.tenant.env,
          AZURE_TENANT_ID: '11111111-2222-4333-8444-555555555555',
        };
        for (const command of ['undo', 'resume', 'verify']) {
          const { code, err } = await company.mbx([command, run], { env });
          expect([command, code, flat(err)]).toEqual([
            command,
            6,
            expect.stringContaining('nothing was written'),
          ]);
        }
        expect(await other.writes()).toEqual([]);
      });
    }));
});

/** Eight mailboxes with work on each. */
const NAMES = ['jobs', 'press', 'legal', 'hr', 'info', 'support', 'marketing', 'invoices'];
const LONG = `sharedMailboxes:\n${NAMES.map((name) => `  ${name}@contoso.com: { hidden: true, sentItemsCopy: { sendAs: true }, mode: additive, delegates: { lena.hoffmann@contoso.com: [fullAccess] } }\n`).join('')}`;
const LONG_FLAGS = ['--allow', 'principal-fan-in=8'];

/** Milliseconds that a write takes, so that there is time to kill the run. */
const WRITE_MS = 150;

/** `mbx apply --yes`, killed as soon as some changes are done. Gives the name of the run. */
async function killed(company: Company, args: readonly string[] = LONG_FLAGS): Promise<string> {
  const { space, tenant } = company;
  await company.faults({ latency: { exchange: { write: WRITE_MS } } });
  const child = spawn(process.execPath, [BIN, 'apply', '--yes', ...args], {
    cwd: space.folder,
    env: {
      PATH: process.env['PATH'],
      HOME: space.folder,
      ...tenant.env,
      MBX_STATE_DIR: space.state,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (/^ {2}ok /mu.test(err)) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal, err).toBe('SIGKILL');
  // Calls that were on their way arrive all the same.
  await sleep(2 * WRITE_MS);
  await company.faults({});
  const names = await readdir(join(space.state, 'runs', tenant.tenantId));
  const [name] = names.toSorted().toReversed();
  if (name === undefined) throw new Error('there is no journal');
  const lines = await linesOf(join(space.state, 'runs', tenant.tenantId, name));
  expect(lines.some(({ line }) => line === 'outcome')).toBe(true);
  expect(lines.some(({ line }) => line === 'finish')).toBe(false);
  return name.replace('.jsonl', '');
}

describe('killed in the middle', () => {
  test('the run is shown as cut off, the next one says so, and resume finishes it', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const run = await killed(company);
      const { out } = await company.mbx(['runs']);
      expect(rowOf(out, run)[5]).toMatch(/^CUT OFF: \d+ verified/u);
      const one = flat((await company.mbx(['runs', run])).out);
      expect(one).toContain('Ended never: it was cut off');
      expect(one).toMatch(/Outcome CUT OFF: \d+ verified/u);
      expect(one).toContain('Planned, and no end is known: the run was cut off before');
      expect(await runs(company)).toMatchObject([{ run, finished: false }]);
      expect(await company.isSettled()).toBe(false);
      expect([3, 7]).toContain((await company.mbx(['verify', run])).code);

      const part = await company.apply('--only', 'support@contoso.com');
      expect([part.code, flat(part.err)]).toEqual([
        0,
        expect.stringContaining(`Run ${run} on this tenant was cut off and never finished`),
      ]);

      expect((await company.mbx(['resume', run, '--no-input'])).code).toBe(5);
      const resumed = await company.mbx(['resume', run, '--yes']);
      expect(resumed.code, flat(resumed.err)).toBe(0);
      for (const name of NAMES) {
        const { raw, open } = await company.mailbox(name);
        expect([
          name,
          raw.hidden,
          raw.messageCopyForSentAs,
          open.includes('lena.hoffmann'),
        ]).toEqual([name, true, true, true]);
      }
      expect(await company.isSettled()).toBe(true);
      expect((await company.mbx(['verify', run])).code).toBe(0);
    }));

  test('once it was gone on with, nobody is told of it again; the list keeps what happened', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const run = await killed(company);
      expect(rowOf((await company.mbx(['runs'])).out, run)[5]).toMatch(/^CUT OFF: /u);
      expect((await company.mbx(['resume', run, '--yes'])).code).toBe(0);
      await company.strategy('sharedMailboxes:\n  jobs@contoso.com: { hidden: false }\n');
      const next = await company.apply();
      expect(next.code).toBe(0);
      expect(next.err).not.toContain('was cut off');
      const listed = await runs(company);
      expect(listed).toMatchObject([
        { run, finished: false },
        { finished: true },
        { finished: true },
      ]);
      expect(listed[0]?.finishedBy).toBe(listed[1]?.run);
      const { out } = await company.mbx(['runs']);
      expect(out).not.toContain('CUT OFF');
      expect(rowOf(out, run)[5]).toContain(`interrupted; run ${listed[1]?.run} went on to the end`);
    }));

  test('a run that came to its end has nothing to resume: what was undone since is asked for anew', () =>
    inCompany(async (company) => {
      await company.strategy(STRATEGY);
      const run = await applied(company);
      expect((await company.mbx(['resume', run, '--yes'])).code).toBe(0);
      expect((await company.mbx(['undo', run, '--yes', ...OPEN_GATES])).code).toBe(0);
      await company.tenant.clearLedger();
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect([code, flat(err)]).toEqual([
        6,
        expect.stringContaining(
          `done in run ${run}, and changed since: let ann@contoso.com send as jobs@contoso.com`,
        ),
      ]);
      expect(await company.writes()).toEqual([]);
    }));

  test('where all has been done otherwise, resume has nothing left, and that settles it', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const run = await killed(company);
      expect((await company.apply(...LONG_FLAGS)).code).toBe(0);
      await company.tenant.clearLedger();
      const resumed = await company.mbx(['resume', run]);
      expect([resumed.code, flat(resumed.err)]).toEqual([
        0,
        expect.stringContaining(`Nothing of run ${run} is left to do`),
      ]);
      expect(await company.writes()).toEqual([]);
      await company.strategy('sharedMailboxes:\n  jobs@contoso.com: { hidden: false }\n');
      expect((await company.apply()).err).not.toContain('was cut off');
    }));

  test('resume is refused where the strategy asks for something else by now', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const run = await killed(company);
      await company.tenant.clearLedger();
      await company.strategy(`${LONG}  finance@contoso.com: { hidden: true }\n`);
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect(code).toBe(6);
      expect(flat(err)).toContain(
        `not part of run ${run}: turn hiding from address lists on for finance@contoso.com`,
      );
      expect(flat(err)).toContain('nothing was written');
      expect(await company.writes()).toEqual([]);
    }));

  test('resume is refused where somebody has changed what was not begun', () =>
    inCompany(async (company) => {
      const names = NAMES.map((name) => `  ${name}@contoso.com: { displayName: New ${name} }\n`);
      await company.strategy(`sharedMailboxes:\n${names.join('')}`);
      const run = await killed(company, []);
      let changed = '';
      await company.edit((tenant) => {
        // The last one: calls for the first may still have been under way when the run was killed.
        const left = NAMES.toSorted()
          .map((name) => mailboxIn(tenant, name))
          .findLast(({ displayName }) => !displayName.startsWith('New'));
        if (left === undefined) throw new Error('all was done');
        left.displayName = 'Somebody was here';
        changed = left.userPrincipalName;
      });
      await company.tenant.clearLedger();
      const { code, err } = await company.mbx(['resume', run, '--yes']);
      expect(code).toBe(6);
      expect(flat(err)).toContain(`set the display name of ${changed}`);
      expect(await company.writes()).toEqual([]);
    }));

  test('an undo takes back what it had done, and no more', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const before = settled(await company.tenant.dump());
      const run = await killed(company);
      expect(settled(await company.tenant.dump())).not.toEqual(before);
      const { code, err } = await company.mbx(['undo', run, '--yes']);
      expect(code, flat(err)).toBe(0);
      expect(settled(await company.tenant.dump())).toEqual(before);
    }));

  test('its lock is taken over by the next run', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      await killed(company);
      const folder = join(company.space.state, 'locks');
      expect(await readdir(folder)).toEqual([`${company.tenant.tenantId}.json`]);
      expect((await company.apply(...LONG_FLAGS)).code).toBe(0);
      expect(await readdir(folder)).toEqual([]);
      expect(await company.isSettled()).toBe(true);
    }));
});

describe('two at once', () => {
  test('with one state folder: one of them is told who holds the tenant, exit 75', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      await company.faults({ latency: { exchange: { write: 400 } } });
      const both = await Promise.all([company.apply(...LONG_FLAGS), company.apply(...LONG_FLAGS)]);
      expect(both.map(({ code }) => code).toSorted()).toEqual([0, 75]);
      const refused = both.find(({ code }) => code === 75);
      const [run] = await runs(company);
      expect(flat(refused?.err ?? '')).toContain(`run ${run?.run} (process `);
      expect(flat(refused?.err ?? '')).toContain('nothing was written');
      expect(await runs(company)).toHaveLength(1);
      await company.faults({});
      expect(await company.isSettled()).toBe(true);
    }));

  test('a lock from another machine is not taken over; plan needs none', () =>
    inCompany(async (company) => {
      await company.strategy(LONG);
      const folder = join(company.space.state, 'locks');
      const path = join(folder, `${company.tenant.tenantId}.json`);
      await mkdir(folder, { recursive: true });
      const holder = {
        pid: 999_999,
        host: `not-${hostname()}`,
        run: 'r1',
        since: '2030-01-01T00:00:00Z',
      };
      await writeFile(path, JSON.stringify(holder));
      const { code, err } = await company.apply(...LONG_FLAGS);
      expect([code, flat(err)]).toEqual([75, expect.stringContaining(`remove ${path}`)]);
      expect(await company.writes()).toEqual([]);
      expect((await company.plan()).code).toBe(0);
    }));
});
