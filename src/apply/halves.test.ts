/** Changes of two calls, when one of the two, or what comes between them, goes wrong. */
import { describe, expect, test } from 'vitest';
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
import { OneRun } from '../../test/support/one-run.ts';
import {
  type Answered,
  BUSY,
  DONE,
  LOST_AFTER,
  LOST_BEFORE,
  refusedAs,
  SILENTLY_NOT,
} from '../../test/support/scripted-tenant.ts';
import type { Call } from '../model/call.ts';
import type { Planned } from '../plan/plan.ts';
import { ServiceError } from '../tenant/service.ts';
import { LIMITS } from './ports.ts';

const [ann, bob, cy] = ['ann', 'bob', 'cy'].map((name) => ref(name).id);
const move = moveAlias('sales', 'info', 'x@contoso.com');
const unmap = automap('sales', 'bob', true);
const company = (at?: (ms: number) => void): OneRun =>
  new OneRun(
    { sales: { access: [bob ?? ''], aliases: ['x@contoso.com'] }, info: { access: [cy ?? ''] } },
    at,
  );
const ALREADY = { outcome: { result: 'already' }, takesEffect: false } as const;

interface Two {
  readonly name: string;
  readonly change: Planned;
  /** The second call, and not the one that gives the first back. */
  readonly isSecond: (call: Call) => boolean;
  readonly holders: (run: OneRun) => readonly string[];
  readonly first: string;
  readonly second: string;
  readonly back: string;
  /** Looks at what it needs, before its first call. */
  readonly needs: readonly 'now'[];
}
const TWO: readonly Two[] = [
  {
    name: 'a move',
    change: move,
    isSecond: ({ on }) => on.id === ref('info').id,
    holders: ({ tenant }) =>
      ['sales', 'info'].filter((name) => tenant.box(name).aliases.includes('x@contoso.com')),
    first: 'Set-Mailbox sales',
    second: 'Set-Mailbox info',
    back: 'Set-Mailbox sales',
    needs: ['now'],
  },
  {
    name: 'auto-mapping',
    change: unmap,
    isSecond: (call) => 'parameters' in call && call.parameters['AutoMapping'] === true,
    holders: ({ tenant }) =>
      tenant.box('sales').access.length === 0
        ? []
        : [tenant.box('sales').mapped.length === 0 ? 'sales' : 'info'],
    first: 'Remove-MailboxPermission sales',
    second: 'Add-MailboxPermission sales',
    back: 'Add-MailboxPermission sales',
    needs: [],
  },
];

describe.each(TWO)('$name', ({ change, isSecond, holders, first, second, back, needs }) => {
  test('whose first call is refused: nothing happened, and the second is never sent', async () => {
    const run = company();
    run.tenant.answers = [refusedAs('other')];
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'refused' });
    expect([run.sent, holders(run)]).toEqual([[first], ['sales']]);
  });

  test('whose first call was already in effect, and whose second is refused: what somebody else removed is not given back', async () => {
    const run = company();
    run.tenant.answers = [ALREADY, refusedAs('other')];
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'refused' });
    expect(run.sent).toEqual([first, second]);
  });

  test.each([
    ['refused', refusedAs('other')],
    ['lost', LOST_BEFORE],
    ['not taken', BUSY],
  ])('whose second call is %s for good is put back, the first call alone', async (_, answer) => {
    const run = company();
    run.tenant.byCall = (call) => (isSecond(call) ? answer : undefined);
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect([run.sent.at(-1), holders(run)]).toEqual([back, ['sales']]);
    expect(run.halves).toEqual([`+${change.id}`, `-${change.id}`]);
  });

  test('whose second call was lost and is then refused, though it took effect, is done', async () => {
    const run = company();
    run.tenant.answers = [DONE, LOST_AFTER];
    run.tenant.always = refusedAs('other');
    run.tenant.looks = first.startsWith('Set') ? [...needs, 'old'] : ['now', 'old'];
    const [end] = await run.ends([change]);
    expect(end).toEqual({ end: 'verified' });
    expect(holders(run)).toEqual(['info']);
  });

  test.each([
    ['refused', refusedAs('other')],
    ['a permission short', refusedAs('denied')],
    ['signed out', refusedAs('signedOut')],
    ['lost', LOST_BEFORE],
    ['not taken', BUSY],
  ])(
    'that can be neither finished nor put back (%s) is told half done, with its parts',
    async (how, answer) => {
      const run = company();
      let calls = 0;
      run.tenant.byCall = () => {
        calls += 1;
        return calls === 1 ? DONE : answer;
      };
      const [end] = await run.ends([change]);
      expect(end).toMatchObject({ end: 'contradicted', half: true });
      expect(end?.why).toMatch(/^half done: "(?:take|stop) .*" was done.*could not be put back/u);
      expect(end?.denied).toBe(how === 'a permission short' ? true : undefined);
      expect(holders(run)).toEqual([]);
    },
  );

  test.each([
    ['refused', refusedAs('other')],
    ['lost', LOST_BEFORE],
    ['not taken', BUSY],
  ])(
    'that can be neither finished nor put back (%s) is half done, though a copy that is behind shows it as before',
    async (_, answer) => {
      const run = company();
      run.tenant.looksAlways = 'old';
      let calls = 0;
      run.tenant.byCall = () => {
        calls += 1;
        return calls === 1 ? DONE : answer;
      };
      const [end] = await run.ends([change]);
      expect(end).toMatchObject({ end: 'contradicted', half: true });
      expect(end?.why).toMatch(/could not be put back.*perhaps from a copy that is behind$/u);
      expect(holders(run)).toEqual([]);
    },
  );

  test.each([
    ['took effect', LOST_AFTER],
    ['did not', LOST_BEFORE],
  ])(
    'whose first call was lost (%s), is then refused, and cannot be put back: perhaps half done, whatever a copy shows',
    async (_, lost) => {
      const run = company();
      run.tenant.looksAlways = 'old';
      let calls = 0;
      run.tenant.byCall = () => {
        calls += 1;
        return calls === 1 ? lost : refusedAs('denied');
      };
      const [end] = await run.ends([change]);
      expect(end).toMatchObject({ end: 'contradicted', half: true, denied: true });
      expect(end?.why).toMatch(
        /^perhaps half done: .* was perhaps done.*could not be put back.*perhaps from a copy that is behind$/u,
      );
    },
  );

  test('whose first call was lost and is then refused, and whose giving back is lost: sent again until the service answers', async () => {
    const run = company();
    run.tenant.looksAlways = 'old';
    let calls = 0;
    run.tenant.byCall = () => {
      calls += 1;
      return [LOST_AFTER, refusedAs('other'), LOST_BEFORE][calls - 1] ?? DONE;
    };
    const [end] = await run.ends([change]);
    expect(run.sent).toEqual([first, first, back, back]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect(holders(run)).toEqual(['sales']);
  });

  test('that is put back at the second try is sent twice, though a copy that is behind shows it as before', async () => {
    const run = company();
    run.tenant.looksAlways = 'old';
    let calls = 0;
    run.tenant.byCall = () => {
      calls += 1;
      return calls === 2 ? refusedAs('other') : calls === 3 ? LOST_BEFORE : DONE;
    };
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect(run.sent).toEqual([first, second, back, back]);
    expect(holders(run)).toEqual(['sales']);
  });

  test('that was put back by what the service says, and is not seen to be: the outcome is unknown', async () => {
    const run = company();
    let calls = 0;
    run.tenant.byCall = () => {
      calls += 1;
      return calls === 1 ? DONE : calls === 2 ? refusedAs('other') : SILENTLY_NOT;
    };
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'contradicted', half: true });
    expect(end?.why).toContain('reading back does not show this yet');
  });

  test('of which nothing can be read after it was put back is in doubt, not called so', async () => {
    const run = company();
    run.tenant.looks = [...needs];
    run.tenant.looksAlways = 'fails';
    run.tenant.byCall = (call) => (isSecond(call) ? refusedAs('other') : undefined);
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'contradicted', half: true });
    expect(holders(run)).toEqual(['sales']);
  });

  test('stopped while the first call is lost: looked at, and finished where it took effect', async () => {
    const run = company();
    run.tenant.answers = [{ ...LOST_AFTER, meanwhile: () => run.stop.abort() }];
    run.tenant.looks = [...needs, 'fails', 'fails'];
    const [end] = await run.ends([change]);
    expect(end).toEqual({ end: 'verified' });
    expect(holders(run)).toEqual(['info']);
  });

  test('stopped while the first call is lost, which did not take effect: the old holder has it for certain', async () => {
    const run = company();
    run.tenant.answers = [{ ...LOST_BEFORE, meanwhile: () => run.stop.abort() }];
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect(run.sent).toEqual([first, back]);
    expect(holders(run)).toEqual(['sales']);
  });

  test('stopped before the second call, which is refused: it is read until it is seen to be put back', async () => {
    const run = company();
    run.tenant.byCall = (call) => (isSecond(call) ? refusedAs('other') : undefined);
    run.tenant.answers = [{ ...DONE, meanwhile: () => run.stop.abort() }];
    const lag = first.startsWith('Set') ? 0 : 1; // auto-mapping is read once in between
    const read = Array.from({ length: lag }, () => 'now' as const);
    run.tenant.looks = [...needs, ...read, 'fails', 'fails'];
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect(run.sent).toEqual([first, second, back]);
  });

  test('whose second call is called refused and took effect all the same is done', async () => {
    const run = company();
    let refused = 0;
    run.tenant.byCall = () => {
      refused += 1;
      if (refused === 1) return DONE;
      return { ...refusedAs('other'), takesEffect: refused === 2 };
    };
    const [end] = await run.ends([change]);
    expect([end?.end, holders(run)]).toEqual(['verified', ['info']]);
  });

  test('stopped, and then the second call does not get through at first: it is tried again', async () => {
    const run = company();
    run.tenant.answers = [{ ...DONE, meanwhile: () => run.stop.abort() }, BUSY, BUSY];
    const [end] = await run.ends([change]);
    expect(end).toEqual({ end: 'verified' });
    expect(holders(run)).toEqual(['info']);
  });

  test('stopped, and then neither way gets through: half done, after a minute or two and not after ten', async () => {
    const run = company();
    run.tenant.always = BUSY;
    run.tenant.answers = [{ ...DONE, meanwhile: () => run.stop.abort() }];
    const before = run.clock.now();
    const [end] = await run.ends([change]);
    expect(end).toMatchObject({ half: true });
    expect(run.clock.now() - before).toBeLessThan(4 * LIMITS.finishMs);
  });

  test('the journal says which call of it was made, and which took it back', async () => {
    const run = company();
    run.tenant.byCall = (call) => (isSecond(call) ? refusedAs('other') : undefined);
    await run.ends([change]);
    expect(
      run.lines.flatMap((line) =>
        line.line === 'intent' ? [{ of: line.of, step: line.step, back: line.back }] : [],
      ),
    ).toEqual([
      { of: [change.id], step: 0 },
      { of: [change.id], step: 1 },
      { of: [change.id], step: 0, back: true },
    ]);
  });
});

describe('a move whose target is gone when its second call comes', () => {
  const ABSENT = {
    outcome: { result: 'refused', why: 'notFound', code: 'NotFound', message: 'not found' },
    takesEffect: false,
  } as const;
  const gone = (run: OneRun, second: Answered): void => {
    let calls = 0;
    run.tenant.byCall = ({ on }) => {
      if (on.id === ref('sales').id) return undefined;
      calls += 1;
      Reflect.deleteProperty(run.tenant.boxes, 'info');
      return calls === 1 ? second : ABSENT;
    };
  };
  test.each([
    ['refused', ABSENT, 3],
    // Perhaps it was done, on what is gone by now.
    ['lost', LOST_BEFORE, 4],
  ])('and is %s: the old holder shows that it was put back', async (_, second, calls) => {
    const run = company();
    gone(run, second);
    const [end] = await run.ends([move]);
    expect(end).toMatchObject({ end: 'putBack' });
    expect(run.tenant.box('sales').aliases).toEqual(['x@contoso.com']);
    expect(run.sent).toHaveLength(calls);
    expect(end).not.toHaveProperty('half');
  });
  test('and the old holder does not show it: half done', async () => {
    const run = company();
    gone(run, ABSENT);
    const { byCall } = run.tenant;
    run.tenant.byCall = (call) =>
      byCall(call) ?? (JSON.stringify(call).includes('"add":["') ? SILENTLY_NOT : undefined);
    const [end] = await run.ends([move]);
    expect(end).toMatchObject({ end: 'contradicted', half: true });
  });
  test('and the old holder cannot be read either: half done, and not called so', async () => {
    const run = company();
    gone(run, ABSENT);
    run.tenant.looks = ['now']; // the target is still there before the first call
    run.tenant.looksAlways = 'fails';
    const [end] = await run.ends([move]);
    expect(end).toMatchObject({ end: 'contradicted', half: true });
    expect(end?.why).toContain('could not be checked by reading');
  });
});

test('what is only perhaps begun is not called done', async () => {
  const run = company();
  run.tenant.looks = ['now']; // what it needs
  run.tenant.looksAlways = 'fails';
  run.tenant.always = refusedAs('other');
  run.tenant.answers = [LOST_BEFORE];
  const [end] = await run.ends([move]);
  expect(end).toMatchObject({ half: true });
  expect(end?.why).toMatch(/^perhaps half done: "take [^"]*" was perhaps done \(/u);
});

describe('a service that asks for too long a wait', () => {
  const wall = {
    asks: 'Exchange asks to wait 3 h',
    text: 'Exchange asks to wait 3 h (until noon)',
  };
  test('is asked again for as long as somebody waits, and the end of the wait is not told with every call', async () => {
    const run = company();
    let calls = 0;
    run.tenant.byCall = () => {
      calls += 1;
      return calls === 1 ? DONE : BUSY;
    };
    run.givenUp = () => (calls > 1 ? wall : undefined);
    const before = run.clock.now();
    const [end] = await run.ends([move]);
    expect(end).toMatchObject({ end: 'contradicted', half: true });
    expect(end?.why).toMatch(
      /the rest was not \(Exchange asks to wait 3 h, and refused the call that was sent anyway\), and it could not be put back either, for the same reason$/u,
    );
    expect(run.clock.now() - before).toBeLessThanOrEqual(LIMITS.finishMs);
    expect(run.sent.length).toBeGreaterThan(4);
  });
});

test('the removal in auto-mapping that is seen as a third value stops nothing: access is given again', async () => {
  const run = company();
  run.tenant.answers = [
    {
      ...DONE,
      meanwhile: () => {
        // A link goes at once, the entry is still shown: neither as before nor gone.
        run.tenant.box('sales').mapped = [];
      },
    },
  ];
  const [end] = await run.ends([automap('sales', 'bob', true)]);
  expect(end?.end).toBe('verified');
});

describe('moves that share their calls', () => {
  const [one, other] = [move, moveAlias('sales', 'info', 'y@contoso.com')];
  const two = (): OneRun =>
    new OneRun({ sales: { aliases: ['x@contoso.com', 'y@contoso.com'] }, info: {} });
  test('one of which the service will not have: that one is put back, the other is made', async () => {
    const run = two();
    run.tenant.byCall = (call) =>
      call.on.id === ref('info').id && JSON.stringify(call).includes('y@contoso.com')
        ? refusedAs('other')
        : undefined;
    expect(await run.ends([one, other])).toMatchObject([{ end: 'verified' }, { end: 'putBack' }]);
    expect([run.tenant.box('sales').aliases, run.tenant.box('info').aliases]).toEqual([
      ['y@contoso.com'],
      ['x@contoso.com'],
    ]);
  });
  test('and cannot be put back: both are told half done, and nothing is tried once more', async () => {
    const run = two();
    run.tenant.answers = [DONE];
    run.tenant.always = refusedAs('other');
    expect(await run.ends([one, other])).toMatchObject([{ half: true }, { half: true }]);
    expect(run.sent).toHaveLength(4);
  });
});

describe('several changes in one call that was lost and then refused', () => {
  const changes = [hide('sales', true), addAlias('sales', 'z@contoso.com')];
  test('are tried alone; what may have got through is not called "nothing happened"', async () => {
    const run = company();
    run.tenant.answers = [LOST_BEFORE];
    run.tenant.always = refusedAs('other');
    const ends = await run.ends(changes);
    expect(ends.map((end) => end?.end)).toEqual(['unknown', 'unknown']);
    expect(run.sent).toHaveLength(4);
  });
  test('and did take effect: done', async () => {
    const run = company();
    run.tenant.answers = [LOST_AFTER];
    run.tenant.always = refusedAs('other');
    run.tenant.looks = ['old'];
    expect(await run.ends(changes)).toEqual([{ end: 'verified' }, { end: 'verified' }]);
  });
});

describe('what is already in effect', () => {
  const given = grant('sales', 'bob');
  test('at the first try is somebody else’s work', async () => {
    const run = company();
    run.tenant.answers = [ALREADY];
    expect(await run.ends([given])).toEqual([{ end: 'already' }]);
    expect(run.lines).toContainEqual(
      expect.objectContaining({ line: 'outcome', outcome: { result: 'already' } }),
    );
  });
  test('after a try in doubt it is the run’s own', async () => {
    const run = company();
    run.tenant.answers = [LOST_AFTER, ALREADY];
    const toAnn = grant('sales', 'ann');
    run.tenant.looks = ['old'];
    expect(await run.ends([toAnn])).toEqual([{ end: 'verified' }]);
    expect(run.tenant.box('sales').access).toContain(ann);
    expect(run.lines.filter(({ line }) => line === 'outcome').at(-1)).toMatchObject({
      outcome: { result: 'landed' },
    });
  });
  test('and so it is where an earlier run left a try in doubt', async () => {
    const run = company();
    run.tenant.answers = [ALREADY];
    expect(await run.ends([given], [given])).toEqual([{ end: 'verified' }]);
  });
  test('a try that was not sent is no doubt', async () => {
    const run = company();
    run.tenant.answers = [BUSY, ALREADY];
    expect(await run.ends([given])).toEqual([{ end: 'already' }]);
  });
  test('holds no revokes back', async () => {
    const run = company();
    run.tenant.box('sales').access = [bob ?? '', cy ?? ''];
    run.tenant.answers = [ALREADY];
    const [, taken] = await run.ends([given, revoke('sales', 'cy')]);
    expect(taken).toEqual({ end: 'verified' });
  });
});

describe('a creation in doubt', () => {
  const made = create('new@contoso.com');
  test('that the service calls taken is looked for again: it may be this very one, and still on its way', async () => {
    const run = company();
    run.tenant.answers = [LOST_AFTER];
    run.tenant.always = refusedAs('conflict');
    let hidden = 4;
    const { locate } = run.tenant.reader;
    Object.assign(run.tenant.reader, {
      locate: async (...args: Parameters<typeof locate>) => {
        hidden -= 1;
        return hidden > 0 ? { is: 'none' } : locate(...args);
      },
    });
    expect(await run.ends([made])).toEqual([{ end: 'verified' }]);
    expect(run.sent.length).toBeGreaterThan(2);
  });
  test('that is sent twice is looked for as old as the first try: what that made counts', async () => {
    const run = company();
    const since: number[] = [];
    run.tenant.reader.locate = async (_call, from) => {
      since.push(from);
      return { is: 'none' };
    };
    const begun = run.clock.now();
    run.tenant.answers = [LOST_BEFORE, LOST_BEFORE, DONE];
    await run.ends([create('new@contoso.com')]);
    expect(run.sent).toHaveLength(3);
    expect(new Set(since)).toEqual(new Set([begun]));
  });

  test('whose address is another object’s by now is refused, and told whose', async () => {
    const run = company();
    run.tenant.answers = [LOST_BEFORE];
    Object.assign(run.tenant.reader, {
      locate: async () => ({ is: 'other', what: 'it is a RoomMailbox' }),
    });
    const [end] = await run.ends([made]);
    expect(end).toMatchObject({ end: 'refused', why: expect.stringContaining('RoomMailbox') });
    expect(run.sent).toEqual(['New-Mailbox new']);
  });
});

describe('nobody is left without', () => {
  test('a move fails: grants are held, and so are revokes', async () => {
    const run = company();
    run.tenant.byCall = ({ on }) => (on.id === ref('info').id ? refusedAs('other') : undefined);
    const changes = [move, grant('info', 'ann'), revoke('info', 'cy')];
    expect(await run.ends(changes)).toMatchObject([
      { end: 'putBack' },
      { end: 'held' },
      { end: 'held' },
    ]);
    expect(run.tenant.box('info').access).toEqual([cy]);
  });
  test('two grants, one refused: no revoke, whichever it is', async () => {
    for (const bad of [0, 1]) {
      const run = company();
      run.tenant.answers = [DONE, DONE];
      run.tenant.answers[bad] = refusedAs('other');
      const changes = [grant('sales', 'ann'), grant('sales', 'cy'), revoke('sales', 'bob')];
      const ends = await run.ends(changes);
      expect(ends[2]).toMatchObject({ end: 'held' });
      expect(run.tenant.box('sales').access).toContain(bob);
    }
  });
  test('a grant that is not seen yet: no revoke', async () => {
    const run = company();
    run.tenant.answers = [SILENTLY_NOT];
    const [given, taken] = await run.ends([grant('sales', 'ann'), revoke('sales', 'bob')]);
    expect([given?.end, taken?.end]).toEqual(['pending', 'held']);
  });
});

describe('an end in sight', () => {
  test('a revoke that is seen gone only once, at the deadline, is not verified', async () => {
    const run = company((ms) => {
      if (ms >= LIMITS.verifyMs) run.tenant.looksAlways = 'now';
    });
    run.tenant.looksAlways = 'old';
    const [end] = await run.ends([revoke('sales', 'bob')]);
    expect(end).toEqual({ end: 'pending', why: 'it could not be read back' });
  });
  test('a sign-in that is lost in reading back ends the run', async () => {
    const run = company();
    Object.assign(run.tenant.reader, {
      fresh: () => {
        throw new ServiceError(
          { service: 'exchange', failure: 'signedOut', status: 401, code: '', what: 'Get' },
          'token refused',
        );
      },
    });
    const [first, second] = await run.ends([grant('sales', 'ann'), grant('info', 'ann')]);
    expect(first).toMatchObject({ end: 'pending' });
    expect(second).toMatchObject({ end: 'held', why: 'no longer signed in (token refused)' });
  });
  test('a lost write on a mailbox that can never be read ends', async () => {
    const run = company();
    run.tenant.answers = [LOST_AFTER];
    run.tenant.looksAlways = 'fails';
    const [end] = await run.ends([grant('sales', 'ann')]);
    expect(end).toMatchObject({ end: 'unknown' });
  });
});
