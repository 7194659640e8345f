/** The simulator as a program: one line of JSON, then it runs until it is stopped. */
import { type SimulatorOptions, startSimulator } from './server.ts';

/** Resolves once it was stopped, by the signal handed in or by SIGINT or SIGTERM, and the state is saved. */
export async function serve(
  options: SimulatorOptions,
  stdout: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const running = await startSimulator(options);
  try {
    stdout(`${JSON.stringify(running.descriptor)}\n`);
    await stopped(signal);
  } finally {
    await running.close();
  }
}

async function stopped(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
