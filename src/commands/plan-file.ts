/** The plan as a file on the disk: written so that nothing is overwritten or half-written, read so that nothing forged gets through. */
import { createHash, randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DOCUMENT_BYTES, readBounded, UnusableFile } from '../apply/files.ts';
import { NotText, textOf } from '../apply/text-of.ts';
import { MbxError } from '../model/error.ts';
import { parsePlan } from '../plan/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { Context } from './context.ts';

/** Mode 0600. Throws MbxError E1003 where the file is there already and may not be overwritten. */
export async function writeResult(
  file: string,
  text: string,
  overwrite: boolean,
  { cwd }: Context,
): Promise<void> {
  const path = resolve(cwd, file);
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    if (overwrite) {
      await demandRegular(path, file);
      await rename(draft, path);
    } else await link(draft, path);
  } catch (cause) {
    if (cause instanceof MbxError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
      throw new MbxError(
        'E1003',
        `${file} already exists`,
        'Name another file, or add --overwrite.',
        { cause },
      );
    }
    throw new MbxError(
      'E1002',
      `${file} cannot be written (${cause instanceof Error ? cause.message : String(cause)})`,
      'Check the folder.',
      { cause },
    );
  } finally {
    await rm(draft, { force: true });
  }
}

/** A device, a pipe or a link is put there by somebody, and is not to be replaced. Throws MbxError E1003. */
async function demandRegular(path: string, file: string): Promise<void> {
  try {
    if ((await lstat(path)).isFile()) return;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  throw new MbxError('E1003', `${file} exists and is not an ordinary file`, 'Name another file.');
}

/** A plan as it stands in a file. */
export interface PlanFile {
  readonly plan: Plan;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
}

export const sha256Of = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/**
 * `digest`: the SHA-256 that the bytes must have. Throws MbxError E1002 where it cannot be read, E5003 where it has another, or is no
 * plan or was edited.
 */
export async function readPlanFile(
  file: string,
  { cwd }: Context,
  digest?: string,
): Promise<PlanFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(resolve(cwd, file), DOCUMENT_BYTES);
  } catch (cause) {
    throw new MbxError(
      'E1002',
      `the plan file ${file} ${cause instanceof UnusableFile ? cause.message : 'cannot be read'}`,
      'Check the name. A plan file is made with `mbx plan --out FILE`.',
      { cause },
    );
  }
  const sha256 = sha256Of(bytes);
  if (digest !== undefined && digest !== sha256)
    throw new MbxError(
      'E5003',
      `${file} is not the plan file that --digest names: its SHA-256 is ${sha256}, not ${digest}; nothing was written`,
      'The file was changed or replaced, or the digest belongs to another file. Get the approved file, or make a new one and have it approved.',
    );
  const text = textIn(bytes);
  const parsed =
    text instanceof NotText ? ({ ok: false, why: `it ${text.message}` } as const) : parsePlan(text);
  if (parsed.ok) return { plan: parsed.plan, sha256 };
  if (!(text instanceof NotText)) demandNoStrategy(file, text);
  throw new MbxError(
    'E5003',
    `${file} cannot be used as an approval: ${parsed.why}`,
    'Make a new one with `mbx plan --out FILE`, and have it approved.',
  );
}

/** UTF-16 as well: `mbx plan -o json > plan.json` of Windows PowerShell makes such a file. */
function textIn(bytes: Uint8Array): string | NotText {
  try {
    return textOf(bytes);
  } catch (error) {
    if (error instanceof NotText) return error;
    throw error;
  }
}

/** Keys with which a line of a strategy begins, and of which a plan has none there. */
const STRATEGY = /^(?:tenant|settings|teams|leavers|users|sharedMailboxes):/mu;

/** Throws MbxError E1001 for a strategy in the place of a plan. */
function demandNoStrategy(file: string, text: string): void {
  if (!STRATEGY.test(text)) return;
  throw new MbxError(
    'E1001',
    `${file} is a strategy, not a plan file`,
    `To see what it would change: mbx plan ${file}. To make these changes: mbx apply -f ${file}`,
  );
}
