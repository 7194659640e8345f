/** Names of the sign-in service (Microsoft Entra ID). */

export const LOGIN_ORIGIN = 'https://login.microsoftonline.com';
export const TOKEN_PATH = (tenant: string): string => `/${tenant}/oauth2/v2.0/token`;
export const SCOPE = {
  graph: 'https://graph.microsoft.com/.default',
  exchange: 'https://outlook.office365.com/.default',
} as const;
