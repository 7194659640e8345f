/** Files read whole, with a limit: nothing that is given to the program can fill its memory or hold it up for ever. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { openPipe, PATIENCE, type Patience, piecesOf, SilentPipe } from './pipe.ts';

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
 * such as the pipe of a shell's `<(…)`, for which it waits as long as `patience` says. Throws UnusableFile, and the system's own errors.
 */
export async function readBounded(
  path: string,
  most: number,
  kind: 'any' | 'ordinary' = 'any',
  patience: Patience = PATIENCE,
): Promise<Buffer> {
  if (kind === 'ordinary') await demandOrdinary(path);
  else if ((await stat(path)).isFIFO()) {
    const pipe = await openPipe(path);
    return wholeOf(pipe, piecesOf(pipe, patience), most);
  }
  const flags =
    kind === 'any'
      ? constants.O_RDONLY
      : constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags);
  const next = async (size: number): Promise<Buffer> => {
    const chunk = Buffer.alloc(size);
    return chunk.subarray(0, (await file.read(chunk, 0, size)).bytesRead);
  };
  return wholeOf(file, next, most);
}

/** Closes the file. `next` gives a piece of at most so many bytes; an empty one: that was all. */
async function wholeOf(
  file: FileHandle,
  next: (size: number) => Promise<Buffer>,
  most: number,
): Promise<Buffer> {
  try {
    const chunks: Buffer[] = [];
    for (let read = 0; ; ) {
      const chunk = await next(Math.min(MIB, most + 1 - read));
      if (chunk.length === 0) return Buffer.concat(chunks);
      read += chunk.length;
      if (read > most)
        throw new UnusableFile(`is larger than ${Math.floor(most / MIB)} MiB, more than mbx reads`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SilentPipe) throw new UnusableFile(error.message, { cause: error });
    throw error;
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
