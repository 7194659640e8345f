/** stdout and stderr as the program uses them: a reader that goes away, or a disk that is full, is remembered and stops nothing. */
import { fstatSync, writeSync } from 'node:fs';
import type { Reach } from './commands/context.ts';

export interface Output {
  /** Never throws for what becomes of the text; after the first loss it does nothing. */
  readonly write: (text: string) => void;
  readonly reach: () => Reach;
  /** Resolves once all that was written is out, or is known to be lost. */
  settled(): Promise<Reach>;
}

/** Nobody reads any more: the pipe or the connection was closed, or the terminal is gone. */
const READER_GONE: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNABORTED',
  'EOF', // Windows
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

type Stream = NodeJS.WriteStream & { readonly fd: number };

export function outputTo(stream: Stream): Output {
  let reach: Reach = { is: 'reached' };
  let last: Promise<void> = Promise.resolve();
  const lost = (error: unknown): void => {
    if (reach.is !== 'reached') return;
    if (!(error instanceof Error && 'code' in error)) throw error;
    const code = String(error.code);
    const hungUp = stream.isTTY === true && code === 'EIO';
    reach = READER_GONE.has(code) || hungUp ? { is: 'gone' } : { is: 'failed', why: code };
  };
  stream.on('error', lost);
  const fd = descriptorOfFile(stream);
  return {
    reach: () => reach,
    async settled() {
      await last;
      return reach;
    },
    write(text) {
      if (reach.is !== 'reached') return;
      try {
        if (fd !== undefined) writeWhole(fd, text);
        else
          last = new Promise((resolve) => {
            stream.write(text, (error) => {
              if (error) lost(error);
              resolve();
            });
          });
      } catch (error) {
        lost(error);
      }
    },
  };
}

/** Files and devices are written directly: Node's own stream takes no notice where a nearly full disk took a part only. */
function descriptorOfFile(stream: Stream): number | undefined {
  if (stream.isTTY) return undefined;
  try {
    const stat = fstatSync(stream.fd);
    return stat.isFile() || stat.isCharacterDevice() ? stream.fd : undefined;
  } catch {
    return undefined; // no descriptor of ours: the stream itself will say
  }
}

function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
