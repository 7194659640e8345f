/** What the YAML parser objects to, in words for an administrator. */
import type { ErrorCode } from 'yaml';

/** What is wrong, and how to mend it. */
export interface Words {
  readonly message: string;
  readonly mend: string;
}

const INDENT =
  'Indent with spaces, and give all keys of one map (and all dashes of one list) the same column.';
const QUOTE = 'Put the value in quotes, or take the extra characters out.';

/** The parser's own sentence without the position that it repeats, for what has no better words. */
const own = (text: string): string => text.replace(/ at line \d+, column \d+:[\s\S]*$/, '');

function missing(text: string): Words {
  if (/quote/.test(text)) {
    return {
      message: 'A quote is opened here and never closed.',
      mend: 'Close the quote at the end of the value, or take the opening one out.',
    };
  }
  if (/map values/.test(text)) {
    return {
      message: 'This stands where a key is expected, but no colon follows.',
      mend: 'Write `key: value`. If it belongs to the line above, indent it further or quote the whole.',
    };
  }
  return {
    message: `This is not YAML: ${own(text)}.`,
    mend: 'Check that brackets, braces and commas match.',
  };
}

/** Words for one of the parser's complaints. */
export function wordsFor(code: ErrorCode, text: string): Words {
  switch (code) {
    case 'TAB_AS_INDENT':
      return {
        message: 'This line is indented with a tab; YAML allows only spaces.',
        mend: 'Replace the tab with spaces.',
      };
    case 'MULTIPLE_DOCS':
      return {
        message: 'A second YAML document begins here; a strategy file holds one.',
        mend: 'Delete the line `---`, or put the second part into a file of its own and name both.',
      };
    case 'BAD_INDENT':
      return /Flow/.test(text)
        ? {
            message: 'A bracket or brace was opened above and is not closed before this line.',
            mend: 'Close it with ] or }, and indent the lines between further than their key.',
          }
        : { message: 'This line is indented differently from its neighbours.', mend: INDENT };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'A second `key:` stands on the same line.',
        mend: 'Put each key on a line of its own, use { key: value }, or quote a value that holds a colon.',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        message: 'This stands where a key is expected, and runs over the end of the line.',
        mend: 'Write `key: value`, with a space after the colon, on one line.',
      };
    case 'BAD_SCALAR_START':
      return {
        message: 'A value cannot begin with this character unless it is quoted.',
        mend: 'Put the value in quotes.',
      };
    case 'MISSING_CHAR':
      return missing(text);
    case 'BAD_ALIAS':
      return {
        message: 'A word that begins with * is a YAML alias, and this one is not written like one.',
        mend: 'If a pattern is meant, put it in quotes.',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: 'Tags (words that begin with !) are not used in a strategy.',
        mend: 'Take the tag out; quote the value if it is meant as text.',
      };
    case 'BAD_DIRECTIVE':
      return {
        message: 'Directives (lines that begin with %) are not used in a strategy.',
        mend: 'Delete the line.',
      };
    case 'RESOURCE_EXHAUSTION':
      return {
        message: 'Lists or maps are nested far deeper here than any strategy is.',
        mend: 'Check the brackets and dashes on this line.',
      };
    case 'UNEXPECTED_TOKEN':
    case 'BAD_DQ_ESCAPE':
    case 'BLOCK_IN_FLOW':
      return { message: `This is not YAML: ${own(text)}.`, mend: QUOTE };
    case 'ALIAS_PROPS':
    case 'BAD_PROP_ORDER':
    case 'DUPLICATE_KEY':
    case 'IMPOSSIBLE':
    case 'KEY_OVER_1024_CHARS':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'NON_STRING_KEY':
    case 'BAD_COLLECTION_TYPE':
      return {
        message: `This is not YAML: ${own(text)}.`,
        mend: 'Check quotes, brackets, anchors and indentation on this line.',
      };
  }
}
