/** What is wrong with a text that should be an address, in words: a name copied from a letter looks right and is not. */
import type { Told } from './told.ts';

/** A prefix that Exchange puts before an address to say of what type it is. */
const TYPED = /^(smtp|sip|x500|x400|eum|spo|notes):/i;

/** Does it begin with the type of an address, as the service shows its own? */
export const isTyped = (text: string): boolean => TYPED.test(text);

/** An address that a list of aliases manages: one of another type is none of them. */
export function badAlias(text: string): Told {
  const typed = typeOf(text);
  if (typed === undefined || typed === 'smtp') return badAddress(text);
  return {
    message: `\`${text}\` is a service address (${typed.toUpperCase()}); mbx never manages those.`,
    mend: 'Delete the line: the address stays as it is in the tenant.',
  };
}
const typeOf = (text: string): string | undefined => TYPED.exec(text)?.[1]?.toLowerCase();

/** An address that names somebody: whom a line guards, gives a right, or is about. The mend never says to delete it. */
export function badAddress(text: string): Told {
  const message = `\`${text}\` is not a mail address`;
  const typed = typeOf(text);
  if (typed === 'smtp') {
    return {
      message: `${message}: it begins with the type of an address.`,
      mend: `Leave out \`${text.slice(0, 5)}\`: only the address itself is written.`,
    };
  }
  if (typed !== undefined) {
    return {
      message: `\`${text}\` is a service address (${typed.toUpperCase()}), which names nobody in this file.`,
      mend: 'Write the primary address of the one that you mean, as Exchange shows it: name@domain.',
    };
  }
  const character = badCharacter(text);
  if (character !== undefined) return character;
  if (/\s/.test(text)) {
    return { message: `${message}: it contains a space.`, mend: 'Delete the space.' };
  }
  if (!text.includes('@')) {
    return { message: `${message}: it has no @.`, mend: 'Write the whole address: name@domain.' };
  }
  if (/^\.|\.@|\.\.|@\.|\.$/.test(text)) {
    return {
      message: `${message}: a dot is at the beginning or end of the part before or after the @, or two dots are in a row.`,
      mend: 'Delete the extra dot.',
    };
  }
  if (text.indexOf('@') > 64) {
    return {
      message: `${message}: more than 64 characters stand before the @.`,
      mend: 'Write the address as the service shows it.',
    };
  }
  const domain = text.slice(text.lastIndexOf('@') + 1);
  if (domain.length > 255 || domain.split('.').some((label) => label.length > 63)) {
    return {
      message: `${message}: a domain has at most 255 characters, and 63 between two dots.`,
      mend: 'Write the domain as the service shows it.',
    };
  }
  if (/\.[0-9-]+$/.test(domain)) {
    return {
      message: `${message}: its domain ends in a number.`,
      mend: 'Write the name of the domain, such as contoso.com.',
    };
  }
  return { message: `${message}.`, mend: 'Write it as name@domain, in full and without brackets.' };
}

/** Typographic quotes, and the accents that are typed in their stead. */
const QUOTE =
  /[\u2018-\u201f\u2032-\u2037\u00b4\u02b9-\u02bd\u00ab\u00bb\u2039\u203a\uff07\uff40]/u;
/** Takes no room on the screen: format and control characters, fillers, variation selectors, tags. Tab and line break are blanks. */
const INVISIBLE = /[\p{DI}\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;

/** White space, but the byte order mark, which takes no room. */
const BLANK = /[^\S\ufeff]/u;

/** The first character that no address of the service has, beyond ASCII or invisible; undefined: there is none. */
export function badCharacter(text: string): Told | undefined {
  const characters = [...text];
  const at = characters.findIndex(
    (one) => !BLANK.test(one) && (INVISIBLE.test(one) || one > '\u007f'),
  );
  const character = characters[at];
  if (character === undefined) return undefined;
  if (INVISIBLE.test(character)) return invisible(text, characters, at);
  const shown = `\`${character}\` (${code(character)})`;
  if (QUOTE.test(character)) {
    return {
      message: `\`${text}\` contains ${shown}, a typographic quote, which no address has.`,
      mend: "Write the plain apostrophe ' as the keyboard gives it, or leave it out.",
    };
  }
  return {
    message: `\`${text}\` contains ${shown}; addresses in Exchange Online have only plain ASCII letters, digits and signs.`,
    mend: 'Write the address as the service has it, without accents or other scripts; a display name may have any letters.',
  };
}

const invisible = (text: string, characters: readonly string[], at: number): Told => ({
  message: `\`${text}\` contains an invisible character (${code(characters[at] ?? '')}) ${at === 0 ? 'at its beginning' : `after \`${characters.slice(0, at).join('')}\``}, which no address has.`,
  mend: 'Delete the address and type it again: such characters come with copied text.',
});

const code = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
