/** Notes which readings the identity is denied as a whole: that is a missing permission, and no gap of one mailbox. */
import {
  type Clients,
  NOT_HELD,
  type Query,
  ServiceError,
  type ServiceName,
  type Services,
  type Settled,
} from './service.ts';

/** A call as permissions are given for it: a cmdlet, or a method with a path in which ids are left out. */
export interface Used {
  readonly service: Exclude<ServiceName, 'login'>;
  readonly what: string;
}

export interface Noted {
  readonly services: Services;
  /** Readings of which every one that was tried was denied. */
  readonly denied: () => readonly Used[];
  /** Among them, where Exchange said that the cmdlet as a whole is shut to the identity. */
  readonly notHeld: (used: Used) => boolean;
  /** Resolves when no reading is under way: one that failed leaves its neighbours running. */
  readonly idle: () => Promise<void>;
  /** Readings of which at least one was answered. */
  readonly answered: (used: Used) => boolean;
}

interface NotedUse {
  readonly used: Used;
  answered: boolean;
  denied: boolean;
  notHeld: boolean;
}

/** The same clients; what they read is noted by. */
export function noting(services: Services): Noted {
  const noted = new Map<string, NotedUse>();
  const note = (used: Used, failure: ServiceError | undefined): void => {
    const key = keyOf(used);
    const one = noted.get(key) ?? { used, answered: false, denied: false, notHeld: false };
    noted.set(key, one);
    if (failure === undefined) one.answered = true;
    else if (failure.failure === 'denied') {
      one.denied = true;
      one.notHeld ||= failure.code === NOT_HELD;
    }
  };
  const running = new Set<Promise<unknown>>();
  const watched = async <T>(used: Used, work: Promise<T>): Promise<T> => {
    running.add(work);
    try {
      const value = await work;
      note(used, undefined);
      return value;
    } catch (error) {
      if (error instanceof ServiceError) note(used, error);
      throw error;
    } finally {
      running.delete(work);
    }
  };
  return {
    services: { ...services, ...watching(services, watched, note, running) },
    denied: () =>
      [...noted.values()].flatMap(({ used, answered, denied }) =>
        denied && !answered ? [used] : [],
      ),
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    notHeld: (used) => noted.get(keyOf(used))?.notHeld === true,
    answered: (used) => noted.get(keyOf(used))?.answered === true,
  };
}

const keyOf = ({ service, what }: Used): string => `${service} ${what}`;
const cmdletOf = ({ cmdlet }: Query): Used => ({ service: 'exchange', what: cmdlet });
const pathOf = (path: string): Used => ({ service: 'graph', what: `GET ${withoutIds(path)}` });
const OBJECT_ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/giu;
export const withoutIds = (path: string): string => path.replaceAll(OBJECT_ID, '{id}');

function watching(
  { exchange, graph }: Clients,
  watched: <T>(used: Used, work: Promise<T>) => Promise<T>,
  note: (used: Used, failure: ServiceError | undefined) => void,
  running: Set<Promise<unknown>>,
): Clients {
  const each = async <T>(
    uses: readonly Used[],
    work: Promise<readonly Settled<T>[]>,
  ): Promise<readonly Settled<T>[]> => {
    running.add(work);
    try {
      const settled = await work;
      for (const [index, used] of uses.entries()) {
        const one = settled[index];
        if (one !== undefined) note(used, one.ok ? undefined : one.error);
      }
      return settled;
    } finally {
      running.delete(work);
    }
  };
  return {
    exchange: {
      ...exchange,
      query: (query, narrow) => watched(cmdletOf(query), exchange.query(query, narrow)),
      queryEach: (queries, narrow) =>
        each(queries.map(cmdletOf), exchange.queryEach(queries, narrow)),
    },
    graph: {
      ...graph,
      list: (path, query, narrow) => watched(pathOf(path), graph.list(path, query, narrow)),
      get: (path, query) => watched(pathOf(path), graph.get(path, query)),
      readEach: (reads, narrow) =>
        each(
          reads.map(({ path }) => pathOf(path)),
          graph.readEach(reads, narrow),
        ),
    },
  };
}
