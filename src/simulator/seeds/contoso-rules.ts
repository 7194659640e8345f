/** Inbox rules of the contoso tenant: an ordinary one, one that sends mail out, and one that is hidden. */
import type { InboxRule, Tenant } from '../tenant/model.ts';
import { mailboxOf } from './contoso-rights.ts';

export function addRules(tenant: Tenant): void {
  const give = (local: string, ...rules: InboxRule[]) => {
    mailboxOf(tenant, local).inboxRules = rules;
  };
  give(
    'fred',
    rule('11394007230974001001', 'Newsletters', { MoveToFolder: 'Newsletters' }),
    rule('11394007230974001002', 'Copy for home', {
      ForwardTo: ['"fred@fabrikam.example" [SMTP:fred@fabrikam.example]'],
    }),
  );
  give('temp', {
    ...rule('12394007230974001001', '.', {
      SubjectContainsWords: ['invoice'],
      RedirectTo: ['"drop@northwind.example" [SMTP:drop@northwind.example]'],
      DeleteMessage: true,
    }),
    hidden: true,
  });
}

function rule(id: string, name: string, properties: InboxRule['properties']): InboxRule {
  return { id, name, enabled: true, hidden: false, properties };
}
