/**
 * The connection pool. In a file of its own, loaded when the first request leaves; and of undici the three parts that it takes, by
 * their paths: the whole package (fetch, web sockets, caches, mocks) takes a tenth of the time that `mbx plan` does.
 */
import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';

export interface Pool {
  request(options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** `connectMs`: milliseconds to connect; `perOrigin`: connections at once to one origin. */
export function createPool(connectMs: number, perOrigin: number): Pool {
  const connect = buildConnector({ timeout: connectMs });
  const agent = new Agent({
    connections: perOrigin,
    // The certificate is that of the machine connected to, also where the Host header names another one.
    connect: (options, done) => connect({ ...options, servername: options.hostname }, done),
  });
  return {
    request: (options) => request.call(agent, options),
    close: () => agent.close(),
  };
}
