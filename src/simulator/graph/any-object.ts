/** Objects of all kinds that Graph lists together. */
import type { Contact, Group, User } from '../tenant/model.ts';
import type { DirectoryApp, DirectoryRole } from './small-entities.ts';

/** An object of any kind, with what is needed to show it. */
export type AnyObject =
  | { readonly kind: 'user'; readonly object: User }
  | { readonly kind: 'group'; readonly object: Group }
  | { readonly kind: 'orgContact'; readonly object: Contact }
  | { readonly kind: 'servicePrincipal'; readonly object: DirectoryApp }
  | { readonly kind: 'directoryRole'; readonly object: DirectoryRole };
export type Kind = AnyObject['kind'];
