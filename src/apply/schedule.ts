/** Runs units when those they come after have ended. Knows no tenant and no change. */
import type { Unit } from '../plan/order.ts';

/** `run` and `hold` tell whether the unit succeeded. Throws the first error after everything under way has ended. */
export async function schedule(
  units: readonly Unit[],
  width: number,
  run: (unit: Unit) => Promise<boolean>,
  hold: (unit: Unit) => Promise<boolean>,
): Promise<void> {
  const ended = new Map<string, Promise<boolean>>();
  const room = new Room(width);
  for (const unit of units) {
    const work = async (): Promise<boolean> => {
      const settled = (names: readonly string[]): Promise<readonly boolean[]> =>
        Promise.all(names.map((name) => ended.get(name) ?? Promise.resolve(true)));
      await settled(unit.after);
      return (await settled(unit.needs)).includes(false)
        ? hold(unit)
        : room.with(unit.touches, () => run(unit));
    };
    ended.set(unit.name, work());
  }
  const results = await Promise.allSettled(ended.values());
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

interface Waiting {
  readonly ids: readonly string[];
  readonly enter: () => void;
}
/** So many at once, and never two on one mailbox. First come, first in, but for those whose mailbox is busy. */
class Room {
  #free: number;
  readonly #busy = new Set<string>();
  #queue: readonly Waiting[] = [];
  constructor(width: number) {
    this.#free = width;
  }

  async with<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    await new Promise<void>((enter) => {
      this.#queue = [...this.#queue, { ids, enter }];
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#free += 1;
      for (const id of ids) this.#busy.delete(id);
      this.#admit();
    }
  }
  #admit(): void {
    this.#queue = this.#queue.filter(({ ids, enter }) => {
      if (this.#free === 0 || ids.some((id) => this.#busy.has(id))) return true;
      this.#free -= 1;
      for (const id of ids) this.#busy.add(id);
      enter();
      return false;
    });
  }
}
