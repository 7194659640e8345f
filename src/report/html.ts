/** Text for HTML, as content of an element or inside a quoted attribute. */
import { plain } from './terminal.ts';

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Never for a script, a style, a link's target or an attribute without quotes: other characters have a meaning there. */
export const html = (text: string): string =>
  plain(text).replace(/[&<>"']/g, (char) => ENTITY[char] ?? char);
