import { expect, test } from 'vitest';
import { parseDate, retryAfterMs, usedUpForMs } from './http-date.ts';

test.each([
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 784_111_777_000],
  ['Tue, 29 Feb 2028 23:59:59 GMT', 1_835_481_599_000],
  ['Wed, 01 Mar 2028 00:00:00 GMT', 1_835_481_600_000],
  ['1994-11-06T08:49:37Z', 784_111_777_000],
  ['2026-11-21T10:00:00.1234567+00:00', 1_795_255_200_000],
  ['2000-02-29T12:00:00Z', 951_825_600_000],
])('%s', (text, ms) => {
  expect(parseDate(text)).toBe(ms);
});

test.each([
  '',
  'soon',
  '06 Nov 1994',
  'Sun, 06 Xyz 1994 08:49:37 GMT',
  'Sun, 06 anF 1994 08:49:37 GMT',
  '2026-13-01T00:00:00Z',
  '2026-11-21T10:00:00+02:00',
])('%j is no date', (text) => {
  expect(parseDate(text)).toBeUndefined();
});

const NOW = 784_111_777_000;
test.each([
  [{}, undefined],
  [{ 'retry-after': '17' }, 17_000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '2.5' }, 2500],
  [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:47 GMT' }, 10_000],
  [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:27 GMT' }, 0],
  // Our clock is an hour behind the service's; its own Date tells the wait.
  [
    { 'retry-after': 'Sun, 06 Nov 1994 09:49:47 GMT', date: 'Sun, 06 Nov 1994 09:49:37 GMT' },
    10_000,
  ],
  [{ 'retry-after': 'later' }, undefined],
])('%j', (headers: Record<string, string>, ms) => {
  expect(retryAfterMs(headers, NOW)).toBe(ms);
});

test.each([
  [{ 'rate-limit-remaining': '3', 'rate-limit-reset': '1994-11-06T08:49:53Z' }, undefined],
  [{ 'rate-limit-remaining': '0', 'rate-limit-reset': '1994-11-06T08:49:53Z' }, 16_000],
  [{ 'rate-limit-remaining': '0', 'rate-limit-reset': '16' }, 16_000],
  [{ 'rate-limit-remaining': '0' }, undefined],
])('%j', (headers: Record<string, string>, ms) => {
  expect(usedUpForMs(headers, NOW)).toBe(ms);
});
