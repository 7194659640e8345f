/** AI agents: users with a mailbox and no person behind them. Graph says so of each account, Exchange of each user; either is enough. */
import type { Directory } from './directory.ts';
import { Recipients } from './recipients.ts';

/** The directory with those marked whom Exchange alone calls agents. Reads the lists of SIDs, which have it. */
export async function withAgents(directory: Directory): Promise<Directory> {
  const { agents } = await directory.sids();
  const { recipients } = directory;
  const unmarked = [...agents].filter((id) => {
    const known = recipients.get(id);
    return known !== undefined && known.agent !== true;
  });
  if (unmarked.length === 0) return directory;
  const marked = new Set(unmarked);
  return {
    ...directory,
    recipients: new Recipients(
      [...recipients.all()].map((one) => (marked.has(one.id) ? { ...one, agent: true } : one)),
    ),
    // What is read later is added to the directory's own list.
    get missing() {
      return directory.missing;
    },
  };
}
