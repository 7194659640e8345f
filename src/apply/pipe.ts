/** Reading from a pipe that somebody named: it is waited for, and not for ever. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** Times in milliseconds. */
export interface Patience {
  /** While nobody has the pipe open to write. */
  readonly nobody: number;
  /** While somebody has, and writes nothing. */
  readonly silent: number;
}
export const PATIENCE: Patience = { nobody: 5_000, silent: 60_000 };
const LOOK_MS = 20;

/** Nothing came through the pipe; its message says so, beginning after the name. */
export class SilentPipe extends Error {
  override readonly name = 'SilentPipe';
}

/** To open one blocks until somebody writes: so it is opened without blocking. Throws the system's own errors. */
export const openPipe = (path: string): Promise<FileHandle> =>
  open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));

/** Gives pieces of at most this many bytes, as they come; an empty one where the writer has finished. Throws SilentPipe. */
export function piecesOf(pipe: FileHandle, patience: Patience): (most: number) => Promise<Buffer> {
  let hasWriter = false;
  return async (most) => {
    const buffer = Buffer.alloc(most);
    for (let waited = 0; ; waited += LOOK_MS) {
      const got = await readNow(pipe, buffer);
      if (got === 'nothing yet') hasWriter = true;
      else if (got > 0 || hasWriter) {
        hasWriter = true;
        return buffer.subarray(0, got);
      }
      const most = hasWriter ? patience.silent : patience.nobody;
      if (waited >= most)
        throw new SilentPipe(`is a pipe, and nobody wrote to it for ${most / 1000} s`);
      await pause(LOOK_MS);
    }
  };
}

/** 0: nobody has it open to write. */
async function readNow(pipe: FileHandle, buffer: Buffer): Promise<number | 'nothing yet'> {
  try {
    return (await pipe.read(buffer, 0, buffer.length)).bytesRead;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 'nothing yet';
    throw error;
  }
}
