/** @file A folder that is watched: told when something in it has changed and nothing has for a moment. */
import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** An editor saves a file in several steps, and a checkout writes thousands: this long nothing may happen before it counts as done. */
const QUIET_MS = 300
/** Something that never rests is looked at all the same. */
const BURST_MS_MAX = 10_000
/** Where the system cannot watch so many folders. */
const LOOK_EVERY_MS = 10_000

export interface WatchOptions {
  readonly signal: AbortSignal
  /** Told once if the system cannot watch the folder, which is then looked through at intervals. */
  readonly onUnwatchable: (reason: string, everyMs: number) => void
}

/** Yields after each burst of changes; the first time at once, when everything is watched. Ends with the signal's reason. */
export async function* watchFolder(path: string, { signal, onUnwatchable }: WatchOptions): AsyncGenerator<void> {
  const watched = new Map<string, FSWatcher>()
  let lastChangeMs = 0
  let wake: (() => void) | undefined
  let isPolling = false
  let isDirty = false
  const changed = (): void => {
    isDirty = true
    lastChangeMs = performance.now()
    wake?.()
  }
  const giveUp = (error: unknown): void => {
    if (isPolling) return
    isPolling = true
    onUnwatchable(error instanceof Error ? error.message : String(error), LOOK_EVERY_MS)
    changed()
  }
  signal.addEventListener('abort', changed, { once: true })
  try {
    for (;;) {
      isDirty = false
      // Whatever changes from here on is told of.
      if (!isPolling) await watchAll(path, { watched, changed, giveUp })
      yield
      // A folder that is gone may come back, and nobody tells of that.
      const everyMs = isPolling || watched.size === 0 ? LOOK_EVERY_MS : undefined
      if (!isDirty) {
        const woken = new Promise<void>((resolve) => (wake = resolve))
        const timer = everyMs === undefined ? undefined : setTimeout(() => wake?.(), everyMs)
        await woken
        clearTimeout(timer)
      }
      signal.throwIfAborted()
      const beganMs = performance.now()
      while (performance.now() - lastChangeMs < QUIET_MS && performance.now() - beganMs < BURST_MS_MAX) {
        await sleep(QUIET_MS / 3)
        signal.throwIfAborted()
      }
    }
  } finally {
    signal.removeEventListener('abort', changed)
    for (const watcher of watched.values()) watcher.close()
  }
}

interface Watching {
  readonly watched: Map<string, FSWatcher>
  readonly changed: () => void
  readonly giveUp: (error: unknown) => void
}

/** Each folder by itself: watching a whole tree is not equally reliable on every system. */
async function watchAll(path: string, watching: Watching): Promise<void> {
  const { watched, changed, giveUp } = watching
  const isFile = (await stat(path).catch(() => undefined))?.isFile() === true
  // A file is watched by the folder that it is in: editors replace it by another.
  const folders = isFile ? new Set([dirname(path)]) : await foldersIn(path)
  const isWanted = (name: string | null): boolean =>
    name === null || (isFile ? name === basename(path) : !name.startsWith('.'))
  for (const [folder, watcher] of watched) {
    if (folders.has(folder)) continue
    watcher.close()
    watched.delete(folder)
  }
  for (const folder of folders) {
    if (watched.has(folder)) continue
    try {
      const watcher = watch(folder, (_, name) => {
        if (isWanted(name)) changed()
      })
      watcher.on('error', () => {
        // It was deleted, most likely; it is found anew if not.
        watched.delete(folder)
        changed()
      })
      watched.set(folder, watcher)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT' && code !== 'EACCES') return giveUp(error)
    }
  }
}

async function foldersIn(path: string): Promise<Set<string>> {
  const folders = new Set<string>()
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
    if (entries === undefined) return
    folders.add(folder)
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
        await walk(join(folder, entry.name))
  }
  await walk(path)
  return folders
}
