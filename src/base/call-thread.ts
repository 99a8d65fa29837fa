/** @file Calling functions in a worker thread, which answers with answer-calls.ts. */
import { Worker } from 'node:worker_threads'
import { type FromThread, type Offered, type ToThread, unpackError } from './thread-messages.ts'

export interface Thread<Functions extends Offered<Functions>> {
  /** Aborting rejects with the signal's reason at once, and notifies the thread. @throws what the function throws */
  readonly call: <Name extends keyof Functions & string>(
    name: Name,
    request: Parameters<Functions[Name]>[0],
    options?: { readonly signal?: AbortSignal | undefined },
  ) => Promise<Awaited<ReturnType<Functions[Name]>>>
  /** Rejects pending and later calls, and resolves when the thread has cleaned up and ended. */
  readonly close: (reason: Error) => Promise<void>
  /** The same without waiting for the thread to clean up. */
  readonly terminate: (reason: Error) => Promise<void>
}

export interface ThreadOptions {
  /** The error of calls when the thread ends by itself. */
  readonly died: (reason: string, cause?: unknown) => Error
}

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Starts a thread. One that nobody has called, or has closed, does not keep the process alive. */
export function startThread<Functions extends Offered<Functions>>(
  url: URL,
  { died }: ThreadOptions,
): Thread<Functions> {
  const worker = new Worker(url)
  const calls = createCalls(worker)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('message', calls.settle)
  worker.on('error', (error) => calls.end(died(error.message, error)))
  worker.on('exit', (code) => calls.end(died(`it exited with code ${code}`)))
  worker.unref()
  return {
    call: (name, request, options) =>
      calls.call(name, request, options) as Promise<Awaited<ReturnType<Functions[typeof name]>>>,
    close: async (reason) => {
      calls.end(reason)
      // Keeps the process alive until the thread has ended.
      worker.ref()
      worker.postMessage({ kind: 'close' } satisfies ToThread)
      await exited
    },
    terminate: async (reason) => {
      calls.end(reason)
      await worker.terminate()
    },
  }
}

interface Calls {
  readonly call: (
    name: string,
    request: unknown,
    options?: { readonly signal?: AbortSignal | undefined },
  ) => Promise<unknown>
  readonly settle: (message: FromThread) => void
  /** Rejects pending and later calls; the first reason is kept. */
  readonly end: (reason: Error) => void
}

function createCalls(worker: Worker): Calls {
  const pending = new Map<number, Pending>()
  let idNext = 0
  let ended: Error | undefined
  const send = (message: ToThread): void => worker.postMessage(message)
  const take = (id: number): Pending | undefined => {
    const call = pending.get(id)
    pending.delete(id)
    if (pending.size === 0) worker.unref()
    return call
  }
  return {
    call: (name, request, { signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted()
        if (ended) throw ended
        const id = idNext++
        const abort = (): void => {
          send({ kind: 'abort', id })
          take(id)?.reject(signal?.reason)
        }
        signal?.addEventListener('abort', abort, { once: true })
        const settled = (): void => signal?.removeEventListener('abort', abort)
        pending.set(id, {
          resolve: (answer) => (settled(), resolve(answer)),
          reject: (error) => (settled(), reject(error)),
        })
        worker.ref()
        send({ kind: 'call', id, name, request })
      }),
    settle: (message) => {
      const call = take(message.id)
      if (message.kind === 'answer') call?.resolve(message.answer)
      else call?.reject(unpackError(message.error))
    },
    end: (reason) => {
      if (ended) return
      ended = reason
      for (const id of pending.keys()) {
        send({ kind: 'abort', id })
        take(id)?.reject(reason)
      }
    },
  }
}
