/** The simulated tenant as a server on loopback: sign-in, Graph, Exchange and the control plane on one origin. */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { dirname } from 'node:path';
import { json } from './answers.ts';
import { ConnectionFault } from './control/carry-out.ts';
import { type ControlRequest, control } from './control/routes.ts';
import { exchangeRoutes } from './exchange/routes.ts';
import { graphRoutes } from './graph/routes.ts';
import { baseOf, readRequest, readText, targetOf, writeResponse } from './http.ts';
import { makeStage, type Stage } from './make-world.ts';
import { signInRoutes } from './sign-in/routes.ts';
import { type Saver, stateSaver } from './state-file.ts';
import type { Tenant } from './tenant/model.ts';
import { loadTenant, type TenantSource } from './tenant-source.ts';
import type { Handler, ServiceName, SimRequest, SimResponse } from './world.ts';

const LOOPBACK = '127.0.0.1';
/** Real milliseconds that an idle connection stays open: longer than clients keep theirs, so that none is cut under them. */
const KEEP_ALIVE = 70_000;

export interface SimulatorOptions extends TenantSource {
  /** 0 or absent: any free one. */
  readonly port?: number | undefined;
  /** Files with key and certificate (PEM): then it speaks TLS. */
  readonly tlsKey?: string | undefined;
  readonly tlsCert?: string | undefined;
  /** Taken as it is, in place of a state file or a seed. */
  readonly tenant?: Tenant | undefined;
  /** The host's time in milliseconds since 1970, for tests with a clock of their own. */
  readonly now?: (() => number) | undefined;
}

/** What a client needs to know, in one JSON object. */
interface Descriptor {
  readonly login: string;
  readonly graph: string;
  readonly exchange: string;
  readonly control: string;
  readonly tenantId: string;
  /** Initial domain. */
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface Running {
  readonly origin: string;
  readonly port: number;
  readonly descriptor: Descriptor;
  /** The control plane for whoever started it in the same process: no connection, else the same. The answer's body is live. */
  control(request: ControlRequest): SimResponse;
  /** Cuts all connections and saves the state. Throws where it cannot be saved. */
  close(): Promise<void>;
}

/** Starts it. Throws where the port is taken, or a file is not what it should be. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Running> {
  const host = options.now ?? Date.now;
  const { tenant, kept } = options.tenant
    ? { tenant: options.tenant, kept: false }
    : await loadTenant(options, new Date(host()));
  const saver = await saverFor(options.state, () => stage.world.tenant);
  const stage = makeStage({
    tenant,
    seed: options.randomSeed ?? 1,
    host,
    save: () => saver?.later(),
  });
  const tls = await tlsOf(options);
  const server = listener(stage, tls);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, options.port ?? 0);
  if (!kept) saver?.later();
  const origin = tls ? `https://${tls.name}:${port}` : `http://${LOOPBACK}:${port}`;
  return {
    origin,
    port,
    descriptor: describe(tenant, origin),
    control: (request) => control(stage, request),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await saver?.flush();
    },
  };
}

async function saverFor(
  path: string | undefined,
  tenant: () => Tenant,
): Promise<Saver | undefined> {
  if (path === undefined) return undefined;
  await makeFolder(dirname(path));
  return stateSaver(path, tenant);
}

/** One level at a time: Node's `recursive` runs for ever below a folder that takes nothing, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

interface Tls {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** The name of this machine that the certificate is for. */
  readonly name: string;
}
async function tlsOf({ tlsKey, tlsCert }: SimulatorOptions): Promise<Tls | undefined> {
  if (tlsKey === undefined && tlsCert === undefined) return undefined;
  if (tlsKey === undefined || tlsCert === undefined) {
    throw new Error('TLS takes both a key and a certificate');
  }
  const [key, cert] = await Promise.all([readFile(tlsKey), readFile(tlsCert)]);
  const name = new X509Certificate(cert).checkIP(LOOPBACK) === undefined ? 'localhost' : LOOPBACK;
  return { key, cert, name };
}

function listener(stage: Stage, tls: Tls | undefined): Server {
  const { world, faults, grants } = stage;
  const handlers: Readonly<Record<ServiceName, Handler>> = {
    login: signInRoutes({ world, grants, tokenLifetime: () => faults.tokenLifetime }),
    graph: graphRoutes(world),
    exchange: exchangeRoutes(world),
  };
  const scheme = tls ? 'https' : 'http';
  const listen = (message: IncomingMessage, response: ServerResponse) => {
    serveOne(stage, handlers, scheme, message, response).catch((error: unknown) => {
      // Nothing sensible can be answered any more: the client sees the connection end.
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
  const limits = { keepAliveTimeout: KEEP_ALIVE };
  return tls
    ? createTlsServer({ ...limits, key: tls.key, cert: tls.cert }, listen)
    : createServer(limits, listen);
}

async function serveOne(
  stage: Stage,
  handlers: Readonly<Record<ServiceName, Handler>>,
  scheme: 'http' | 'https',
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const host = message.headers.host ?? LOOPBACK;
  const [path = '/'] = (message.url ?? '/').split('?');
  const target = targetOf(host, path);
  if (target === 'control') {
    writeResponse(
      response,
      isLocal(message, host) ? await controlled(stage, message, path) : FOREIGN,
    );
    return;
  }
  // A path that is nobody's goes to the sign-in service: it refuses it and counts it.
  const service = target ?? 'login';
  const request = await readRequest(message, service, baseOf(host, scheme));
  try {
    const answer = await stage.world.call(request, handlers[service]);
    if (!response.destroyed) writeResponse(response, answer, stage.world.clock.now());
  } catch (error) {
    fail(stage, request, response, error);
  }
}

function fail(stage: Stage, request: SimRequest, response: ServerResponse, error: unknown): void {
  if (error instanceof ConnectionFault) {
    // A hanging call stays open until the client or the end of the simulator closes it.
    if (error.kind === 'reset') cut(response.socket);
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  stage.unknown.note(request, `failed inside the simulator: ${message}`);
  writeResponse(response, json(500, { error: { code: 'SimulatorFailure', message } }));
}

/** A TCP reset where there is plain TCP; under TLS the connection just ends. */
function cut(socket: Socket | null): void {
  if (socket && 'encrypted' in socket) socket.destroy();
  else socket?.resetAndDestroy();
}

async function controlled(stage: Stage, message: IncomingMessage, path: string) {
  const body = await readText(message);
  return control(stage, {
    method: message.method ?? 'GET',
    path: path.slice('/_sim/'.length),
    body,
  });
}

const FOREIGN = json(403, { error: 'the control plane is for this machine alone' });
/** The caller is on this machine and means it: a web page that had its name point here would send its own Host. */
function isLocal(message: IncomingMessage, host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  const from = message.socket.remoteAddress ?? '';
  return (
    /^(127\.|::1$|::ffff:127\.)/.test(from) && ['127.0.0.1', 'localhost', '[::1]'].includes(name)
  );
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return portOf(server.address());
}
function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function describe(tenant: Tenant, origin: string): Descriptor {
  const [application] = tenant.applications;
  const initial = tenant.domains.find((domain) => domain.initial) ?? tenant.domains[0];
  return {
    login: origin,
    graph: origin,
    exchange: origin,
    control: `${origin}/_sim`,
    tenantId: tenant.id,
    tenant: initial?.name ?? tenant.id,
    clientId: application?.appId ?? '',
    clientSecret: application?.secret ?? '',
  };
}
