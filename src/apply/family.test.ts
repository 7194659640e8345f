/** Which runs belong together. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { grant } from '../../test/support/builders.ts';
import { planOf } from '../../test/support/plans.ts';
import { familyOf, undosOf } from './family.ts';
import { createJournal } from './journal-file.ts';
import { runId } from './runs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbx-family-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NOON = Date.parse('2030-01-07T12:00:00Z');
const idAt = (second: number): string => runId(NOON + second * 1000, 'abcdef');
async function write(
  second: number,
  { resumes, undoes }: { readonly resumes?: string; readonly undoes?: string } = {},
): Promise<void> {
  const plan = planOf([grant('sales', 'ann')]);
  const maker =
    undoes === undefined ? plan.maker : ({ ...plan.maker, name: 'undo', run: undoes } as const);
  const journal = await createJournal(join(folder, `${idAt(second)}.jsonl`));
  await journal.write({
    line: 'begin',
    at: NOON,
    run: idAt(second),
    plan: { ...plan, maker },
    ...(resumes === undefined ? {} : { resumes }),
  });
  await journal.close();
}
const idsOf = (runs: readonly { readonly run: string }[]): readonly string[] =>
  runs.map(({ run }) => run);

test('the undos of a run are those that say so, and no other run', async () => {
  await write(0);
  await write(1);
  await write(2, { undoes: idAt(0) });
  await write(3, { undoes: idAt(1) });
  await write(4, { resumes: idAt(0) });
  expect(idsOf(await undosOf(folder, idAt(0)))).toEqual([idAt(2)]);
  expect(idsOf(await undosOf(folder, idAt(4)))).toEqual([]);
});

test('the family of a run is what it went on with and what went on with any of them', async () => {
  await write(0);
  await write(1, { resumes: idAt(0) });
  await write(2);
  await write(3, { resumes: idAt(1) });
  for (const one of [0, 1, 3])
    expect(idsOf(await familyOf(folder, idAt(one)))).toEqual([idAt(0), idAt(1), idAt(3)]);
  expect(idsOf(await familyOf(folder, idAt(2)))).toEqual([idAt(2)]);
});
