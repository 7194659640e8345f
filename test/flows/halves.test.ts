/** A change of two calls is finished or put back, whatever happens in between; the output says how it ended, and undo and resume can repair it. */
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EXIT, type Exit } from '../../src/model/exit.ts';
import { Interruption } from '../../src/run/world.ts';
import { systemClock } from '../../src/system-clock.ts';
import { FAST_CLOCK, type Ran } from '../support/mbx.ts';
import { StandingClock } from '../support/standing-clock.ts';
import { type Company, flat, inCompany } from './company.ts';

interface Two {
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** Looks at what it needs, each a line of the journal. */
  readonly looks: number;
  /** Calls of the second cmdlet that are not yet the second call. */
  readonly skip: number;
  /** Puts the strategy in place. */
  readonly prepare: (company: Company) => Promise<void>;
  /** `old`, `new` or `half`. */
  readonly now: (company: Company) => Promise<string>;
}
const MOVE: Two = {
  name: 'an address that moves',
  first: 'Set-Mailbox',
  second: 'Set-Mailbox',
  looks: 1,
  skip: 1,
  prepare: ({ strategy }) =>
    strategy(`sharedMailboxes:
  invoices@contoso.com: { aliases: [ap@contoso.com] }
  finance@contoso.com: { aliases: [accounting@contoso.com, billing@contoso.com] }
`),
  async now({ mailbox }) {
    const has = async (local: string): Promise<boolean> =>
      (await mailbox(local)).aliases.includes('billing@contoso.com');
    return (await has('finance')) ? 'new' : (await has('invoices')) ? 'old' : 'half';
  },
};
const AUTOMAP: Two = {
  name: 'auto-mapping',
  first: 'Remove-MailboxPermission',
  second: 'Add-MailboxPermission',
  looks: 0,
  skip: 0,
  async prepare({ edit, strategy }) {
    await edit(({ mailboxes }) => {
      for (const { permissions } of mailboxes)
        for (const one of permissions) if (one.sid !== 'S-1-5-10') one.autoMapping = true;
    });
    await strategy(
      `sharedMailboxes:
  legal@contoso.com:
    delegates: { peter.novak@contoso.com: { rights: [fullAccess], automap: false } }
`,
      'additive',
    );
  },
  async now(company) {
    const { users } = await company.tenant.dump();
    const sid = users.find(({ userPrincipalName }) => userPrincipalName.startsWith('peter.'))?.sid;
    const { raw } = await company.mailbox('legal');
    const row = raw.permissions.find((one) => one.sid === sid);
    return row === undefined ? 'half' : row.autoMapping === true ? 'old' : 'new';
  },
};
const BOTH = [MOVE, AUTOMAP];

/** Applies, and stops it as soon as this many lines of --debug have that text. */
async function stoppedAt(
  { watched }: Company,
  { text, nth = 1, exit = EXIT.interrupted }: { text: string; nth?: number; exit?: Exit },
): Promise<Ran> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  let seen = 0;
  return watched(['apply', '--yes', '--debug'], {
    stop,
    heard(line) {
      if (!line.includes(text)) return;
      seen += 1;
      if (seen === nth) stop.abort(new Interruption(exit));
    },
  });
}
const runOf = ({ err }: Pick<Ran, 'err'>): string =>
  z.string().parse(/^Run (\S+)\. Journal/mu.exec(err)?.[1]);
const undone = async (company: Company, run: string): Promise<Ran> =>
  company.mbx(['undo', run, '--yes']);
const resumed = async (company: Company, run: string): Promise<Ran> =>
  company.mbx(['resume', run, '--yes']);

describe.each(BOTH)('$name, stopped', (two) => {
  const [sent, answered] = [(cmdlet: string) => `${cmdlet}]\n`, (cmdlet: string) => cmdlet];
  test.each<[string, { text: string; nth?: number; exit?: Exit }]>([
    ['while the first call is under way', { text: `InvokeCommand [${sent(two.first)}` }],
    ['as its answer comes', { text: `< 200 [${answered(two.first)}]`, exit: EXIT.terminated }],
    [
      'while the second is under way',
      { text: `InvokeCommand [${two.second}]`, nth: two.skip + 1, exit: EXIT.hungUp },
    ],
  ])('%s: it is finished; undo puts it back', (_, at) =>
    inCompany(async (company) => {
      await two.prepare(company);
      const ran = await stoppedAt(company, at);
      expect(ran.code, ran.err).toBe(at.exit ?? EXIT.interrupted);
      expect(await two.now(company)).toBe('new');
      expect(flat(ran.out)).toContain('1 done and read back');
      expect((await undone(company, runOf(ran))).code).toBe(0);
      expect(await two.now(company)).toBe('old');
    }),
  );

  test('and then the second call is refused: it is put back, and said to be', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults({
        rules: [
          {
            match: { service: 'exchange', cmdlet: two.second },
            after: two.skip,
            times: 1,
            answer: { status: 400 },
          },
        ],
      });
      const ran = await stoppedAt(company, { text: `< 200 [${two.first}]` });
      expect(ran.code).toBe(130);
      expect(await two.now(company)).toBe('old');
      expect(flat(ran.out)).toContain('1 put back');
      expect(flat(ran.out)).not.toMatch(/not begun|nothing happened/iu);
    }));

  test('before the first call has left: nothing is begun', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      const ran = await stoppedAt(company, { text: '< 200 [EXOModuleFile]' });
      expect(ran.code).toBe(130);
      expect(await two.now(company)).toBe('old');
      expect(await company.writes()).toEqual([]);
    }));
});

/** From the second call on every call of that cmdlet ends so: giving back as well. */
const allAfterFirst = (two: Two, answer: object | string): object => ({
  rules: [{ match: { service: 'exchange', cmdlet: two.second }, after: two.skip, answer }],
});

describe.each(BOTH)('$name, half done and not to be put back', (two) => {
  test.each<[string, object | string, number]>([
    ['400', { status: 400 }, 3],
    ['a token that is no longer taken', { status: 401 }, 4],
    ['a role that is taken away', { status: 403 }, 4],
    ['a service that is down', { status: 503 }, 3],
    ['a connection that is always cut', 'resetBefore', 3],
  ])('%s: told as it is; undo puts it back, or resume goes on', (_, answer, exit) =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults(allAfterFirst(two, answer));
      // It is tried for ten minutes: they need not pass.
      const clock = new StandingClock(systemClock.now());
      const { code, out, err } = await company.watched(['apply', '--yes'], { clock });
      clock.close();
      expect(code, flat(err)).toBe(exit);
      expect(await two.now(company)).toBe('half');
      expect(flat(out)).toContain('half done');
      expect(flat(out)).toContain('could not be put back');
      expect(flat(out)).toContain(
        two === MOVE ? 'take the address billing@contoso.com' : 'stop peter.novak@contoso.com',
      );
      expect(flat(out)).not.toMatch(/not begun|nothing happened|\d done/iu);
      const run = runOf({ err });
      expect(flat(err)).toContain(`mbx undo ${run} puts it back`);
      const listed = flat((await company.mbx(['runs'])).out);
      expect(listed).toMatch(/ 1 HALF DONE: 1 (contradicted|outcome unknown)/u);

      await company.faults({});
      const again = await undone(company, run);
      expect(again.code, flat(again.err)).toBe(0);
      expect(await two.now(company)).toBe('old');
    }),
  );

  test('resume finishes it, and an undo of the resumed run puts it back as it truly was', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults(allAfterFirst(two, { status: 400 }));
      const run = runOf(await company.apply());
      await company.faults({});
      const on = await resumed(company, run);
      expect(on.code, flat(on.err)).toBe(0);
      expect(await two.now(company)).toBe('new');
      expect((await undone(company, runOf(on))).code).toBe(0);
      expect(await two.now(company)).toBe('old');
    }));

  test('and then the file no longer asks for it: apply and resume say so, name the way back, and forget nothing', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults(allAfterFirst(two, { status: 400 }));
      const run = runOf(await company.apply());
      await company.faults({});
      await company.strategy('sharedMailboxes:\n  press@contoso.com: {}\n', 'additive');

      const applied = await company.apply();
      expect(flat(applied.err)).toContain(`Run ${run} on this tenant left something half done`);
      expect(flat(applied.err)).toContain(`to put it back: mbx undo ${run}`);
      for (let time = 0; time < 2; time += 1) {
        const again = await resumed(company, run);
        expect(again.code).toBe(EXIT.partly);
        expect(flat(again.err)).toContain(`half done in run ${run}, and today's strategy`);
        expect(flat(again.err)).toContain(`mbx undo ${run} puts it back`);
      }
      expect((await undone(company, run)).code).toBe(0);
      expect(await two.now(company)).toBe('old');
      expect(flat((await company.apply()).err)).not.toContain('half done');
    }));

  test('and then somebody else has mended it otherwise: undo leaves that', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults(allAfterFirst(two, { status: 400 }));
      const run = runOf(await company.apply());
      await company.faults({});
      expect((await company.apply()).code).toBe(0);
      expect(await two.now(company)).toBe('new');
      expect(flat((await company.apply()).err)).not.toContain('half done');
      const { code, err } = await undone(company, run);
      expect([code, flat(err)]).toEqual([3, expect.stringContaining('somebody has changed it')]);
      expect(await two.now(company)).toBe('new');
    }));
});

/** A wait for which nobody stays, `times` in a row from the call after so many on. */
const giant = (two: Two, { status = 429, times = 1, skip = two.skip } = {}): object => ({
  match: { service: 'exchange', cmdlet: two.second },
  after: skip,
  times,
  answer: { status, headers: { 'retry-after': '9999' }, body: {} },
});
/** Runs it in time that passes only while somebody waits; gives how long that was, in seconds. */
async function waited(
  { watched }: Company,
  args: readonly string[],
): Promise<Ran & { readonly seconds: number }> {
  const clock = new StandingClock(systemClock.now());
  try {
    const since = clock.now();
    const ran = await watched([...args, '--yes', '--max-wait', '5s'], { clock });
    return { ...ran, seconds: (clock.now() - since) / 1000 };
  } finally {
    clock.close();
  }
}

describe.each(BOTH)('$name, asked once to wait for hours', (two) => {
  test.each([429, 503])('(%d) at its second call: told at once, and finished', (status) =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults({ rules: [giant(two, { status })] });
      const { code, out, err, seconds } = await waited(company, ['apply']);
      expect(code, flat(err)).toBe(0);
      expect(await two.now(company)).toBe('new');
      expect(flat(out)).toContain('1 done and read back');
      expect(err).toMatch(
        /^Exchange Online asks to wait 2 h 47 min, and --max-wait allows 5 s\. mbx still tries to finish what is half done, in (?:9|10) s\.$/mu,
      );
      expect(flat(err)).not.toContain('mbx resume');
      expect(seconds).toBeLessThan(30);
    }),
  );

  test.each([429, 503])('(%d) as it is given back: it is put back', (status) =>
    inCompany(async (company) => {
      await two.prepare(company);
      const refused = {
        match: { service: 'exchange', cmdlet: two.second },
        after: two.skip,
        times: 1,
        answer: { status: 400 },
      };
      await company.faults({ rules: [refused, giant(two, { status, skip: two.skip })] });
      const { code, out, err, seconds } = await waited(company, ['apply']);
      expect(code, flat(err)).toBe(3);
      expect(flat(out)).toContain('1 put back');
      expect(await two.now(company)).toBe('old');
      expect(seconds).toBeLessThan(30);
    }),
  );

  test('in the undo: finished', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      const run = runOf(await company.apply());
      await company.faults({ rules: [giant(two)] });
      const { code, err, seconds } = await waited(company, ['undo', run]);
      expect(code, flat(err)).toBe(0);
      expect(await two.now(company)).toBe('old');
      expect(seconds).toBeLessThan(30);
    }));

  test('in a resume: finished', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      // Its first call is refused for good: nothing is begun.
      await company.faults({
        rules: [{ match: { service: 'exchange', cmdlet: two.first }, answer: { status: 403 } }],
      });
      const run = runOf(await company.apply());
      expect(await two.now(company)).toBe('old');
      await company.faults({ rules: [giant(two)] });
      const { code, err, seconds } = await waited(company, ['resume', run]);
      expect(code, flat(err)).toBe(0);
      expect(await two.now(company)).toBe('new');
      expect(seconds).toBeLessThan(30);
    }));
});

test.each(BOTH)(
  '$name, asked to wait for hours each time: told half done within a minute or so, with one end of the wait; undo puts it back',
  (two) =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults({ rules: [giant(two, { times: 99 })] });
      const { code, out, err, seconds } = await waited(company, ['apply', '-o', 'json']);
      expect(code, flat(err)).toBe(3);
      expect(await two.now(company)).toBe('half');
      expect(seconds).toBeLessThan(75);
      const [end] = JSON.parse(out).ended;
      expect(end).toMatchObject({ end: 'contradicted', half: true });
      expect(end.why).toContain('asks to wait 2 h 47 min, and refused the call');
      expect(flat(err).match(/until 2\d{3}-/gu)).toHaveLength(1);
      await company.faults({});
      const again = await undone(company, runOf({ err }));
      expect(again.code, flat(again.err)).toBe(0);
      expect(await two.now(company)).toBe('old');
    }),
);

test('an address whose new mailbox is deleted half-way is put back, and its old mailbox shows that', () =>
  inCompany(async (company) => {
    await MOVE.prepare(company);
    let seen = 0;
    let deleted: Promise<void> | undefined;
    await company.faults({
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'Set-Mailbox' },
          after: 1,
          times: 1,
          answer: { status: 429, headers: { 'retry-after': '2' }, body: {} },
        },
      ],
    });
    const clock = new StandingClock(systemClock.now());
    const ran = await company.watched(['apply', '--yes', '--debug'], {
      clock,
      heard(line) {
        if (!line.includes('< 429 [Set-Mailbox]')) return;
        seen += 1;
        deleted = company.edit(({ mailboxes }) => {
          for (const box of mailboxes)
            if (box.emailAddresses.includes('SMTP:finance@contoso.com'))
              box.softDeleted = '2026-01-05T00:00:00Z';
        });
      },
    });
    clock.close();
    await deleted;
    expect(seen).toBe(1);
    expect(ran.code, flat(ran.err)).toBe(3);
    expect(flat(ran.out)).toContain('1 put back');
    expect((await company.mailbox('invoices')).aliases).toContain('billing@contoso.com');
  }));

test.each(BOTH)(
  '$name whose second call is refused is put back, exit 3, and nothing is left to undo',
  (two) =>
    inCompany(async (company) => {
      await two.prepare(company);
      await company.faults({
        rules: [
          {
            match: { service: 'exchange', cmdlet: two.second },
            after: two.skip,
            times: 1,
            answer: { status: 400 },
          },
        ],
      });
      const { code, out, err } = await company.apply();
      expect([code, flat(out)]).toEqual([3, expect.stringContaining('put back: all is as before')]);
      expect(await two.now(company)).toBe('old');
      const again = await undone(company, runOf({ err }));
      expect([again.code, flat(again.err)]).toEqual([
        0,
        expect.stringContaining('is left to undo'),
      ]);
      expect(await two.now(company)).toBe('old');
    }),
);

const HOOK = new URL('../support/crash-hook.mjs', import.meta.url).href;
describe.each(BOTH)('$name, killed', (two) => {
  // begin, intent, outcome: after the second line the call may be under way, after the third it is done.
  test.each([2, 3])(
    'after line %d of its journal, looks apart: undo puts back what was taken',
    (line) =>
      inCompany(async (company) => {
        await two.prepare(company);
        const { code } = await company.mbx(['apply', '--yes'], {
          env: {
            NODE_OPTIONS: `${FAST_CLOCK.NODE_OPTIONS} --import ${HOOK}`,
            MBX_CRASH_LINE: String(line + two.looks),
          },
        });
        expect(code).toBe(null);
        if (line === 3) expect(await two.now(company)).toBe('half');
        const runs = JSON.parse((await company.mbx(['runs', '-o', 'json'])).out);
        const { code: exit, err } = await undone(company, runs[0].run);
        expect(exit, flat(err)).toBe(0);
        expect(await two.now(company)).toBe('old');
      }),
  );

  test('in the undo: undone once more, or resumed, it is put back', () =>
    inCompany(async (company) => {
      await two.prepare(company);
      const run = runOf(await company.apply());
      await company.faults(allAfterFirst(two, { status: 400 }));
      const broken = await undone(company, run);
      expect([broken.code, await two.now(company)]).toEqual([3, 'half']);
      await company.faults({});
      const again = await undone(company, run);
      expect(again.code, flat(again.err)).toBe(0);
      expect(await two.now(company)).toBe('old');
    }));
});

test('signed out in mid-run: exit 4, what was done, what to do, and how to go on', () =>
  inCompany(async (company) => {
    await company.strategy(
      'sharedMailboxes:\n  legal@contoso.com: { delegates: { ann@contoso.com: [fullAccess, sendAs] } }\n',
      'additive',
    );
    await company.faults({
      rules: [
        {
          match: { service: 'exchange', cmdlet: 'Add-RecipientPermission' },
          answer: { status: 401 },
        },
      ],
    });
    const { code, out, err } = await company.apply();
    expect(code).toBe(4);
    expect(flat(out)).toContain('1 done and read back, 1 refused');
    expect(flat(err)).toContain('error E3001: no longer signed in');
    expect(flat(err)).toContain('secret or certificate is valid');
    await company.faults({});
    const on = await resumed(company, runOf({ err }));
    expect(on.code, flat(on.err)).toBe(0);
    expect(await company.isSettled()).toBe(true);
  }));
