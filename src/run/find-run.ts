/** Which run is meant: its id, any beginning of it that fits no other run, or `last`. */
import { runNames } from '../apply/runs.ts';
import { MbxError } from '../model/error.ts';
import { fitting, LAST } from './run-names.ts';
import { runsFolder, tenantsWithRuns } from './state-folder.ts';

export interface FoundRun {
  readonly run: string;
  /** Of its tenant's journals. */
  readonly folder: string;
}

/**
 * Looks in all tenants' folders of the state folder. Throws MbxError E1001 where no run is meant, or several could be; E1102 where a
 * folder cannot be read.
 */
export async function findRun(name: string, state: string): Promise<FoundRun> {
  const all: FoundRun[] = [];
  for (const tenant of await tenantsWithRuns(state)) {
    const folder = runsFolder(state, tenant);
    all.push(...(await runNames(folder)).map((run) => ({ run, folder })));
  }
  const fits = fitting(
    name,
    all.map(({ run }) => run),
  );
  const [run, other] = fits;
  if (run === undefined) throw noRun(name);
  if (other !== undefined) throw severalRuns(name, fits);
  const found = all.find((one) => one.run === run);
  if (found === undefined) throw noRun(name);
  return found;
}

const noRun = (name: string): MbxError =>
  new MbxError(
    'E1001',
    name === LAST
      ? 'there is no run on this machine yet'
      : `there is no run ${name === '' ? '"" (an empty name)' : name} on this machine`,
    '`mbx runs` lists the runs; --state names the folder where they are kept.',
  );
/** Runs that are named in the error. */
const SHOWN = 5;
const severalRuns = (name: string, runs: readonly string[]): MbxError =>
  new MbxError(
    'E1001',
    `${name} fits ${runs.length} runs: ${runs.slice(-SHOWN).join(', ')}${runs.length > SHOWN ? ` and ${runs.length - SHOWN} older ones` : ''}`,
    'Write more of the run; `mbx runs` lists them.',
  );
