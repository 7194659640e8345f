import { describe, expect, test } from 'vitest';
import { ref } from '../../test/support/builders.ts';
import { clientBench } from '../../test/support/client-bench.ts';
import { inGraphParts } from '../../test/support/graph-parts.ts';
import { sessionOver } from '../../test/support/sessions.ts';
import { KIND_NAMES } from '../kinds/index.ts';
import type { Ref } from '../model/ref.ts';
import { Recipients } from '../tenant/directory/recipients.ts';
import type { Readable } from '../tenant/readable.ts';
import type { Session } from '../tenant/session.ts';
import { evaluate } from './items.ts';
import { itemsOf, readItems } from './read.ts';

const [sales, info, crew] = [ref('sales'), ref('info'), ref('crew')];

const { graph, exchange, clock, connection } = clientBench(
  inGraphParts(({ url }) => {
    const { pathname } = new URL(url);
    if (pathname.includes('/transitiveMemberOf/'))
      return { body: { value: pathname.includes(sales.id) ? [{ roleTemplateId: 'reader' }] : [] } };
    return { body: { value: [], '@odata.count': 0 } };
  }),
);
const newSession = (): Session => sessionOver({ graph, exchange }, clock, new Recipients([]));

/** A size of each mailbox; none is known of `info`. */
const asked: (readonly Ref[])[] = [];
const sizes: Readable<{ readonly subject: Ref; readonly bytes: number }> = {
  title: 'Sizes',
  about: 'mailboxes',
  reads: [],
  async read(_session, subjects) {
    asked.push(subjects);
    return {
      items: subjects.flatMap((subject) => (subject === info ? [] : [{ subject, bytes: 7 }])),
      gaps: subjects.flatMap(({ id }) => (id === info.id ? [{ subject: id, reason: 'no' }] : [])),
    };
  },
};

describe('a scope by type of object', () => {
  test('a group that is chosen is neither asked for as a mailbox nor missed as one: it is a gap that says so', async () => {
    const items = await itemsOf(sizes, newSession(), { mailboxes: [sales, info], groups: [crew] });
    expect(asked.splice(0)).toEqual([[sales, info]]);
    expect(items.of(sales.id)).toMatchObject({ known: true });
    expect(items.of(info.id)).toMatchObject({ known: false, gap: 'no' });
    expect(items.of(crew.id)).toEqual({
      known: false,
      gap: `Sizes can be read of mailboxes only; ${crew.address} is among the groups`,
      shown: [],
    });
  });

  test('an account with a mailbox may be both', async () => {
    const items = await itemsOf(sizes, newSession(), { users: [sales], mailboxes: [sales] });
    expect(asked.splice(0)).toEqual([[sales]]);
    expect(items.of(sales.id)).toMatchObject({ known: true });
  });

  test('where nothing of the type was chosen nothing is asked, and everything is a gap', async () => {
    const items = await itemsOf(sizes, newSession(), { groups: [crew] });
    expect(asked).toEqual([]);
    for (const { id } of [sales, crew]) expect(items.of(id).known).toBe(false);
    const { found, notEvaluated } = evaluate(items, [sales, crew], () => ['seen']);
    expect(found).toEqual([]);
    expect(notEvaluated.map(({ subject }) => subject)).toEqual([sales, crew]);
  });

  test('who was not asked for is a gap and not somebody with nothing', async () => {
    const items = await itemsOf(sizes, newSession(), { mailboxes: [sales] });
    expect(items.of(crew.id)).toEqual({ known: false, gap: 'not asked for', shown: [] });
    expect(items.only(() => true).of(crew.id).known).toBe(false);
    expect(items.with(new Map([[sales.id, []]])).of(crew.id).known).toBe(false);
    asked.splice(0);
  });

  test.each(KIND_NAMES)('%s asks nothing about groups', async (kind) => {
    const before = connection.asked.length;
    const items = await readItems(newSession(), kind, { groups: [crew] });
    expect(items.of(crew.id)).toMatchObject({ known: false });
    expect(connection.asked).toHaveLength(before);
  });
});

test('a fact is named like a kind, read once a session, and each account has its own items', async () => {
  const session = newSession();
  const scope = { users: [sales, info] };
  const [first] = await Promise.all([
    readItems(session, 'directoryRoles', scope),
    readItems(session, 'directoryRoles', { users: [info] }),
  ]);
  expect(first.of(sales.id)).toEqual({
    known: true,
    items: [{ subject: sales, role: 'reader', eligible: false }],
  });
  expect(first.of(info.id)).toEqual({ known: true, items: [] });
  const requests = connection.asked.length;
  await readItems(session, 'directoryRoles', scope);
  expect(connection.asked).toHaveLength(requests);
  await readItems(newSession(), 'directoryRoles', scope);
  expect(connection.asked.length).toBeGreaterThan(requests);
});
