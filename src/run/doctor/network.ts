/** Do the three services answer, and does this machine's clock agree with theirs? Nobody signs in for it. */
import type { Clock } from '../../model/clock.ts';
import { durationText } from '../../model/duration.ts';
import type { Check } from '../../setup/check.ts';
import type { Reached, Services } from '../../tenant/service.ts';
import { type Attempt, attempt, type Explain, reasonIn } from './attempt.ts';

const NAMES = {
  login: 'the sign-in service',
  graph: 'Microsoft Graph',
  exchange: 'Exchange Online',
} as const;
const SERVICES = ['login', 'graph', 'exchange'] as const;

/** Signing in with a certificate is refused from here on. Source: Microsoft identity platform, lifetime of client assertions. */
const CLOCK_OFF_MS = 5 * 60_000;

export async function networkChecks(
  services: Pick<Services, 'reach'>,
  clock: Clock,
  explain: Explain,
): Promise<readonly Check[]> {
  const reached = await Promise.all(
    SERVICES.map((service) => attempt(() => services.reach(service), explain)),
  );
  const now = clock.now();
  return [
    ...reached.map((one, index) => answers(one, NAMES[SERVICES[index] ?? 'login'])),
    clockCheck(
      reached.flatMap((one) => (one.ok ? (one.value.at ?? []) : [])),
      now,
    ),
  ];
}

const answers = (reached: Attempt<Reached>, name: string): Check =>
  reached.ok
    ? { area: 'network', what: name, result: 'ok', found: `${reached.value.origin} answers` }
    : {
        area: 'network',
        what: name,
        result: 'failed',
        found: reasonIn(reached),
        mend: reached.error.hint,
      };

/** `times`: what the services say it is, in milliseconds since 1970. */
function clockCheck(times: readonly number[], now: number): Check {
  const check = { area: 'clock', what: 'clock of this machine' } as const;
  const [first, ...more] = times;
  if (first === undefined)
    return { ...check, result: 'untested', found: 'no service said what time it is' };
  const off = [first, ...more].reduce(
    (least, at) => (Math.abs(now - at) < Math.abs(least) ? now - at : least),
    now - first,
  );
  if (Math.abs(off) <= CLOCK_OFF_MS)
    return { ...check, result: 'ok', found: 'within five minutes of the services' };
  return {
    ...check,
    result: 'failed',
    found: `${durationText(Math.abs(off))} ${off > 0 ? 'ahead of' : 'behind'} the services`,
    mend: 'Set the clock (let it follow a time server): sign-in with a certificate is refused when it is wrong.',
  };
}
