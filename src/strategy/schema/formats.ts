/** The forms that text takes in a strategy: each with its pattern, what breaks it, and how to mend that. */
import { ADDRESS_FORM, ATOM_CHARACTERS, DOMAIN_FORM } from '../../model/address.ts';
import { badAddress, badAlias, badCharacter, isTyped } from './bad-address.ts';
import type { Told } from './told.ts';

interface Format {
  /** Also what the JSON Schema says, so it may use only what all engines know. */
  readonly pattern: RegExp;
  told(text: string): Told;
}

/** Any script will do; left out is what YAML, the prefixes and the file's own lists mean something by. */
const TEAM = '[^\\s@:,;*&!#|<>()[\\]{}\\\\"\'`]{1,64}';
/**
 * An address with `*` for any run of characters, which must not fit everybody. A dot stands only between other characters, a hyphen
 * of the domain only within its parts. Without a `*` it is an address like any other.
 */
const PATTERN = `(?=.*\\*)(?=.*@.*[.*])(?=.*[^*@.])(?!.{321})(?!\\.)(?!.*\\.\\.)(?!.*\\.@)(?!.*@[.-])(?!.*@.*(?:-\\.|\\.-))(?!.*[.-]$)[${ATOM_CHARACTERS}.]{1,64}@[A-Za-z0-9.*-]{1,255}`;

const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`, 'u');

function badWho(text: string): Told {
  const prefix = /^(team|group)\s*:\s*/i.exec(text);
  if (prefix === null) {
    const told = badAddress(text);
    if (text.includes('@') || text.includes(':')) return told;
    return {
      message: `\`${text}\` names nobody: a delegate is a person, a team or a group.`,
      mend: `Write an address, \`team:${text.trim() || 'NAME'}\` or \`group:ADDRESS\`.`,
    };
  }
  const rest = text.slice(prefix[0].length);
  if (prefix[1] === 'team' || prefix[1]?.toLowerCase() === 'team') {
    return {
      message: `\`${text}\` does not name a team as it must be written.`,
      mend: `Write \`team:NAME\` without spaces, the prefix in lower case${rest ? `: \`team:${rest.trim()}\`` : ''}.`,
    };
  }
  if (prefix[0] === 'group:' && rest.includes('@') && !/\s/u.test(rest)) return badAddress(rest);
  return {
    message: `\`${text}\` does not name a group as it must be written.`,
    mend: 'Write `group:ADDRESS` without spaces, the prefix in lower case, with the whole address of the group.',
  };
}

function badTrustee(text: string): Told {
  const character = badCharacter(text);
  if (character !== undefined) return character;
  if (isTyped(text) || (text.includes('@') && !text.includes('*'))) return badAddress(text);
  return {
    message: `\`${text}\` is neither an address (with * for any run of letters) nor a SID.`,
    mend: /^[*@.]+$/.test(text)
      ? 'It would ignore everybody. Name the accounts more precisely: "backup-*@contoso.com".'
      : 'Write an address such as "backup-*@contoso.com", or a SID such as S-1-5-21-1-2-3-4711.',
  };
}

/** Every form by its name; zod's issues carry the name, and the complaint is made from it. */
export const FORMATS = {
  address: { pattern: whole(ADDRESS_FORM), told: badAddress },
  alias: { pattern: whole(ADDRESS_FORM), told: badAlias },
  who: { pattern: whole(`team:${TEAM}|group:${ADDRESS_FORM}|${ADDRESS_FORM}`), told: badWho },
  teamName: {
    pattern: whole(TEAM),
    told: (text) => ({
      message: `\`${text}\` cannot be the name of a team.`,
      mend: 'Use letters, digits, dots, hyphens and underscores, without spaces; at most 64.',
    }),
  },
  date: {
    // Months of their own length, and 29 February only in leap years.
    pattern:
      /^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))$/u,
    told: (text) =>
      /^\d{4}-\d{2}-\d{2}$/.test(text)
        ? {
            message: `The date \`${text}\` does not exist.`,
            mend: 'Write a day of the calendar as YYYY-MM-DD.',
          }
        : {
            message: `\`${text}\` is not a date.`,
            mend: 'Write a day, without a time, as YYYY-MM-DD: 2026-12-24.',
          },
  },
  tenant: {
    pattern: whole(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|${DOMAIN_FORM}`),
    told: (text) => ({
      message: `\`${text}\` is neither a domain nor a tenant id.`,
      mend: 'Write the initial domain, such as contoso.onmicrosoft.com, or the id of the tenant.',
    }),
  },
  trustee: {
    pattern: whole(`[Ss]-1(?:-\\d+){2,}|${ADDRESS_FORM}|${PATTERN}`),
    told: badTrustee,
  },
  line: {
    pattern: /^\S(?:[^\r\n]{0,254}\S)?$/u,
    told: () => ({
      message:
        'This is empty, longer than 256 letters, more than one line, or begins or ends with a space.',
      mend: 'Write one line of text.',
    }),
  },
  text: {
    pattern: /\S/u,
    told: () => ({
      message: 'This text is empty.',
      mend: 'Write something, or leave the key out.',
    }),
  },
} as const satisfies Readonly<Record<string, Format>>;
export type FormatName = keyof typeof FORMATS;

export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);
