/** Sign-ins of people that outlive one request: device codes waiting for approval, and refresh tokens. */
import { randomBytes } from 'node:crypto';

/** Seconds that a device code is good for. Source: Entra's device authorization answer. */
export const DEVICE_CODE_LIFETIME = 900;
/** Seconds between two polls that are asked of the client. */
export const DEVICE_CODE_INTERVAL = 1;

export interface DeviceCode {
  readonly appId: string;
  readonly scope: string;
  readonly userCode: string;
  /** Simulated time, ms. */
  readonly expires: number;
  /** Object id of who approved. */
  approvedBy: string | null;
}
export interface Refresh {
  readonly appId: string;
  readonly userId: string;
  readonly scope: string;
  /** Simulated time of sign-in, ms: sessions revoked later end it. */
  readonly issued: number;
}

export class Grants {
  readonly #codes = new Map<string, DeviceCode>();
  readonly #refresh = new Map<string, Refresh>();

  startDevice(
    appId: string,
    scope: string,
    now: number,
  ): { readonly code: string; readonly grant: DeviceCode } {
    const code = randomBytes(32).toString('base64url');
    const userCode = randomBytes(5).toString('hex').slice(0, 9).toUpperCase();
    const expires = now + DEVICE_CODE_LIFETIME * 1000;
    const grant: DeviceCode = { appId, scope, userCode, expires, approvedBy: null };
    this.#codes.set(code, grant);
    return { code, grant };
  }

  device(code: string): DeviceCode | undefined {
    return this.#codes.get(code);
  }

  /** The waiting sign-in that shows this user code; without one, the only one that waits. */
  waiting(userCode: string | undefined): DeviceCode | undefined {
    const waiting = [...this.#codes.values()].filter(({ approvedBy }) => approvedBy === null);
    if (userCode === undefined) return waiting.length === 1 ? waiting[0] : undefined;
    return waiting.find((grant) => grant.userCode === userCode);
  }

  /** A device code is good for one sign-in. */
  finishDevice(code: string): void {
    this.#codes.delete(code);
  }

  remember(refresh: Refresh): string {
    const token = randomBytes(48).toString('base64url');
    this.#refresh.set(token, refresh);
    return token;
  }
  recall(token: string): Refresh | undefined {
    return this.#refresh.get(token);
  }
}
