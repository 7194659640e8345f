/** The connection pool. In a file of its own, loaded when the first request leaves: undici is large. */
import { Agent, buildConnector, type Dispatcher } from 'undici';

/** `connectMs`: milliseconds to connect; `perOrigin`: connections at once to one origin. */
export function createAgent(connectMs: number, perOrigin: number): Dispatcher {
  const connect = buildConnector({ timeout: connectMs });
  return new Agent({
    connections: perOrigin,
    // The certificate is that of the machine connected to, also where the Host header names another one.
    connect: (options, done) => connect({ ...options, servername: options.hostname }, done),
  });
}
