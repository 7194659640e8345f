/** `mbx validate`: all that can be said of a strategy without a tenant. Opens no connection. */
import { EXIT, type Exit } from '../model/exit.ts';
import { complaintsText, shortened } from '../report/complaints.ts';
import { canonicalJson } from '../report/json.ts';
import { mailboxCount } from '../report/terminal.ts';
import { parseStrategy } from '../strategy/parse.ts';
import type { CommonOptions, Context } from './context.ts';
import { readSources } from './strategy-files.ts';

export interface ValidateOptions extends CommonOptions {
  readonly file?: readonly string[];
  readonly output: 'text' | 'json';
}

export async function runValidate(options: ValidateOptions, context: Context): Promise<Exit> {
  const sources = await readSources(options.file, context);
  const parsed = parseStrategy(sources, context.clock.now());
  const { complaints } = parsed;
  if (options.output === 'json')
    context.out(canonicalJson({ valid: parsed.ok, complaints: complaints.map(shortened) }));
  else {
    if (complaints.length > 0) context.out(complaintsText(complaints, context.screen));
    if (parsed.ok)
      context.out(
        `${sources.map(({ file }) => file).join(', ')}: valid, ${mailboxCount(parsed.strategy.mailboxes.length)}.\n`,
      );
  }
  return parsed.ok ? EXIT.ok : EXIT.strategy;
}
