/** The same clients; somebody is told what is being read, how much of it has come, and what is being written. */
import type { Clients, Narrow, Row, Services } from './service.ts';

/** One piece of work under way. */
export interface Task {
  /** So many more of it are done: rows of a list, or reads of several. */
  advanced(by: number): void;
  ended(): void;
}
export interface Watch {
  /** `what`: the cmdlet or path; `total`: how many there are, where that is known before the end. */
  reads(what: string, total: number | undefined): Task;
  writes(): Task;
}

export const watched = (services: Services, watch: Watch): Services => ({
  ...services,
  ...watching(services, watch),
  finishing: watching(services.finishing, watch),
});

function watching({ exchange, graph }: Clients, watch: Watch): Clients {
  return {
    exchange: {
      ...exchange,
      query(query, narrow) {
        const task = watch.reads(query.cmdlet, undefined);
        return until(task, exchange.query(query, rowByRow(narrow, task)));
      },
      queryEach(queries, narrow) {
        const task = watch.reads(queries[0]?.cmdlet ?? '', queries.length);
        return until(task, exchange.queryEach(queries, readByRead(narrow, task)));
      },
      write: (call) => until(watch.writes(), exchange.write(call)),
    },
    graph: {
      ...graph,
      list(path, query, narrow) {
        const task = watch.reads(shortened(path), undefined);
        return until(task, graph.list(path, query, rowByRow(narrow, task)));
      },
      readEach(reads, narrow) {
        const task = watch.reads(shortened(reads[0]?.path ?? ''), reads.length);
        return until(task, graph.readEach(reads, readByRead(narrow, task)));
      },
      write: (call) => until(watch.writes(), graph.write(call)),
    },
  };
}

/** Graph's paths without ids and queries: `/users`. */
const shortened = (path: string): string => `Graph ${/^\/[A-Za-z]*/.exec(path)?.[0] ?? path}`;

async function until<T>(task: Task, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    task.ended();
  }
}
const rowByRow =
  <T>(narrow: Narrow<T>, task: Task): Narrow<T> =>
  (row) => {
    task.advanced(1);
    return narrow(row);
  };
/** A read counts with its first row; one without a row counts when all have ended. */
function readByRead<T>(
  narrow: (row: Row, index: number) => T | undefined,
  task: Task,
): (row: Row, index: number) => T | undefined {
  const begun = new Set<number>();
  return (row, index) => {
    if (!begun.has(index)) {
      begun.add(index);
      task.advanced(1);
    }
    return narrow(row, index);
  };
}
