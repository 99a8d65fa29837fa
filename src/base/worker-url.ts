/** @file Where a worker thread's entry file is: beside the built caller, also when the caller itself runs from source. */

/**
 * @param file   source name relative to the caller: './merge-worker.ts'
 * @param caller `import.meta.url`
 * @returns the built file; Node 20 runs no TypeScript in workers, so a caller in src/ gets its twin in dist/
 */
export function workerUrl(file: string, caller: string): URL {
  const { href } = new URL(file, caller)
  const built = caller.endsWith('.ts') ? href.replace('/src/', '/dist/') : href
  return new URL(built.replace(/\.ts$/, '.js'))
}
