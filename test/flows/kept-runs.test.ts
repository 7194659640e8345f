/** Runs that earlier versions kept: read, shown, gone on with and undone as their own. `test/kept` has their journals, byte for byte. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EXIT } from '../../src/model/exit.ts';
import { type Company, flat, inCompany } from './company.ts';

const KEPT = join(import.meta.dirname, '..', 'kept');
const strategy = (): Promise<string> => readFile(join(KEPT, 'mailboxes.yaml'), 'utf8');

/** Puts a journal in the place of all others; `lines`: only so many of it, as a run leaves that is killed. */
async function keep(
  { space, tenant }: Company,
  journal: string,
  lines = Number.POSITIVE_INFINITY,
): Promise<string> {
  const text = await readFile(join(KEPT, journal), 'utf8');
  const all = text.trimEnd().split('\n');
  const { run } = z.looseObject({ run: z.string() }).parse(JSON.parse(all[0] ?? ''));
  const folder = join(space.state, 'runs', tenant.tenantId);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${run}.jsonl`), `${all.slice(0, lines).join('\n')}\n`);
  return run;
}
const pictureOf = async (company: Company): Promise<unknown> => {
  const { mailboxes } = await company.tenant.dump();
  return mailboxes.map(({ emailAddresses, displayName, permissions, sendAs }) => ({
    emailAddresses: emailAddresses.toSorted(),
    displayName,
    permissions: permissions.map(({ sid, rights }) => [sid, rights]).toSorted(),
    sendAs: sendAs.map(({ sid }) => sid).toSorted(),
  }));
};

describe.each([
  ['the first plan documents', 'journal-1.jsonl'],
  ['the second plan documents', 'journal-2.jsonl'],
])('a run of the version with %s', (_, journal) => {
  test('is listed, verified and undone', () =>
    inCompany(async (company) => {
      await company.space.write({ 'mailboxes.yaml': await strategy() });
      const before = await pictureOf(company);
      // What the kept run did, done again here: the new mailbox is blocked then as now.
      expect((await company.apply()).code).toBe(EXIT.partly);
      const run = await keep(company, journal);

      const listed = await company.mbx(['runs']);
      expect(listed.code).toBe(EXIT.ok);
      expect(flat(listed.out)).toContain('10 10 verified kept for the tests');
      const verified = await company.mbx(['verify', run]);
      expect(verified.code, verified.err).toBe(EXIT.ok);
      expect(flat(verified.out).match(/: in effect/gu)).toHaveLength(10);

      const undone = await company.mbx(['undo', run, '--yes', '-f', 'mailboxes.yaml']);
      expect(undone.code, flat(undone.err)).toBe(EXIT.ok);
      expect(flat(undone.out)).toContain('10 done and read back');
      expect(await pictureOf(company)).toEqual(before);
    }));
});

test('a run of the version before that was cut off is resumed to its end', () =>
  inCompany(async (company) => {
    await company.space.write({ 'mailboxes.yaml': await strategy() });
    const run = await keep(company, 'journal-2.jsonl', 2); // it ends behind the first intent
    expect(flat((await company.mbx(['runs'])).out)).toContain('CUT OFF');
    const resumed = await company.mbx(['resume', run, '--yes', '-f', 'mailboxes.yaml']);
    expect(resumed.code, flat(resumed.err)).toBe(EXIT.partly); // the new mailbox is blocked
    expect(flat(resumed.out)).toContain('10 done and read back');
    expect(flat((await company.mbx(['runs'])).out)).toContain('went on to the end');
  }));

test('of a run of the first version, which did not bind the last day of a right, the right with one is not resumed', () =>
  inCompany(async (company) => {
    await company.space.write({ 'mailboxes.yaml': await strategy() });
    const run = await keep(company, 'journal-1.jsonl', 2);
    const resumed = await company.mbx(['resume', run, '--yes', '-f', 'mailboxes.yaml']);
    expect(resumed.code).toBe(EXIT.stale);
    expect(flat(resumed.err)).toContain('not part of run');
    expect(flat(resumed.err)).toContain('Use `mbx plan` and `mbx apply` to go on from here');
    expect(await company.writes()).toEqual([]);
  }));

test('a plan file of the first version is no approval any more: it says to plan again', () =>
  inCompany(async (company) => {
    await company.space.write({ 'mailboxes.yaml': await strategy() });
    await copyFile(join(KEPT, 'plan-1.json'), join(company.space.folder, 'plan.json'));
    const { code, err } = await company.apply('plan.json');
    expect(code).toBe(EXIT.stale);
    expect(flat(err)).toContain('it was made by an earlier version of mbx');
    expect(flat(err)).toContain('Make a new one with `mbx plan --out FILE`');
    expect(await company.writes()).toEqual([]);
  }));
