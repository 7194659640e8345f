import { expect, test } from 'vitest';
import {
  command,
  makeBench,
  type Options,
} from '../../../test/support/simulator/exchange-world.ts';

const TWENTY = { headers: { prefer: 'odata.maxpagesize=20;odata.continue-on-error' } };
const MORE = /^There are more results available than are currently displayed/;

/** Follows a nextLink by POST of the same body. */
function follow(
  bench: ReturnType<typeof makeBench>,
  link: string | undefined,
  options: Options = TWENTY,
) {
  const url = new URL(link ?? 'missing');
  return bench.send(
    'POST',
    url.pathname + url.search,
    command('Get-Mailbox', { ResultSize: 'Unlimited' }),
    options,
  );
}

test('pages have the size preferred, warn, link, and together hold every row once', async () => {
  const bench = makeBench();
  const guids: unknown[] = [];
  let answer = await bench.run('Get-Mailbox', { ResultSize: 'Unlimited' }, TWENTY);
  while (answer.body['@odata.nextLink'] !== undefined) {
    expect(answer.rows).toHaveLength(20);
    expect(answer.warnings[0]).toMatch(MORE);
    guids.push(...answer.rows.map(({ Guid }) => Guid));
    answer = await follow(bench, answer.body['@odata.nextLink']);
  }
  guids.push(...answer.rows.map(({ Guid }) => Guid));
  expect(answer.warnings).toEqual([]);
  expect(new Set(guids).size).toBe(guids.length);
  expect(guids).toHaveLength(
    bench.tenant.mailboxes.filter(({ softDeleted }) => softDeleted === null).length,
  );
});

test('ResultSize cuts the answer, unless the setting says that it is ignored', async () => {
  const { run, settings } = makeBench();
  const cut = await run('Get-Mailbox', { ResultSize: 1 });
  expect(cut.rows).toHaveLength(1);
  expect(cut.warnings[0]).toMatch(MORE);
  expect(cut.body['@odata.nextLink']).toMatch(/InvokeCommand\?%24skiptoken=/);
  settings.resultSize = 'ignored';
  expect((await run('Get-Mailbox', { ResultSize: 1 })).rows.length).toBeGreaterThan(40);
});

test('$select is kept in the link', async () => {
  const bench = makeBench();
  const first = await bench.run(
    'Get-Mailbox',
    { ResultSize: 'Unlimited' },
    { ...TWENTY, query: '?$select=Name' },
  );
  const second = await follow(bench, first.body['@odata.nextLink']);
  expect(Object.keys(second.rows[0] ?? {})).toEqual(['Name']);
});

const EXPIRED = 'Expired or Invalid pagination request. Default Expiry time is 00:30:00';

test.each([
  { name: 'no anchor with the first call', first: '', second: 'UPN:admin@contoso.com' },
  { name: 'no anchor with either call', first: '', second: '' },
  { name: 'another anchor', first: 'UPN:admin@contoso.com', second: 'UPN:other@contoso.com' },
  { name: 'no anchor with the second call', first: 'UPN:admin@contoso.com', second: '' },
])('$name: the link is refused', async ({ first, second }) => {
  const bench = makeBench();
  const withAnchor = (anchor: string) => ({
    headers: { ...TWENTY.headers, 'x-anchormailbox': anchor },
  });
  const { body } = await bench.run('Get-Mailbox', { ResultSize: 'Unlimited' }, withAnchor(first));
  const answer = await follow(bench, body['@odata.nextLink'], withAnchor(second));
  expect(answer.status).toBe(400);
  expect(answer.body.error?.innererror?.internalexception?.message).toBe(EXPIRED);
});

test('a link lives half an hour, belongs to its body, and must be whole', async () => {
  const bench = makeBench();
  const { body } = await bench.run('Get-Mailbox', { ResultSize: 'Unlimited' }, TWENTY);
  const link = new URL(body['@odata.nextLink'] ?? 'missing');
  const path = link.pathname + link.search;
  const other = await bench.send('POST', path, command('Get-Recipient', {}), TWENTY);
  expect(other.error).toBe(EXPIRED);
  expect((await follow(bench, link.href.replace(/skiptoken=.*/, 'skiptoken=rubbish'))).error).toBe(
    EXPIRED,
  );
  expect((await bench.send('GET', path, undefined, TWENTY)).status).toBe(405);
  bench.advance(29 * 60_000);
  expect((await follow(bench, link.href)).status).toBe(200);
  bench.advance(60_000);
  expect((await follow(bench, link.href)).error).toBe(EXPIRED);
});
