/** `settings.timeZone`: the time zone in which dates are meant. */
import * as z from 'zod';
import { isTimeZone } from '../day.ts';
import { error } from '../finding.ts';
import { nearest } from '../nearest.ts';
import { single } from './key.ts';

const schema = z
  .string()
  .min(1)
  .describe(
    'IANA name of the time zone in which dates are meant, such as Europe/London; UTC if absent.',
  );

export const timeZone = single(schema, {
  *check({ value, at }) {
    if (isTimeZone(value)) return;
    const near = nearest(value, Intl.supportedValuesOf('timeZone'));
    yield error(
      at,
      `There is no time zone \`${value}\`.`,
      near === undefined
        ? 'Write an IANA name, such as Europe/London or UTC.'
        : `Did you mean \`${near}\`? IANA names are used, such as Europe/London or UTC.`,
    );
  },
});
