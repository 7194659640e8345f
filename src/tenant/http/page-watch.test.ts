import { describe, expect, test } from 'vitest';
import { clientBench } from '../../../test/support/client-bench.ts';
import type { Asked } from '../../../test/support/scripted-connection.ts';
import { PageWatch } from './page-watch.ts';

const rows = (...ids: readonly number[]) => ids.map((id) => ({ id }));

describe('a list that has an end', () => {
  test('of thousands of pages, some of them empty, is taken in', () => {
    const watch = new PageWatch();
    for (let page = 0; page < 19_000; page += 1)
      expect(watch.fault(page % 3 === 0 ? [] : rows(page, page + 0.5), `p${page}`)).toBeUndefined();
  });
  test('may have the same single row on two pages', () => {
    const watch = new PageWatch();
    expect(watch.fault(rows(1), 'a')).toBeUndefined();
    expect(watch.fault(rows(1), 'b')).toBeUndefined();
  });
});

describe('a list without end', () => {
  const faultOf = (page: (index: number) => readonly [ReturnType<typeof rows>, string]) => {
    const watch = new PageWatch();
    for (let index = 0; index < 30_000; index += 1) {
      const fault = watch.fault(...page(index));
      if (fault !== undefined) return { index, fault };
    }
    return undefined;
  };
  test.each([
    ['the same link', (n: number) => [rows(n, -n), 'a'] as const, 1],
    ['two links in turn', (n: number) => [rows(n, -n), `p${n % 2}`] as const, 2],
    ['the same rows under ever new links', (n: number) => [rows(1, 2), `p${n}`] as const, 1],
    ['two pages in turn', (n: number) => [rows(n % 2, 2), `p${n}`] as const, 2],
    ['empty pages', (n: number) => [rows(), `p${n}`] as const, 100],
    ['ever new rows', (n: number) => [rows(n, -n), `p${n}`] as const, 19_999],
  ])('%s', (_, page, index) => {
    expect(faultOf(page)).toMatchObject({ index });
  });
});

describe('both clients', () => {
  const endless = (asked: Asked, origin: string) => ({
    body: {
      value: rows(1, 2),
      '@odata.nextLink': `${origin}${new URL(asked.url).pathname}?$skiptoken=${asked.index}`,
    },
  });
  test('Graph: the read fails, and says why', async () => {
    const { graph, connection } = clientBench((asked) =>
      endless(asked, 'https://graph.microsoft.com'),
    );
    await expect(graph.list('/users', {}, (row) => row)).rejects.toMatchObject({
      failure: 'shape',
      code: 'EndlessList',
    });
    expect(connection.asked).toHaveLength(2);
  });
  test('Exchange: the read fails, and says why', async () => {
    const { exchange, connection } = clientBench((asked) =>
      endless(asked, 'https://outlook.office365.com'),
    );
    await expect(
      exchange.query({ cmdlet: 'Get-Mailbox', parameters: {} }, (row) => row),
    ).rejects.toMatchObject({ failure: 'shape', code: 'EndlessList' });
    expect(connection.asked).toHaveLength(2);
  });
});
