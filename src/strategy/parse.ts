/** From the text of one or several files to a checked strategy, or to all that is wrong with it. */
import { createHash } from 'node:crypto';
import { CHECKS } from './checks/index.ts';
import type { Draft } from './draft.ts';
import { error, type Finding } from './finding.ts';
import type { Lines } from './lines.ts';
import { mergeParts } from './merge.ts';
import { readPart } from './read-part.ts';
import { shapeFindings } from './schema/shape.ts';
import type { Complaint, Leaver, Parsed, Source, Strategy } from './strategy.ts';
import { readTree } from './syntax/read-tree.ts';

/**
 * Reads a strategy. `now` (milliseconds since 1970, UTC) decides which dates are past, in the strategy's time zone.
 * Complaints come in the order of the files and lines. Throws nothing, whatever the texts.
 */
export function parseStrategy(sources: readonly Source[], now: number): Parsed {
  const named = new Map(sources.map((source) => [source.file, source]));
  const files = [...named.values()].map(readTree);
  if (files.length === 0) return { ok: false, complaints: [nothingToRead] };

  const parts = files.map(({ file, root, brokenFrom }) =>
    readPart(file, root, brokenFrom === undefined),
  );
  const shape = files.flatMap(({ root, brokenFrom }) =>
    shapeFindings(root, brokenFrom === undefined).filter(
      ({ at }) => brokenFrom === undefined || at.line < brokenFrom,
    ),
  );
  const findings = [...files.flatMap((file) => file.findings), ...shape];
  // A part lost to a breach of YAML would make the rest look wrong: a team that is defined there, say.
  const whole = parts.every((part) => part.whole);
  const merged = whole ? mergeParts(parts, now) : undefined;
  if (merged !== undefined) {
    findings.push(...merged.findings);
    for (const check of CHECKS) for (const finding of check(merged.draft)) findings.push(finding);
  }

  const complaints = complaintsOf(findings, new Map(files.map(({ file, lines }) => [file, lines])));
  const valid = complaints.every(({ severity }) => severity !== 'error');
  const strategy = valid && merged ? strategyOf(merged.draft, [...named.values()]) : undefined;
  return strategy === undefined ? { ok: false, complaints } : { ok: true, strategy, complaints };
}

const nothingToRead: Complaint = {
  ...error(
    { file: '', line: 1, column: 1 },
    'No strategy file is named.',
    'Name one with --file; without it mailboxes.yaml, or the files of the folder mailboxes/, are read.',
  ),
  excerpt: '',
};

/** In the order of the files, each once: an alias makes the same lines count several times. */
function complaintsOf(
  findings: readonly Finding[],
  files: ReadonlyMap<string, Lines>,
): Complaint[] {
  const order = new Map([...files.keys()].map((file, index) => [file, index]));
  const rank = ({ at }: Finding): number => order.get(at.file) ?? -1;
  const once = new Map(
    findings.map((finding) => {
      const { file, line, column } = finding.at;
      return [JSON.stringify([file, line, column, finding.message]), finding];
    }),
  );
  return [...once.values()]
    .sort((a, b) => rank(a) - rank(b) || a.at.line - b.at.line || a.at.column - b.at.column)
    .map((finding) => ({
      ...finding,
      excerpt: files.get(finding.at.file)?.excerpt(finding.at.line) ?? '',
    }));
}

/** The draft as what it is once nothing is wrong with it. */
function strategyOf(draft: Draft, sources: readonly Source[]): Strategy | undefined {
  const { tenant, settings, teams, leavers, mailboxes } = draft;
  const { mode, timeZone, ...rest } = settings;
  if (tenant === undefined || mode === undefined) return undefined;
  return {
    tenant,
    settings: { mode, timeZone: timeZone?.value ?? 'UTC', ...rest },
    teams: new Map([...teams].map(([name, { team }]) => [name, team])),
    leavers: firstOfEach(leavers),
    mailboxes: mailboxes.map(({ mailbox }) => mailbox),
    files: sources.map(({ file }) => file),
    hash: hashOf(sources),
  };
}

const firstOfEach = (leavers: readonly Leaver[]): Leaver[] => {
  const seen = new Set<string>();
  return leavers.filter(({ value }) => !seen.has(value) && seen.add(value));
};

/** Lengths keep contents apart: moving a letter from one file to the next gives another hash. */
function hashOf(sources: readonly Source[]): string {
  const texts = sources.map(({ text }) => `${text.length}:${text}`).sort();
  return createHash('sha256').update(texts.join('')).digest('hex');
}
