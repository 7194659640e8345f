/** Domains that Microsoft gives to every tenant; addresses under them belong to the service. */

/** Initial and routing domains of all clouds: contoso.onmicrosoft.com, contoso.mail.onmicrosoft.com and so on. */
const SERVICE_DOMAIN = /\.(?:onmicrosoft\.(?:com|us|de)|partner\.onmschina\.cn)$/;

export const isServiceDomain = (domain: string): boolean => SERVICE_DOMAIN.test(domain);
