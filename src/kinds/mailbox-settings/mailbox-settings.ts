/** Properties of a mailbox: one item each, so that what is not declared is simply not claimed. */
import * as z from 'zod';
import { itemOf } from '../../model/change.ts';
import type { Ref } from '../../model/ref.ts';
import { refSchema } from '../../model/schemas.ts';
import type { Place } from '../../strategy/strategy.ts';
import { flag, text } from '../../tenant/fields.ts';
import { mailboxFacet } from '../../tenant/read/mailboxes.ts';
import type { Facet } from '../../tenant/session.ts';
import { CMDLET } from '../../wire/exchange.ts';
import type { Kind } from '../kind.ts';
import type { Wanted, Wish } from '../wanted.ts';

export type MailboxSetting = { readonly subject: Ref } & (
  | { readonly property: 'displayName'; readonly to: string }
  | { readonly property: 'hidden' | 'copySendAs' | 'copyOnBehalf'; readonly to: boolean }
);

/** Name in Set-Mailbox; what to call it in a sentence, and on a line of a plan, as the admin centre does. */
const PROPERTIES = {
  displayName: { parameter: 'DisplayName', title: 'the display name', shown: 'Display name' },
  hidden: {
    parameter: 'HiddenFromAddressListsEnabled',
    title: 'hiding from address lists',
    shown: 'Hidden from address lists',
  },
  copySendAs: {
    parameter: 'MessageCopyForSentAsEnabled',
    title: 'keeping copies of what is sent as it',
    shown: 'Copy of items sent as it',
  },
  copyOnBehalf: {
    parameter: 'MessageCopyForSendOnBehalfEnabled',
    title: 'keeping copies of what is sent on its behalf',
    shown: 'Copy of items sent on its behalf',
  },
} as const;

/** The same four, from the strategy or from the service: what is undefined is left out. */
function settings(
  subject: Ref,
  values: { readonly displayName?: string | undefined } & {
    readonly [P in 'hidden' | 'copySendAs' | 'copyOnBehalf']?: boolean | undefined;
  },
): readonly MailboxSetting[] {
  const items: MailboxSetting[] = [];
  if (values.displayName !== undefined)
    items.push({ subject, property: 'displayName', to: values.displayName });
  for (const property of ['hidden', 'copySendAs', 'copyOnBehalf'] as const) {
    const to = values[property];
    if (to !== undefined) items.push({ subject, property, to });
  }
  return items;
}

function wishes({
  subject,
  exists,
  displayName,
  hidden,
  sentItemsCopy,
}: Wanted): readonly Wish<MailboxSetting>[] {
  const wish = (
    at: Place | undefined,
    values: Parameters<typeof settings>[1],
  ): readonly Wish<MailboxSetting>[] =>
    at === undefined ? [] : settings(subject, values).map((item) => ({ item, at }));
  return [
    ...(exists ? wish(displayName?.at, { displayName: displayName?.value }) : []), // a new one is created with it
    ...wish(hidden?.at, { hidden: hidden?.value }),
    ...wish(sentItemsCopy?.at, {
      copySendAs: sentItemsCopy?.value.sendAs,
      copyOnBehalf: sentItemsCopy?.value.onBehalf,
    }),
  ];
}

const properties: Facet<Parameters<typeof settings>[1]> = {
  fields: Object.values(PROPERTIES).map(({ parameter }) => parameter),
  narrow: (row) => ({
    displayName: text(row, PROPERTIES.displayName.parameter),
    hidden: flag(row, PROPERTIES.hidden.parameter),
    copySendAs: flag(row, PROPERTIES.copySendAs.parameter),
    copyOnBehalf: flag(row, PROPERTIES.copyOnBehalf.parameter),
  }),
};

export const mailboxSettings: Kind<MailboxSetting> = {
  title: 'Setting',
  about: 'mailboxes',
  schema: z.discriminatedUnion('property', [
    z.strictObject({ subject: refSchema, property: z.literal('displayName'), to: z.string() }),
    z.strictObject({
      subject: refSchema,
      property: z.enum(['hidden', 'copySendAs', 'copyOnBehalf']),
      to: z.boolean(),
    }),
  ]),
  declared(wanted) {
    const own = wishes(wanted);
    return own.length === 0 ? undefined : { wishes: own, verdict: () => ({ keep: 'not managed' }) };
  },
  reads: [CMDLET.getMailbox],
  facets: [properties],
  async read(session) {
    const { rows, gaps } = await mailboxFacet(session, properties);
    return { items: rows.flatMap(({ subject, value }) => settings(subject, value)), gaps };
  },
  key: ({ property }) => property,
  value: ({ to }) => String(to),
  grants: () => [],
  effect: (change) => (itemOf(change).property === 'hidden' ? 'availability' : 'neutral'),
  hides: (change) =>
    change.op !== 'remove' && change.after.property === 'hidden' && change.after.to,
  label: ({ property }) => PROPERTIES[property].title,
  describe(change) {
    const { subject, property, to } = itemOf(change);
    const { title } = PROPERTIES[property];
    if (change.op === 'remove') return `leave ${title} of ${subject.address} as it is`;
    const shown = valueText(itemOf(change));
    const now =
      change.op === 'update' && typeof change.before.to === 'string'
        ? ` (now "${change.before.to}")`
        : '';
    return typeof to === 'boolean'
      ? `turn ${title} ${shown} for ${subject.address}`
      : `set ${title} of ${subject.address} to ${shown}${now}`;
  },
  shown(change) {
    const what = PROPERTIES[itemOf(change).property].shown;
    switch (change.op) {
      case 'add':
        return { what, value: valueText(change.after) };
      case 'update':
        return { what, value: `${valueText(change.before)} -> ${valueText(change.after)}` };
      case 'remove':
        return { what, value: `${valueText(change.before)}, left as it is` };
    }
  },
  calls(change) {
    if (change.op === 'remove') return [];
    const { subject, property, to } = change.after;
    return [
      {
        service: 'exchange',
        cmdlet: CMDLET.setMailbox,
        on: subject,
        parameters: { [PROPERTIES[property].parameter]: to },
      },
    ];
  },
  authority: (change) => (itemOf(change).property === 'displayName' ? 'premises' : 'exchange'),
};

const valueText = ({ to }: MailboxSetting): string =>
  typeof to === 'boolean' ? (to ? 'on' : 'off') : `"${to}"`;
