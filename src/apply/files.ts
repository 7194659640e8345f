/** Files read whole, with a limit: nothing that is given to the program can fill its memory or hold it up for ever. */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';

const MIB = 1024 * 1024;
/** Bytes of a strategy file or a plan file. A strategy for 300,000 mailboxes has some 60 MB. */
export const DOCUMENT_BYTES = 256 * MIB;
/** Bytes of a journal: it holds the plan and each call. */
export const JOURNAL_BYTES = 400 * MIB;
/** Bytes of a key, a token or a lock. */
export const SMALL_BYTES = MIB;

/** The file is there, and is not what can be read; its message says why, beginning after the file's name. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile';
}

/**
 * The bytes of a file. `kind` ordinary: no link, pipe or device may stand in its place, and none is opened; any: whatever can be read,
 * such as the pipe of a shell's `<(…)`. Throws UnusableFile, and the system's own errors.
 */
export async function readBounded(
  path: string,
  most: number,
  kind: 'any' | 'ordinary' = 'any',
): Promise<Buffer> {
  if (kind === 'ordinary') await demandOrdinary(path);
  const flags =
    kind === 'any'
      ? constants.O_RDONLY
      : constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags);
  try {
    const chunks: Buffer[] = [];
    for (let read = 0; ; ) {
      const chunk = Buffer.alloc(Math.min(MIB, most + 1 - read));
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return Buffer.concat(chunks);
      read += bytesRead;
      if (read > most)
        throw new UnusableFile(`is larger than ${Math.floor(most / MIB)} MiB, more than mbx reads`);
      chunks.push(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Throws UnusableFile where something else than a file stands there; the system's own error where nothing does. */
export async function demandOrdinary(path: string): Promise<void> {
  const found = await lstat(path);
  if (found.isFile()) return;
  const what = found.isSymbolicLink()
    ? 'a link'
    : found.isDirectory()
      ? 'a folder'
      : 'a pipe or a device';
  throw new UnusableFile(`is ${what}, not an ordinary file`);
}

/** The system's code of an error (`ENOENT`); empty where it has none. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
