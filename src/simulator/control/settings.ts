/** The switches for what is not known about the services: their defaults, and the check of what `PUT /_sim/settings` is sent. */
import * as z from 'zod';
import type { Settings } from '../world.ts';

/** Every switch, all optional: a PUT changes only what it names. */
export const settingsPatch = z.strictObject({
  emptyWrite: z.enum(['emptyArray', 'null', 'absent', 'emptyBody', 'noContent']),
  recipientPermissionIsInherited: z.enum(['absent', 'false']),
  repeatedAdd: z.enum(['warning', 'warningAndRow']),
  rateLimitHeaders: z.boolean(),
  resultSize: z.enum(['applied', 'ignored']),
  unknownIdentity: z.enum(['notFound', 'allRows']),
  hiddenDelegates: z.enum(['leftOut', 'shown']),
  bigBatch: z.enum(['refused', 'accepted']),
  errorWarnings: z.boolean(),
  tenantWideFullAccess: z.enum(['refused', 'works']),
  retryAfter: z.enum(['seconds', 'decimal', 'absent']),
  delegateListLink: z.enum(['present', 'absent']),
  servicePrincipalAs: z.enum(['sid', 'displayName']),
  newMailboxDelay: z.number().min(0),
  conversionDelay: z.number().min(0),
  syncedAccountEnabled: z.enum(['refused', 'accepted']),
  mailGroupMembers: z.enum(['badRequest', 'forbidden']),
  dynamicGroupMembers: z.enum(['forbidden', 'badRequest']),
  bigTop: z.enum(['refused', 'clipped']),
} satisfies { readonly [K in keyof Settings]: z.ZodType<Settings[K]> });

/** The likelier reading of each open question. */
export function defaultSettings(): Settings {
  return {
    emptyWrite: 'emptyArray',
    recipientPermissionIsInherited: 'absent',
    repeatedAdd: 'warning',
    rateLimitHeaders: true,
    resultSize: 'applied',
    unknownIdentity: 'notFound',
    hiddenDelegates: 'leftOut',
    bigBatch: 'refused',
    errorWarnings: true,
    tenantWideFullAccess: 'refused',
    retryAfter: 'seconds',
    delegateListLink: 'present',
    servicePrincipalAs: 'sid',
    newMailboxDelay: 0,
    conversionDelay: 0,
    syncedAccountEnabled: 'refused',
    mailGroupMembers: 'badRequest',
    dynamicGroupMembers: 'forbidden',
    bigTop: 'refused',
  };
}
