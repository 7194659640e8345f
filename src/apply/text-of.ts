/** The text of a file: UTF-8, or UTF-16 with a byte order mark, which is what `>` of Windows PowerShell writes. */

/** The bytes are no text; its message says why, beginning after the file's name. */
export class NotText extends Error {
  override readonly name = 'NotText';
}

/** No file is in UTF-32; its mark begins like that of UTF-16. */
const UTF_32 = [0xff, 0xfe, 0, 0] as const;

/** Without the byte order mark. Throws NotText where the bytes are no text in one of these. */
export function textOf(bytes: Uint8Array): string {
  if (UTF_32.every((byte, at) => bytes[at] === byte)) throw new NotText('is in UTF-32');
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8') {
    if (bytes.includes(0)) throw new NotText(withNul(bytes));
  } else if (isMixed(new TextDecoder(encoding).decode(bytes))) throw new NotText(MIXED);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new NotText('is not text in UTF-8, or in UTF-16 with a byte order mark', { cause });
  }
}
const MIXED = 'is in two encodings: UTF-16, and UTF-8 in parts (appended with another shell?)';

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** A text in UTF-8 has no NUL byte; one in UTF-16 has one beside each letter of English. */
function withNul(bytes: Uint8Array): string {
  const [begun, second] = bytes;
  if (begun !== 0 && second !== 0)
    return 'has NUL bytes: it is no text, or in two encodings, UTF-8 and UTF-16 (appended with another shell?)';
  return 'is in UTF-16 without a byte order mark, as it seems';
}

/** So many units in a row tell UTF-8 from a text in Chinese. */
const FEWEST_UNITS = 6;

/**
 * UTF-8 read as UTF-16: each unit is made of two letters. Chinese has such units as well, but hardly six in a row of which one has a blank,
 * a line break, a quote or a dash as its upper half, as lines of a document have.
 */
function isMixed(text: string): boolean {
  let units = 0;
  let marked = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const upper = unit >> 8;
    const made = isAscii(upper) && isAscii(unit & 0xff);
    units = made ? units + 1 : 0;
    marked = made && (marked || upper < 0x30);
    if (marked && units >= FEWEST_UNITS) return true;
  }
  return false;
}
const isAscii = (byte: number): boolean =>
  (byte >= 0x20 && byte <= 0x7e) || byte === 0x0a || byte === 0x0d || byte === 0x09;
