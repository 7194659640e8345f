/** One run against a service that loses answers, refuses, lags behind, or goes silent. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  addAlias,
  automap,
  create,
  grant,
  hide,
  moveAlias,
  ref,
  revoke,
} from '../../test/support/builders.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import {
  BUSY,
  DONE,
  LOST_AFTER,
  LOST_BEFORE,
  refusedAs,
  ScriptedTenant,
  SILENTLY_NOT,
} from '../../test/support/scripted-tenant.ts';
import type { Line } from '../model/journal.ts';
import { order } from '../plan/order.ts';
import type { Plan, Planned } from '../plan/plan.ts';
import { type Ended, LIMITS } from './ports.ts';
import { Run } from './run.ts';
import { schedule } from './schedule.ts';

let clock: FakeClock;
let stop: AbortController;
let tenant: ScriptedTenant;
let lines: Line<Plan>[];
beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
  tenant = new ScriptedTenant({
    sales: { access: [ref('bob').id], aliases: ['x@contoso.com'] },
    info: {},
  });
});

/** Carries changes out, all in one run; how each ended. */
async function run(
  ...changes: readonly Planned[]
): Promise<Run & { of(change: Planned): Ended | undefined }> {
  const made = new Run(
    {
      writer: tenant.writer,
      reader: tenant.reader,
      journal: {
        async write(line) {
          await Promise.resolve();
          lines.push(line);
          if (line.line === 'intent' || line.line === 'outcome') tenant.log.push(line.line);
        },
      },
      clock,
      stop: stop.signal,
      givenUp: () => undefined,
      tell: () => undefined,
      warn: () => undefined,
      half: () => undefined,
    },
    LIMITS,
  );
  await schedule(
    order(changes),
    1,
    (unit) => made.unit(unit),
    (unit) => made.hold(unit),
  );
  return Object.assign(made, { of: ({ id }: Planned) => made.ends.get(id) });
}
/** Calls and looks alone. */
const went = (): readonly string[] =>
  tenant.log.filter((entry) => entry !== 'intent' && entry !== 'outcome');
const toAnn = grant('sales', 'ann');
const fromBob = revoke('sales', 'bob');
const SEND = 'send Add-MailboxPermission sales';
const VERIFIED: Ended = { end: 'verified' };

test('a grant is sent once, read back once, and verified', async () => {
  const { of } = await run(toAnn);
  expect(of(toAnn)).toEqual(VERIFIED);
  expect(went()).toEqual([SEND, 'look']);
});

test('the intent is on the disk before the call leaves, the outcome before anything else happens', async () => {
  await run(toAnn);
  expect(tenant.log).toEqual(['intent', SEND, 'outcome', 'look']);
  expect(lines.map(({ line }) => line)).toEqual(['intent', 'outcome', 'end']);
});

describe('an answer that is lost', () => {
  test('is settled by reading, and the call not repeated where it took effect', async () => {
    tenant.answers = [LOST_AFTER];
    const { of } = await run(toAnn);
    expect(of(toAnn)).toEqual(VERIFIED);
    expect(went()).toEqual([SEND, 'look', 'look']); // to settle it, and to read back
  });

  test('and the call is sent again after a look where it did not', async () => {
    tenant.answers = [LOST_BEFORE];
    const { of } = await run(toAnn);
    expect(of(toAnn)).toEqual(VERIFIED);
    expect(went()).toEqual([SEND, 'look', SEND, 'look']);
  });

  test('nothing is sent while nothing can be read', async () => {
    tenant.answers = [LOST_BEFORE];
    tenant.looks = ['fails', 'fails', 'now'];
    await run(toAnn);
    expect(went()).toEqual([SEND, 'look', 'look', 'look', SEND, 'look']);
  });

  test('and then the service is busy to the end: its outcome stays unknown', async () => {
    tenant.answers = [LOST_AFTER];
    tenant.always = BUSY;
    tenant.looksAlways = 'old';
    expect((await run(toAnn)).of(toAnn)).toMatchObject({ end: 'unknown', why: 'busy' });
  });

  test('every time: in the end the outcome is unknown, and the run begins nothing more', async () => {
    tenant.always = LOST_BEFORE;
    const onInfo = grant('info', 'ann');
    const { of, stopped } = await run(toAnn, onInfo);
    expect(of(toAnn)).toMatchObject({ end: 'unknown', why: 'connection lost' });
    expect(of(onInfo)).toMatchObject({ end: 'held' });
    expect(stopped?.text).toContain('does not take writes');
    expect(tenant.sent.filter(({ on }) => on.id === ref('info').id)).toEqual([]);
  });
});

test('a call that was not taken is sent again without a look', async () => {
  tenant.answers = [BUSY, BUSY];
  const { of } = await run(toAnn);
  expect(of(toAnn)).toEqual(VERIFIED);
  expect(went()).toEqual([SEND, SEND, SEND, 'look']);
});

describe('a creation', () => {
  const made = create('new@contoso.com');
  const CREATE = 'send New-Mailbox new';

  test('whose answer was lost is looked for, and not made twice', async () => {
    tenant.answers = [LOST_AFTER];
    const { of, bound } = await run(made);
    expect(tenant.sent).toHaveLength(1);
    expect(went().slice(0, 2)).toEqual([CREATE, 'locate']);
    expect(of(made)).toEqual(VERIFIED);
    expect([...bound]).toEqual([['new:new@contoso.com', ref('new').id]]);
    expect(lines.filter(({ line }) => line === 'bound')).toHaveLength(1);
  });

  test('is never sent twice without a look, even where it was not taken', async () => {
    tenant.answers = [BUSY, LOST_BEFORE];
    const { of } = await run(made);
    expect(of(made)).toEqual(VERIFIED);
    const steps = went();
    for (const [index, step] of steps.entries())
      if (step === CREATE && index > 0) expect(steps[index - 1]).not.toBe(CREATE);
    expect(steps.filter((step) => step === CREATE)).toHaveLength(3);
  });

  test('that the service refuses is refused', async () => {
    tenant.answers = [refusedAs('other')];
    const { of } = await run(made);
    expect(of(made)).toMatchObject({ end: 'refused', why: 'refused: other' });
    expect(tenant.sent).toHaveLength(1);
  });
});

describe('several changes in one call', () => {
  const hidden = hide('sales', true);
  const more = addAlias('sales', 'y@contoso.com');

  test('are one call', async () => {
    const { of } = await run(hidden, more);
    expect([of(hidden), of(more)]).toEqual([VERIFIED, VERIFIED]);
    expect(tenant.sent).toHaveLength(1);
  });

  test('where it is refused each is tried alone, and only the bad one fails', async () => {
    tenant.answers = [refusedAs('other'), DONE, refusedAs('other')];
    const { of } = await run(hidden, more);
    expect(of(hidden)).toEqual(VERIFIED);
    expect(of(more)).toMatchObject({ end: 'refused' });
    expect(tenant.sent.map((call) => 'parameters' in call && Object.keys(call.parameters))).toEqual(
      [
        ['HiddenFromAddressListsEnabled', 'EmailAddresses'],
        ['HiddenFromAddressListsEnabled'],
        ['EmailAddresses'],
      ],
    );
  });
});

describe('an address that moves', () => {
  const move = moveAlias('sales', 'info', 'x@contoso.com');
  const holders = (): readonly string[] =>
    Object.keys(tenant.boxes).filter((name) => tenant.box(name).aliases.includes('x@contoso.com'));

  test('is taken and given back to back, after a look at who is to get it, and read once', async () => {
    const { of } = await run(move);
    expect(of(move)).toEqual(VERIFIED);
    expect(went()).toEqual(['look', 'send Set-Mailbox sales', 'send Set-Mailbox info', 'look']);
    expect(holders()).toEqual(['info']);
  });

  test('and is still on its way: the second call is tried again', async () => {
    tenant.answers = [DONE, refusedAs('conflict'), refusedAs('conflict')];
    const { of } = await run(move);
    expect(of(move)).toEqual(VERIFIED);
    expect(holders()).toEqual(['info']);
  });

  test('is given back where the second call is refused for good', async () => {
    tenant.answers = [DONE, refusedAs('other')];
    const { of } = await run(move);
    expect(of(move)).toMatchObject({ end: 'putBack' });
    expect(holders()).toEqual(['sales']);
  });

  test('is given back where it does not arrive in all the time allowed', async () => {
    tenant.byCall = ({ on }) => (on.id === ref('info').id ? refusedAs('conflict') : undefined);
    const before = clock.now();
    const { of } = await run(move);
    expect(of(move)).toMatchObject({ end: 'putBack' });
    expect(clock.now() - before).toBeGreaterThanOrEqual(LIMITS.writeMs);
    expect(holders()).toEqual(['sales']);
  });

  test('is never left with nobody by an interruption', async () => {
    tenant.answers = [{ ...DONE, meanwhile: () => stop.abort() }];
    const { of } = await run(move);
    expect(holders()).toEqual(['info']);
    expect(of(move)).toEqual(VERIFIED);
  });

  test('and goes back where the second call fails after an interruption', async () => {
    tenant.byCall = ({ on }) =>
      on.id === ref('info').id ? refusedAs('conflict') : { ...DONE, meanwhile: () => stop.abort() };
    const before = clock.now();
    const { of } = await run(move);
    expect(holders()).toEqual(['sales']);
    expect(of(move)).toMatchObject({ end: 'putBack', why: 'refused: conflict' });
    // Somebody waits: not as long as a run that goes on.
    expect(clock.now() - before).toBeLessThan(2 * LIMITS.finishMs);
  });
});

describe('auto-mapping, which is changed by taking access and giving it again', () => {
  const change = automap('sales', 'bob', true);
  const opens = (): readonly string[] => tenant.box('sales').access;

  test('is read back in between', async () => {
    const { of } = await run(change);
    expect(of(change)).toEqual(VERIFIED);
    expect(went()).toEqual([
      'send Remove-MailboxPermission sales',
      'look',
      'send Add-MailboxPermission sales',
      'look',
    ]);
    expect(tenant.box('sales').mapped).toEqual([ref('bob').id]);
  });

  test('gives access back as it was where the second half is refused', async () => {
    tenant.answers = [DONE, refusedAs('other')];
    const { of } = await run(change);
    expect(of(change)).toMatchObject({ end: 'putBack' });
    expect([opens(), tenant.box('sales').mapped]).toEqual([[ref('bob').id], []]);
  });

  test('is not called refused, which means that nothing happened, where that fails too', async () => {
    tenant.answers = [DONE, refusedAs('other'), refusedAs('other')];
    const { of } = await run(change);
    expect(opens()).toEqual([]);
    expect(of(change)).toMatchObject({ end: 'contradicted' });
  });

  test('gives access again though the service does not show that it was taken', async () => {
    tenant.looksAlways = 'old';
    const { of } = await run(change);
    expect([opens(), tenant.box('sales').mapped]).toEqual([[ref('bob').id], [ref('bob').id]]);
    expect(of(change)).toMatchObject({ end: 'pending' });
  });

  test('and when nothing can be read, or the run is interrupted in between', async () => {
    tenant.looksAlways = 'fails';
    expect((await run(change)).of(change)).toMatchObject({ end: 'pending' });
    expect(tenant.box('sales').mapped).toEqual([ref('bob').id]);

    tenant = new ScriptedTenant({ sales: { access: [ref('bob').id] } });
    tenant.looksAlways = 'old';
    tenant.answers = [{ ...DONE, meanwhile: () => stop.abort() }];
    expect((await run(change)).of(change)).toMatchObject({ end: 'pending' });
    expect(tenant.box('sales').mapped).toEqual([ref('bob').id]);
  });

  test('takes nothing from the last one while another could not be given access', async () => {
    tenant.byCall = (call) =>
      call.service === 'exchange' && call.cmdlet === 'Add-MailboxPermission'
        ? refusedAs('other')
        : undefined;
    const { of } = await run(change, toAnn);
    expect(of(toAnn)).toMatchObject({ end: 'refused' });
    expect(of(change)).toMatchObject({ end: 'held' });
    expect(went()).toEqual(['send Add-MailboxPermission sales']);
  });

  test('takes nothing from the next one where the one before could not be given it back', async () => {
    tenant.box('sales').access = [ref('bob').id, ref('cy').id];
    tenant.byCall = (call) =>
      call.service === 'exchange' && call.cmdlet === 'Add-MailboxPermission'
        ? refusedAs('other')
        : undefined;
    const next = automap('sales', 'cy', true);
    const { of } = await run(change, next);
    expect(of(change)).toMatchObject({ end: 'contradicted' });
    expect(of(next)).toMatchObject({
      end: 'held',
      why: 'skipped: an earlier change on this mailbox was not made, or is not confirmed yet',
    });
    expect(opens()).toEqual([ref('cy').id]);
  });

  test('is finished where the run is interrupted half-way', async () => {
    tenant.answers = [{ ...DONE, meanwhile: () => stop.abort() }];
    const { of } = await run(change);
    expect(opens()).toEqual([ref('bob').id]);
    expect(of(change)).toEqual(VERIFIED);
  });
});

describe('reading back', () => {
  test('a right that goes must be seen to be gone twice', async () => {
    const { of } = await run(fromBob);
    expect(of(fromBob)).toEqual(VERIFIED);
    expect(went()).toEqual(['send Remove-MailboxPermission sales', 'look', 'look']);
  });

  test('twice in a row: an old copy in between begins the count anew', async () => {
    tenant.looks = ['now', 'old', 'now', 'now'];
    const { of } = await run(fromBob);
    expect(of(fromBob)).toEqual(VERIFIED);
    expect(went().filter((step) => step === 'look')).toHaveLength(4);
  });

  test('the old value to the end is pending: the service may be behind', async () => {
    tenant.answers = [SILENTLY_NOT];
    const before = clock.now();
    const { of } = await run(toAnn);
    expect(of(toAnn)).toMatchObject({ end: 'pending', why: expect.stringContaining('old value') });
    expect(clock.now() - before).toBeGreaterThanOrEqual(LIMITS.verifyMs);
    expect(tenant.sent).toHaveLength(1);
  });

  test('a third value is contradicted: somebody else has been there', async () => {
    const move = moveAlias('sales', 'info', 'x@contoso.com');
    tenant.answers = [
      DONE,
      {
        ...SILENTLY_NOT,
        meanwhile: () => {
          tenant.box('info').aliases = [];
        },
      },
    ];
    const { of } = await run(move);
    expect(of(move)).toMatchObject({ end: 'contradicted' });
  });

  test('no value at all is pending, and says so', async () => {
    tenant.looksAlways = 'fails';
    const { of } = await run(toAnn);
    expect(of(toAnn)).toEqual({ end: 'pending', why: 'it could not be read back' });
  });

  test('a service that says it is already in effect is read back too', async () => {
    tenant.answers = [{ outcome: { result: 'already' }, takesEffect: false }];
    expect((await run(toAnn)).of(toAnn)).toMatchObject({ end: 'pending' });
  });
});

describe('what fails', () => {
  test('holds the ordinary revokes on the same mailbox, so that nobody is left without', async () => {
    tenant.answers = [refusedAs('other')];
    const { of } = await run(toAnn, fromBob);
    expect(of(toAnn)).toMatchObject({ end: 'refused' });
    expect(of(fromBob)).toMatchObject({ end: 'held' });
    expect(tenant.box('sales').access).toEqual([ref('bob').id]);
  });

  test('does not hold what is urgent, nor another mailbox', async () => {
    tenant.always = refusedAs('other');
    const leaver = revoke('sales', 'bob', 'leaver');
    const onInfo = grant('info', 'ann');
    const { of, stopped } = await run(toAnn, leaver, onInfo);
    expect(went().filter((step) => step.startsWith('send'))).toEqual([
      'send Remove-MailboxPermission sales',
      'send Add-MailboxPermission info',
    ]);
    expect(of(onInfo)).toMatchObject({ end: 'refused' });
    expect(stopped).toBeUndefined();
  });

  test('for want of a permission says so', async () => {
    tenant.answers = [refusedAs('denied')];
    expect((await run(toAnn)).of(toAnn)).toMatchObject({ end: 'refused', denied: true });
  });

  test('as the sign-in is lost ends the run', async () => {
    tenant.answers = [refusedAs('signedOut')];
    const onInfo = grant('info', 'ann');
    const { of, stopped } = await run(toAnn, onInfo);
    expect(stopped).toEqual({
      why: 'signedOut',
      text: 'no longer signed in (refused: signedOut)',
    });
    expect(of(onInfo)).toMatchObject({ end: 'held' });
    expect(tenant.sent).toHaveLength(1);
  });
});

describe('an interruption', () => {
  test('before the first call: nothing is sent', async () => {
    stop.abort();
    const { of } = await run(toAnn);
    expect(of(toAnn)).toEqual({ end: 'held', why: 'the run was interrupted' });
    expect(tenant.sent).toEqual([]);
  });

  test('during a call: it is finished and read once, and no other is begun', async () => {
    tenant.answers = [{ ...DONE, meanwhile: () => stop.abort() }];
    const onInfo = grant('info', 'ann');
    const { of } = await run(toAnn, onInfo);
    expect(of(toAnn)).toEqual(VERIFIED);
    expect(of(onInfo)).toMatchObject({ end: 'held' });
    expect(tenant.sent).toHaveLength(1);
  });

  test('while it waits for a lost call: not repeated, and its outcome is unknown', async () => {
    tenant.answers = [{ ...LOST_BEFORE, meanwhile: () => stop.abort() }];
    const { of } = await run(toAnn);
    expect(tenant.sent).toHaveLength(1);
    expect(of(toAnn)).toMatchObject({ end: 'unknown' });
  });
});
