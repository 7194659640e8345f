/**
 * Loaded before the program (`node --import`): kills the process at one line of its journal. MBX_CRASH_LINE=12 kills right after line
 * 12 is on the disk, before anything that waits for it; MBX_CRASH_LINE=12.5 lets the program go on, and kills when half of the next
 * line is written.
 */
import { open } from 'node:fs/promises';

const line = Number(process.env['MBX_CRASH_LINE'] ?? Number.POSITIVE_INFINITY);

const whole = Math.floor(line);
const torn = line !== whole;
let written = 0;

const handle = await open(new URL(import.meta.url), 'r');
const prototype = Object.getPrototypeOf(handle);
await handle.close();
const { appendFile, datasync } = prototype;

/** Only journals are written through a handle by appending. */
prototype.appendFile = async function (text, ...rest) {
  const lines = String(text).split(/(?<=\n)/u);
  const left = whole - written;
  if (lines.length < left || (torn && lines.length === left)) {
    written += lines.length;
    return appendFile.call(this, text, ...rest);
  }
  const next = lines[left] ?? '';
  const part = torn ? next.slice(0, next.length / 2) : '';
  await appendFile.call(this, lines.slice(0, left).join('') + part);
  await datasync.call(this);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
