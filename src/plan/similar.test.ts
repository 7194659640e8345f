import { describe, expect, test } from 'vitest';
import { isSimilar } from './similar.ts';

const at = (local: string): string => `${local}@contoso.com`;

const alike = [
  ['another letter at the end', 'sales', 'salez'],
  ['another letter in the middle', 'sales', 'safes'],
  ['another letter at the beginning', 'sales', 'males'],
  ['one letter more at the end', 'sales', 'saless'],
  ['one letter more in the middle', 'sales', 'salles'],
  ['one letter more at the beginning', 'sales', 'xsales'],
  ['two neighbours swapped at the end', 'sales', 'salse'],
  ['two neighbours swapped in the middle', 'sales', 'slaes'],
  ['two neighbours swapped at the beginning', 'sales', 'asles'],
  ['one letter more where a letter is repeated', 'press', 'presss'],
  ['a sign in place of another', 'meeting-room', 'meeting.room'],
  ['a letter beside a digit that is the same', 'room1a', 'room1b'],
  ['a letter more after a digit', 'room1', 'room1b'],
  ['five letters, of which one is left out', 'desks', 'desk'],
] as const;
const apart = [
  ['the same', 'sales', 'sales'],
  ['two letters', 'sales', 'samba'],
  ['a letter moved on, and another one in its place', 'sales', 'sqaes'],
  ['two letters that are not neighbours, swapped', 'sales', 'lasas'],
  ['the first and the third swapped', 'sales', 'lases'],
  ['two letters more', 'sales', 'salesxy'],
  ['one letter more and one other', 'sales', 'sakesx'],
  ['two neighbours swapped and one other', 'salesx', 'aslesy'],
  ['another digit', 'room1', 'room2'],
  ['one digit more', 'room1', 'room12'],
  ['one digit more after a word', 'sales', 'sales2'],
  ['a digit in place of a letter', 'sales', 'sal3s'],
  ['a letter in place of a digit', 'sal3s', 'sales'],
  ['a digit and a letter swapped', 'room1a', 'rooma1'],
  ['two digits swapped', 'room12', 'room21'],
  ['four letters, one of them another', 'info', 'inft'],
  ['four letters, two swapped', 'desk', 'deks'],
  ['three letters and four', 'hr1', 'hrs1'],
] as const;

describe.each(alike)('%s: %s and %s are alike', (_, a, b) => {
  test('either way round', () => {
    expect(isSimilar(at(a), at(b))).toBe(true);
    expect(isSimilar(at(b), at(a))).toBe(true);
  });
});
describe.each(apart)('%s: %s and %s are not', (_, a, b) => {
  test('either way round', () => {
    expect(isSimilar(at(a), at(b))).toBe(false);
    expect(isSimilar(at(b), at(a))).toBe(false);
  });
});

test('addresses of two domains are never alike, however near the domains', () => {
  expect(isSimilar('sales@contoso.com', 'salez@contoso.co.uk')).toBe(false);
  expect(isSimilar('sales@contoso.com', 'sales@contosoo.com')).toBe(false);
});
