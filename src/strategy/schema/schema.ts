/**
 * The grammar of this release as zod schemas. Both the validation and the JSON Schema for editors are made
 * from them; descriptions are what an editor shows while people type.
 */
import * as z from 'zod';
import { GATE_SETTING_NAMES, GATE_SETTINGS } from '../../model/gates.ts';
import { RIGHTS } from '../strategy.ts';
import { FORMATS, type FormatName } from './formats.ts';

const text = (format: FormatName) => z.string().regex(FORMATS[format].pattern, format);

const address = text('address').meta({
  id: 'address',
  description: 'A mail address, in any case.',
});
const date = text('date').meta({
  id: 'date',
  description: 'A day, YYYY-MM-DD, in the time zone of settings.timeZone.',
});
const mode = z.enum(['exact', 'additive']).meta({
  id: 'mode',
  description:
    'exact: who is not in a list loses what the list gives. additive: mbx only adds, and reports the rest.',
});
const addresses = (description: string) => z.array(address).describe(description);
const rights = z.array(z.enum(RIGHTS)).min(1).meta({
  id: 'rights',
  uniqueItems: true,
  description:
    'fullAccess opens the mailbox, sendAs sends under its name, sendOnBehalf sends "on behalf of" it.',
});

const gate = z.int().min(0).optional();
/** A number for each gate that the file may raise. */
export const gates = z.strictObject(
  Object.fromEntries(
    GATE_SETTING_NAMES.map((name) => [name, gate.describe(GATE_SETTINGS[name].says)]),
  ),
);

/** `settings:` of one file of several: `mode` may stand in another. */
export const settingsPart = z.strictObject({
  mode: mode.optional(),
  timeZone: z
    .string()
    .min(1)
    .optional()
    .describe(
      'IANA name of the time zone in which dates are meant, such as Europe/London; UTC if absent.',
    ),
  protected: addresses(
    'Mailboxes on which any widening needs its own approval (--allow protected=ADDRESS).',
  ).optional(),
  breakGlass: addresses(
    'Emergency accounts: never the target of a change, never given a right.',
  ).optional(),
  ignoreTrustees: z
    .array(text('trustee'))
    .optional()
    .describe('Accounts of vendors, as addresses with * or SIDs: shown as ignored, never removed.'),
  hybrid: z
    .literal('cloudCreate')
    .optional()
    .describe(
      'cloudCreate: shared mailboxes may be created in a tenant that is synchronised from an on-premises directory.',
    ),
  gates: gates.optional().describe('Gates raised for this tenant; absolute numbers.'),
});

export const team = z.strictObject({
  members: addresses('The people of the team.'),
});

const leaverAddress = address.describe('Address of somebody who has left.');
export const leaverEntry = z.strictObject({
  who: leaverAddress,
  reason: text('text').optional().describe('Why, or a ticket; for people.'),
});
const leaver = z.union([leaverAddress, leaverEntry]);

export const delegateEntry = z.strictObject({
  rights,
  automap: z
    .boolean()
    .optional()
    .describe('Whether Outlook opens the mailbox by itself; only with fullAccess, not for groups.'),
  until: date.optional().describe('Last day of the rights.'),
  reason: text('text').optional().describe('Why, for people.'),
});
export const delegate = z.union([rights, delegateEntry]);

export const sentItemsCopyEntry = z
  .strictObject({
    sendAs: z.boolean().optional().describe('Keep copies of what is sent as the mailbox.'),
    onBehalf: z.boolean().optional().describe('Keep copies of what is sent on behalf of it.'),
  })
  // Told to editors here; a check tells the reader, with better words.
  .meta({ minProperties: 1 });

const common = {
  displayName: text('line').optional().describe('The name that people see.'),
  aliases: z
    .array(text('alias'))
    .describe('Further addresses of the mailbox; never the primary one.')
    .optional(),
  delegates: z
    .record(text('who'), delegate)
    .optional()
    .describe('Who may open the mailbox or send from it: ADDRESS, team:NAME or group:ADDRESS.'),
  sentItemsCopy: z
    .union([z.boolean(), sentItemsCopyEntry])
    .optional()
    .describe(
      'Whether what delegates send is kept in the Sent Items of the mailbox; true and false mean both kinds.',
    ),
  hidden: z.boolean().optional().describe('Whether the mailbox is hidden from address lists.'),
  owner: address.optional().describe('Who answers for the mailbox; gives no right.'),
  purpose: text('text').optional().describe('What the mailbox is for.'),
  reviewed: date.optional().describe('Day of the last review.'),
  tags: z.array(text('line')).optional().describe('Words to group mailboxes by.'),
  mode: mode.optional(),
};

export const userMailbox = z.strictObject({
  ...common,
  sendOnBehalf: z
    .literal('exact')
    .optional()
    .describe("Makes Send on Behalf exact on a person's mailbox, where it is additive otherwise."),
});
export const sharedMailbox = z.strictObject({
  ...common,
  signIn: z
    .enum(['blocked', 'allowed'])
    .optional()
    .describe(
      'Whether one can sign in to the account of the mailbox; blocked is right for nearly all.',
    ),
});

const SETTINGS = 'What holds for the whole strategy.';
const shape = {
  version: z.literal(1).describe('Version of the grammar.'),
  tenant: text('tenant').describe(
    'Initial domain or id of the tenant: the file is refused against any other.',
  ),
  settings: settingsPart.describe(SETTINGS),
  teams: z
    .record(text('teamName'), team)
    .optional()
    .describe('Names for sets of people, used as team:NAME.'),
  leavers: z.array(leaver).optional().describe('People who have left: they get nothing.'),
  users: z
    .record(address, userMailbox)
    .optional()
    .describe("People's own mailboxes, by address; never created."),
  sharedMailboxes: z
    .record(address, sharedMailbox)
    .optional()
    .describe('Shared mailboxes, by address; created where they do not exist.'),
};

/** One file of several: what must be there may stand in another. */
export const strategyPart = z.strictObject({
  ...shape,
  version: shape.version.optional(),
  tenant: shape.tenant.optional(),
  settings: shape.settings.optional(),
});

/** A whole strategy in one file. */
export const wholeStrategy = z.strictObject({
  ...shape,
  settings: settingsPart.required({ mode: true }).describe(SETTINGS),
});
