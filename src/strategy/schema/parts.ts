/** What the schemas of several keys are made of: texts by their form, addresses, days. */
import * as z from 'zod';
import { FORMATS, type FormatName } from './formats.ts';

export const text = (format: FormatName) => z.string().regex(FORMATS[format].pattern, format);

/** The schemas of addresses that name somebody, so that those of a key are found and resolved (keys/addresses.ts). */
export const ADDRESSES = z.registry();

/** Read in lower case, as addresses are compared. */
export const address = text('address')
  .toLowerCase()
  .meta({ id: 'address', description: 'A mail address, in any case.' })
  .register(ADDRESSES);
/** An address that says more than that it is one. */
export const addressOf = (description: string) => address.describe(description).register(ADDRESSES);

export const date = text('date').meta({
  id: 'date',
  description: 'A day, YYYY-MM-DD, in the time zone of settings.timeZone.',
});
