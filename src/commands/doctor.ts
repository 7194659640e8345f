/** `mbx doctor`: finds out what stands between this machine and a command that works. Changes nothing anywhere. */
import { EXIT, type Exit } from '../model/exit.ts';
import { doctorText } from '../report/doctor-text.ts';
import { canonicalJson } from '../report/json.ts';
import { examine } from '../run/doctor/doctor.ts';
import { type Result, worst } from '../setup/check.ts';
import type { TenantCommand } from '../setup/need.ts';
import { connect } from './config.ts';
import type { CommonOptions, Context } from './context.ts';
import { asMbxError } from './failure.ts';
import { stateFolder } from './state-folder.ts';

export interface DoctorOptions extends CommonOptions {
  readonly for: readonly TenantCommand[];
  readonly output: 'text' | 'json';
}

/** Nobody waits a quarter of an hour to hear that a service does not answer. */
const PATIENCE_MS = 20_000;

const EXITS: Readonly<Record<Result, Exit>> = {
  ok: EXIT.ok,
  without: EXIT.ok,
  untested: EXIT.partly,
  failed: EXIT.access,
};

/** Throws MbxError E1101 where not even the sign-in is configured. */
export async function runDoctor(options: DoctorOptions, context: Context): Promise<Exit> {
  const patient = { ...options, maxWait: options.maxWait ?? PATIENCE_MS };
  const services = await connect(patient, context);
  try {
    const checks = await examine({
      commands: options.for,
      services,
      clock: context.clock,
      state: stateFolder(options, context),
      explain: asMbxError,
    });
    const result = worst(checks);
    const exit = EXITS[result];
    if (options.output === 'json')
      context.out(canonicalJson({ checks, commands: options.for, result }));
    else context.out(await doctorText(checks, options.for, context.screen));
    return exit;
  } finally {
    await services.close();
  }
}
