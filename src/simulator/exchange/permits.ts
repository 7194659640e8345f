/** Who may do what: the application permission that opens a route, and the cmdlets that a directory role holds. */
import type { Access } from '../world.ts';
import { CMDLET_NAMES } from './contract.ts';

/** The two surfaces have permissions of their own: application permission, delegated scope. */
const OPENS = {
  beta: ['Exchange.ManageAsApp', 'Exchange.Manage'],
  'v2.0': ['Exchange.ManageAsAppV2', 'Exchange.ManageV2'],
} as const;
export type Surface = keyof typeof OPENS;

const isRead = (cmdlet: string) => cmdlet.startsWith('Get-');
const all = () => true;

/**
 * Directory role template ids, and the cmdlets among those simulated that each holds. Roles documented for app-only access
 * whose cmdlets nobody measured (Helpdesk, Security, Compliance Administrator, Security Reader) hold none here.
 */
const ROLE_CMDLETS: Readonly<Record<string, (cmdlet: string) => boolean>> = {
  // Global Administrator
  '62e90394-69f5-4237-9190-012177145e10': all,
  // Exchange Administrator
  '29232cdf-9323-42fd-ade2-1d097af3e4de': all,
  // Exchange Recipient Administrator
  '31392ffb-586c-42d1-9346-e59415a2cc4e': all,
  // Global Reader
  'f2ef992c-3afb-46b9-b7cf-a126ee74c451': isRead,
};

/** Whether the token has the permission that opens this surface at all. */
export function opens(access: Access, surface: Surface): boolean {
  const [application, delegated] = OPENS[surface];
  return access.permissions.has(access.as === 'app' ? application : delegated);
}

/** Whether one of the caller's roles holds the cmdlet. */
export function holds(access: Access, cmdlet: string): boolean {
  return access.wids.some((role) => ROLE_CMDLETS[role.toLowerCase()]?.(cmdlet) ?? false);
}

/** Every cmdlet the caller may run, in the order of the contracts. */
export function cmdletsOf(access: Access): string[] {
  return CMDLET_NAMES.filter((cmdlet) => holds(access, cmdlet));
}
