/**
 * What must have been read right before a change is sent (NEEDS in src/kinds/order.ts): read at once, late, never, not to be read at all,
 * or waited for when somebody stops the run. Between the plan and the first call the tenant changes: the person who is asked sees to that.
 */
import { setMaxListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { NEEDS } from '../../src/kinds/order.ts';
import { EXIT } from '../../src/model/exit.ts';
import { Interruption } from '../../src/run/world.ts';
import type { Tenant } from '../../src/simulator/tenant/model.ts';
import { journalsIn } from '../support/journals.ts';
import type { Ran } from '../support/mbx.ts';
import { StandingClock } from '../support/standing-clock.ts';
import { type Company, flat, inCompany, mailboxIn, OPEN_GATES } from './company.ts';

interface Row {
  readonly name: string;
  readonly prepare: (company: Company) => Promise<void>;
  /** The mailbox that is read, and what of it no longer lets the need hold. */
  readonly box: string;
  readonly member: keyof Tenant['mailboxes'][number];
  readonly broken: string;
  readonly whole: string | null;
  /** What is told where it never holds. */
  readonly sentence: string;
  readonly isMade: (tenant: Tenant) => boolean;
}
const ownerOf = (tenant: Tenant, box: string) =>
  tenant.users.find(({ id }) => id === mailboxIn(tenant, box).userId);

const BLOCK: Row = {
  name: 'sign-in that is blocked',
  async prepare(company) {
    await company.edit((tenant) => {
      const owner = ownerOf(tenant, 'legal');
      if (owner !== undefined) owner.accountEnabled = true;
    });
    await company.strategy('sharedMailboxes:\n  legal@contoso.com: { signIn: blocked }\n');
  },
  box: 'legal',
  member: 'type',
  broken: 'UserMailbox',
  whole: 'SharedMailbox',
  sentence:
    "not sent: sign-in is blocked only after Exchange has confirmed that legal@contoso.com is a shared mailbox, so that no person is locked out (waited 60 s; found last: a person's mailbox). Look at the mailbox, then plan again",
  isMade: (tenant) => ownerOf(tenant, 'legal')?.accountEnabled === false,
};
const MOVE: Row = {
  name: 'an address that moves',
  prepare: ({ strategy }) =>
    strategy(`sharedMailboxes:
  invoices@contoso.com: { aliases: [ap@contoso.com] }
  finance@contoso.com: { aliases: [accounting@contoso.com, billing@contoso.com] }
`),
  box: 'finance',
  member: 'softDeleted',
  broken: '2030-01-01T00:00:00Z',
  whole: null,
  sentence:
    "not sent: the address is removed only after finance@contoso.com, which is to get it, was read (waited 60 s; it could not be read: Get-Mailbox: The operation couldn't be performed",
  isMade: ({ mailboxes }) =>
    !mailboxes.some(
      ({ emailAddresses }) =>
        emailAddresses.includes('smtp:ap@contoso.com') &&
        emailAddresses.includes('smtp:billing@contoso.com'),
    ),
};

const begun = z.object({ line: z.string() });
interface Went {
  readonly ran: Ran;
  /** What the journal says of needs and calls, in order: `need holds`, `intent`. */
  readonly lines: readonly string[];
  readonly tenant: Tenant;
}
/** Applies; `meanwhile` is called when the plan stands and nothing is sent yet, and given what stops the run. */
async function applied(
  row: Row,
  company: Company,
  meanwhile: (stop: AbortController) => Promise<void> = async () => undefined,
  heard: (line: string, stop: AbortController) => void = () => undefined,
): Promise<Went> {
  await row.prepare(company);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const clock = new StandingClock(Date.now());
  try {
    const ran = await company.watched(['apply', '--debug', ...OPEN_GATES], {
      clock,
      stop,
      ask: async () => {
        await meanwhile(stop);
        return 'yes';
      },
      heard: (line) => heard(line, stop),
    });
    const journals = await journalsIn(company.space.state, company.tenant.tenantId);
    const lines = journals.flatMap((journal) =>
      journal.lines.flatMap((line) =>
        line.line === 'need'
          ? [`need ${line.found}`]
          : line.line === 'intent'
            ? [begun.parse(line).line]
            : [],
      ),
    );
    return { ran, lines, tenant: await company.tenant.dump() };
  } finally {
    clock.close();
  }
}
const breakIt =
  ({ box, member, broken }: Row, company: Company) =>
  (): Promise<void> =>
    company.edit((tenant) => {
      Object.assign(mailboxIn(tenant, box), { [member]: broken });
    });
/** Put right before so many calls from now. */
async function mendAt({ box, member, whole }: Row, company: Company, call: number): Promise<void> {
  const tenant = await company.tenant.dump();
  const index = tenant.mailboxes.findIndex(({ emailAddresses }) =>
    emailAddresses.includes(`SMTP:${box}@contoso.com`),
  );
  await company.faults({
    script: [{ atCall: call, set: { path: `/mailboxes/${index}/${member}`, value: whole } }],
  });
}

describe.each([BLOCK, MOVE])('$name', (row) => {
  test('holds at once: one look, and it is sent', () =>
    inCompany(async (company) => {
      const { ran, lines, tenant } = await applied(row, company);
      expect(ran.code, ran.err).toBe(EXIT.ok);
      expect(lines.slice(0, 2)).toEqual(['need holds', 'intent']);
      expect(lines.filter((line) => line !== 'intent')).toEqual(['need holds']);
      expect(row.isMade(tenant)).toBe(true);
    }));

  test('holds after a while: it is waited for, and sent then', () =>
    inCompany(async (company) => {
      const { ran, lines, tenant } = await applied(row, company, async () => {
        await breakIt(row, company)();
        await mendAt(row, company, 4);
      });
      expect(ran.code, ran.err).toBe(EXIT.ok);
      const first = lines.indexOf('intent');
      expect(first).toBeGreaterThan(1);
      expect(lines[first - 1]).toBe('need holds');
      expect(lines.slice(0, first - 1)).not.toContain('need holds');
      expect(row.isMade(tenant)).toBe(true);
    }));

  test('never holds: nothing is sent, and it is told why and what to do', () =>
    inCompany(async (company) => {
      const { ran, lines, tenant } = await applied(row, company, breakIt(row, company));
      expect(ran.code, ran.err).toBe(EXIT.partly);
      expect(lines.length).toBeGreaterThan(2);
      expect(lines).not.toContain('need holds');
      expect(lines).not.toContain('intent');
      const told = flat(ran.out);
      expect(told).toContain('1 not begun');
      expect(told).toContain(row.sentence);
      expect(row.isMade(tenant)).toBe(false);
    }));

  test('cannot be read: that is told, and nothing is sent', () =>
    inCompany(async (company) => {
      const match = { service: 'exchange', cmdlet: 'Get-Mailbox' };
      const answer = { status: 400, body: { error: { code: 'BadRequest', message: 'Not now.' } } };
      const { ran, lines, tenant } = await applied(row, company, () =>
        company.faults({ rules: [{ match, answer }] }),
      );
      expect(ran.code, ran.err).toBe(EXIT.partly);
      expect(new Set(lines)).toEqual(new Set(['need unread']));
      expect(flat(ran.out)).toMatch(
        /; it could not be read: [^;]*Not now\)\. Look at the mailbox, then plan again/u,
      );
      expect(row.isMade(tenant)).toBe(false);
    }));

  test('is waited for when the run is stopped: nothing is sent', () =>
    inCompany(async (company) => {
      let reads = 0;
      let isAsked = false;
      const { ran, lines, tenant } = await applied(
        row,
        company,
        async () => {
          await breakIt(row, company)();
          isAsked = true;
        },
        (line, stop) => {
          if (!isAsked || !line.includes('Get-Mailbox')) return;
          reads += 1;
          if (reads === 4) stop.abort(new Interruption(EXIT.interrupted));
        },
      );
      expect(ran.code, ran.err).toBe(EXIT.interrupted);
      expect(lines).not.toContain('intent');
      expect(flat(ran.out)).toContain('the run was interrupted');
      expect(row.isMade(tenant)).toBe(false);
    }));
});

test('what must be seen twice must be seen twice in a row', () =>
  inCompany(async (company) => {
    const [shared] = NEEDS;
    if (shared === undefined) throw new Error('there is no need');
    const { times } = shared;
    Object.assign(shared, { times: 2 });
    try {
      const index = (await company.tenant.dump()).mailboxes.findIndex(({ emailAddresses }) =>
        emailAddresses.includes('SMTP:legal@contoso.com'),
      );
      const path = `/mailboxes/${index}/type`;
      const { ran, lines } = await applied(BLOCK, company, () =>
        company.faults({
          script: [
            { atCall: 2, set: { path, value: 'UserMailbox' } },
            { atCall: 3, set: { path, value: 'SharedMailbox' } },
          ],
        }),
      );
      expect(ran.code, ran.err).toBe(EXIT.ok);
      expect(lines).toEqual([
        'need holds',
        'need does not hold',
        'need holds',
        'need holds',
        'intent',
      ]);
    } finally {
      Object.assign(shared, { times });
    }
  }));
