import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grant } from '../../test/support/builders.ts';
import { planOf } from '../../test/support/plans.ts';
import type { Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { createJournal } from './journal-file.ts';
import { cutOffRuns, halfDoneRuns, openRuns, pruneRuns } from './open-runs.ts';
import { linesOf, runId, runIds } from './runs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mbx-runs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NOON = Date.parse('2030-01-07T12:00:00Z');
const HOUR = 3_600_000;
/** Run of the n-th hour after noon. */
const idAt = (hour: number): string => runId(NOON + hour * HOUR, 'abcdef');
const toAnn = grant('sales', 'ann');

const FINISH: Line<Plan> = { line: 'finish', at: NOON, exit: 0 };
async function write(run: string, ...lines: readonly Line<Plan>[]): Promise<void> {
  const journal = await createJournal(join(folder, `${run}.jsonl`));
  for (const line of lines) await journal.write(line);
  await journal.close();
}
const begin = (run: string, resumes?: string): Line<Plan> => ({
  line: 'begin',
  at: NOON,
  run,
  plan: planOf([toAnn]),
  ...(resumes === undefined ? {} : { resumes }),
});
const finished = (hour: number, resumes?: string): Promise<void> =>
  write(idAt(hour), begin(idAt(hour), resumes), FINISH);
const cutOff = (hour: number, resumes?: string): Promise<void> =>
  write(idAt(hour), begin(idAt(hour), resumes));

const undoOf = (hour: number, undone: string, end: Line<Plan>): Promise<void> => {
  const plan = planOf([]);
  const maker = { ...plan.maker, name: 'undo', run: undone } as const;
  return write(
    idAt(hour),
    { line: 'begin', at: NOON, run: idAt(hour), plan: { ...plan, maker } },
    end,
  );
};

describe('how a run is named', () => {
  test('by when it began, to the millisecond', () => {
    expect(runId(NOON + 7, 'abcdef')).toBe('20300107T120000.007Z-abcdef');
  });
  test('names sort as runs followed each other, within a second too', async () => {
    const ids = ['f', 'e', 'd', 'c'].map((mark, index) =>
      runId(NOON + index * 333, mark.repeat(6)),
    );
    for (const id of ids.toReversed()) await write(id, begin(id), FINISH);
    expect(await runIds(folder)).toEqual(ids);
  });
});

describe('which runs there are', () => {
  test('the oldest first, and nothing else that lies there', async () => {
    for (const hour of [2, 0, 1]) await finished(hour);
    await writeFile(join(folder, 'notes.jsonl'), '');
    await writeFile(join(folder, `${idAt(3)}.jsonl.bak`), '');
    await writeFile(join(folder, `x${idAt(3)}.jsonl`), '');
    expect(await runIds(folder)).toEqual([idAt(0), idAt(1), idAt(2)]);
  });
  test('none where there is no folder; a folder that is none is an error', async () => {
    expect(await runIds(join(folder, 'none'))).toEqual([]);
    expect(await openRuns(join(folder, 'none'))).toEqual([]);
    await writeFile(join(folder, 'file'), '');
    await expect(runIds(join(folder, 'file'))).rejects.toThrow('ENOTDIR');
  });
});

describe('what one says', () => {
  test('its lines, as they were written', async () => {
    await finished(0);
    expect(await linesOf(folder, idAt(0))).toMatchObject([begin(idAt(0)), FINISH]);
  });
  test.each([idAt(5), '../secrets', '', 'notes'])('there is no run %j', async (run) => {
    await finished(0);
    await writeFile(join(folder, 'notes.jsonl'), '');
    await expect(linesOf(folder, run)).rejects.toMatchObject({ code: 'E1001' });
  });
  test('a line cut off by a crash is left out', async () => {
    await cutOff(0);
    await appendFile(join(folder, `${idAt(0)}.jsonl`), '{"prev":"');
    expect(await linesOf(folder, idAt(0))).toHaveLength(1);
  });
  test.each([
    ['changed', (text: string) => text.replace('ann@contoso.com', 'bob@contoso.com')],
    ['taken out', (text: string) => text.split('\n').slice(1).join('\n')],
    [
      'put in',
      (text: string) => text.replace('\n', `\n${JSON.stringify({ prev: '0', ...FINISH })}\n`),
    ],
    ['no JSON', (text: string) => text.replace('{', '')],
    ['of another shape', (text: string) => text.replace('"line":"begin"', '"line":"began"')],
  ])('a line that was %s is noticed', async (_, edit) => {
    await finished(0);
    const path = join(folder, `${idAt(0)}.jsonl`);
    await writeFile(path, edit(await readFile(path, 'utf8')));
    await expect(linesOf(folder, idAt(0))).rejects.toMatchObject({ code: 'E1102' });
  });
});

describe('runs that left something half done', () => {
  const half = (hour: number, resumes?: string): Promise<void> =>
    write(
      idAt(hour),
      begin(idAt(hour), resumes),
      { line: 'end', at: NOON, change: toAnn.id, end: 'contradicted' },
      { ...FINISH, exit: 3, half: true },
    );
  test('wait for somebody, and are not pruned', async () => {
    await finished(0);
    await half(1);
    expect(await halfDoneRuns(folder)).toEqual([idAt(1)]);
    expect(await openRuns(folder)).toEqual([]);
    expect(await pruneRuns(folder, NOON + 9 * HOUR)).toEqual([idAt(0)]);
  });
  test('are in order once an undo or a resume of them went well', async () => {
    await half(0);
    await half(1);
    await undoOf(2, idAt(0), FINISH);
    await finished(3, idAt(1));
    expect(await halfDoneRuns(folder)).toEqual([]);
  });
  test('are once a later run has done and read back the same', async () => {
    await half(0);
    await write(
      idAt(1),
      begin(idAt(1)),
      { line: 'end', at: NOON, change: toAnn.id, end: 'verified' },
      FINISH,
    );
    expect(await halfDoneRuns(folder)).toEqual([]);
  });
  test('are not where it did not', async () => {
    await half(0);
    await undoOf(1, idAt(0), { ...FINISH, exit: 3 });
    await half(2, idAt(0));
    expect(await halfDoneRuns(folder)).toEqual([idAt(0), idAt(2)]);
  });
});

describe('runs that were cut off', () => {
  test('are those whose journal has a beginning and no end', async () => {
    await finished(0);
    await cutOff(1);
    await cutOff(2);
    await finished(3);
    await write(idAt(4));
    expect(await cutOffRuns(folder)).toEqual([idAt(1), idAt(2)]);
    expect(await openRuns(folder)).toEqual([idAt(1), idAt(2)]);
  });
  test.each([
    ['in the middle of its last line', (text: string) => text.slice(0, -3)],
    ['before the line break', (text: string) => text.slice(0, -1)],
    ['after another line', (text: string) => `${text}{"prev":"x","line":"end"}\n`],
  ])('also where the end was written and it was cut off %s', async (_, edit) => {
    await finished(0);
    const path = join(folder, `${idAt(0)}.jsonl`);
    await writeFile(path, edit(await readFile(path, 'utf8')));
    expect(await cutOffRuns(folder)).toEqual([idAt(0)]);
  });
  test.each([
    ['nothing', 0],
    ['half of its first line', 0.5],
  ])('not where %s is there: nothing was done in it, and it can be pruned', async (_, part) => {
    await cutOff(0);
    const path = join(folder, `${idAt(0)}.jsonl`);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.slice(0, text.length * part));
    expect(await cutOffRuns(folder)).toEqual([]);
    expect(await openRuns(folder)).toEqual([]);
    expect(await pruneRuns(folder, NOON + HOUR)).toEqual([idAt(0)]);
  });
  test('the word in a reason ends no run', async () => {
    await write(idAt(0), {
      ...begin(idAt(0)),
      line: 'begin',
      at: NOON,
      run: idAt(0),
      plan: planOf([]),
      reason: '"line":"finish"',
    });
    expect(await cutOffRuns(folder)).toEqual([idAt(0)]);
  });
  test('wait for nobody once a run has gone on with them to its end', async () => {
    await cutOff(0);
    await cutOff(1);
    await finished(2, idAt(0));
    expect(await openRuns(folder)).toEqual([idAt(1)]);
    expect(await cutOffRuns(folder)).toEqual([idAt(0), idAt(1)]);
  });
  test('wait for nobody once an undo has put them back', async () => {
    await cutOff(0);
    await cutOff(1);
    await undoOf(2, idAt(0), FINISH);
    await undoOf(3, idAt(1), { ...FINISH, exit: 3 });
    expect(await openRuns(folder)).toEqual([idAt(1)]);
  });
  test('do where the one that went on was cut off too, until that was gone on with', async () => {
    await cutOff(0);
    await cutOff(1, idAt(0));
    expect(await openRuns(folder)).toEqual([idAt(0), idAt(1)]);
    await finished(2, idAt(1));
    expect(await openRuns(folder)).toEqual([]);
  });
  test('a damaged journal beside them does no harm', async () => {
    await cutOff(0);
    await finished(1);
    const path = join(folder, `${idAt(1)}.jsonl`);
    await writeFile(path, `nonsense${await readFile(path, 'utf8')}`);
    expect(await openRuns(folder)).toEqual([idAt(0)]);
  });
});

describe('pruning', () => {
  test('removes finished runs that began before, to the second', async () => {
    for (const hour of [0, 1, 2]) await finished(hour);
    expect(await pruneRuns(folder, NOON + HOUR)).toEqual([idAt(0)]);
    expect(await runIds(folder)).toEqual([idAt(1), idAt(2)]);
    expect(await pruneRuns(folder, NOON + HOUR + 1_000)).toEqual([idAt(1)]);
    expect(await pruneRuns(folder, NOON)).toEqual([]);
    expect(await runIds(folder)).toEqual([idAt(2)]);
  });
  test('keeps what was cut off and still waits, and removes what was gone on with', async () => {
    await cutOff(0);
    await cutOff(1);
    await finished(2, idAt(1));
    expect(await pruneRuns(folder, NOON + 9 * HOUR)).toEqual([idAt(1), idAt(2)]);
    expect(await runIds(folder)).toEqual([idAt(0)]);
  });
  test('removes a finished journal that cannot be read any more', async () => {
    await finished(0);
    const path = join(folder, `${idAt(0)}.jsonl`);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"version":1', '"version":0'));
    expect(await pruneRuns(folder, NOON + HOUR)).toEqual([idAt(0)]);
  });
});
