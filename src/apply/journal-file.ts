/**
 * The journal of a run as a file: one JSON line each, flushed to the disk before the promise resolves. Each line carries the hash of
 * the one before, so that a line taken out or changed later is noticed.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MbxError } from '../model/error.ts';
import type { Journal, Line } from '../model/journal.ts';
import type { Plan } from '../plan/plan.ts';
import { JOURNAL_BYTES, readBounded } from './files.ts';
import { ownFolder } from './own-folder.ts';

export interface JournalFile extends Journal<Plan> {
  readonly path: string;
  /** All lines written so far. */
  readonly lines: readonly Line<Plan>[];
  close(): Promise<void>;
}

/** Lines that arrive while a flush is under way share the next one. */
const START = '0'.repeat(64);
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Creates the file (mode 0600) and its folder (0700). Throws MbxError E1102 where that is not possible. */
export async function createJournal(path: string): Promise<JournalFile> {
  let handle: FileHandle;
  try {
    await ownFolder(dirname(path), () => undefined);
    handle = await open(path, 'ax', 0o600);
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    throw new MbxError(
      'E1102',
      `the journal ${path} cannot be written`,
      'Make the folder writable, or name another one with --state or MBX_STATE_DIR.',
      { cause },
    );
  }
  const lines: Line<Plan>[] = [];
  let previous = START;
  let waiting: string[] = [];
  let flushing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    await Promise.resolve(); // lines of the same turn go together
    const texts = waiting;
    waiting = [];
    flushing = undefined;
    try {
      await handle.appendFile(texts.join(''));
      await handle.datasync();
    } catch (cause) {
      throw new MbxError(
        'E1102',
        `the journal ${path} can no longer be written (${cause instanceof Error ? cause.message : String(cause)}), so mbx sends nothing more`,
        'Free space there; then `mbx runs` names the run, and `mbx resume` goes on with it.',
        { cause },
      );
    }
  };
  let last: Promise<void> = Promise.resolve();
  return {
    path,
    lines,
    write(line) {
      lines.push(line);
      const body = JSON.stringify({ prev: previous, ...line });
      previous = hashOf(body);
      waiting.push(`${body}\n`);
      flushing ??= last.then(flush);
      last = flushing;
      return flushing;
    },
    async close() {
      await last;
      await handle.close();
    },
  };
}

/** Reads a journal back and checks its chain; a last line cut off by a crash is left out. Throws MbxError E1102, UnusableFile where it is not an ordinary file. */
export async function readJournal(
  path: string,
  parse: (value: unknown) => Line<Plan>,
): Promise<readonly Line<Plan>[]> {
  const bytes = await readBounded(path, JOURNAL_BYTES, 'ordinary');
  const texts = bytes.toString('utf8').split('\n');
  const cutOff = texts.pop() ?? ''; // '' where the last line is whole
  const lines: Line<Plan>[] = [];
  let previous = START;
  for (const [index, body] of texts.entries()) {
    const value = parsed(body);
    if (
      typeof value !== 'object' ||
      value === null ||
      !('prev' in value) ||
      value.prev !== previous
    ) {
      throw new MbxError(
        'E1102',
        `the journal ${path} was changed after it was written (line ${index + 1})`,
        'Do not trust it; compare the tenant with your strategy: `mbx plan`.',
      );
    }
    previous = hashOf(body);
    lines.push(parse(value));
  }
  if (cutOff !== '' && lines.length === 0) return [];
  return lines;
}

/** Undefined where the line is no JSON any more. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
