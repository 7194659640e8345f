import { describe, expect, test } from 'vitest';
import { person, ref } from '../../test/support/builders.ts';
import { clientBench } from '../../test/support/client-bench.ts';
import { sessionOver } from '../../test/support/sessions.ts';
import type { Ref } from '../model/ref.ts';
import { Recipients } from './directory/recipients.ts';
import { type Reading, remembered } from './readable.ts';
import type { Session } from './session.ts';

interface Item {
  readonly subject: Ref;
  readonly who: string;
}
const newSession = (): Session => {
  const { graph, exchange, clock } = clientBench(() => ({}));
  return sessionOver({ graph, exchange }, clock, new Recipients([]));
};
const [sales, info, desk] = [ref('sales'), ref('info'), ref('desk')];
const ann = person('ann').id;

/** Everybody has an item but `info`, which is a gap. */
function reader() {
  const asked: string[][] = [];
  const read = remembered<Item>(async (_session, subjects): Promise<Reading<Item>> => {
    asked.push(subjects.map(({ address }) => address));
    return {
      items: subjects.flatMap((subject) => (subject === info ? [] : [{ subject, who: ann }])),
      gaps: subjects.flatMap(({ id }) => (id === info.id ? [{ subject: id, reason: 'no' }] : [])),
    };
  });
  return { asked, read };
}

describe('remembered', () => {
  test('nobody is read twice in a session, at the same time neither; a gap is remembered as a gap', async () => {
    const { asked, read } = reader();
    const session = newSession();
    const [first, same] = await Promise.all([
      read(session, [sales, info]),
      read(session, [info, sales]),
    ]);
    expect(first).toEqual({
      items: [{ subject: sales, who: ann }],
      gaps: [{ subject: info.id, reason: 'no' }],
    });
    expect(same).toEqual(first);
    expect(await read(session, [info])).toEqual(first);
    expect(asked).toEqual([[sales.address, info.address]]);
  });

  test('of several only those who are new are read, and all come back', async () => {
    const { asked, read } = reader();
    const session = newSession();
    await read(session, [sales]);
    const both = await read(session, [sales, desk, info]);
    expect(asked).toEqual([[sales.address], [desk.address, info.address]]);
    expect(both.items.map(({ subject }) => subject)).toEqual([sales, desk]);
    expect(both.gaps).toEqual([{ subject: info.id, reason: 'no' }]);
  });

  test('what was read before and is not asked for now brings no gap of its own', async () => {
    const { read } = reader();
    const session = newSession();
    await read(session, [info]);
    expect((await read(session, [sales])).gaps).toEqual([]);
  });

  test('another session reads anew, and nobody asks for nobody', async () => {
    const { asked, read } = reader();
    await read(newSession(), [sales]);
    await read(newSession(), [sales]);
    expect(await read(newSession(), [])).toEqual({ items: [], gaps: [] });
    expect(asked).toEqual([[sales.address], [sales.address]]);
  });
});
