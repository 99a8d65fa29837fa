/** @file The worker thread's side of call-thread.ts: functions that answer calls, several at once where they wait. */
import { parentPort, type Transferable } from 'node:worker_threads'
import { invariant } from './errors.ts'
import { type FromThread, type Offered, packError, type ToThread } from './thread-messages.ts'

/** What the caller knows as `Functions`, with a signal for the abort of a call. */
type Answering<Functions extends Offered<Functions>> = {
  readonly [Name in keyof Functions]: (
    request: Parameters<Functions[Name]>[0],
    options: { readonly signal: AbortSignal },
  ) => ReturnType<Functions[Name]> | Promise<Awaited<ReturnType<Functions[Name]>> | undefined>
}

export interface AnswerOptions {
  /** What of an answer moves to the caller instead of being copied. Default: nothing. */
  readonly transfer?: (answer: unknown) => readonly Transferable[]
  /** Runs when all calls are answered and the caller has closed the thread. */
  readonly close?: () => Promise<void> | void
}

/** Answers calls until the caller closes the thread. An aborted call may be answered with undefined: nobody waits for it. */
export function answerCalls<Functions extends Offered<Functions>>(
  functions: Answering<Functions>,
  { transfer = () => [], close }: AnswerOptions = {},
): void {
  invariant(parentPort !== null, 'calls are answered in a worker thread')
  const port = parentPort
  const aborts = new Map<number, AbortController>()
  const running = new Set<Promise<void>>()
  const send = (message: FromThread, moved: readonly Transferable[] = []): void => port.postMessage(message, [...moved])

  const answer = async ({ id, name, request }: ToThread & { kind: 'call' }): Promise<void> => {
    const abort = new AbortController()
    aborts.set(id, abort)
    try {
      const work = functions[name as keyof Functions] as (request: unknown, options: object) => unknown
      const result = await work(request, { signal: abort.signal })
      send({ kind: 'answer', id, answer: result }, transfer(result))
    } catch (error) {
      send({ kind: 'failure', id, error: packError(error) })
    } finally {
      aborts.delete(id)
    }
  }
  const finish = async (): Promise<void> => {
    await Promise.all(running)
    await close?.()
    port.close()
  }
  port.on('message', (message: ToThread) => {
    if (message.kind === 'abort') aborts.get(message.id)?.abort()
    else if (message.kind === 'close') void finish()
    else {
      const work = answer(message).finally(() => running.delete(work))
      running.add(work)
    }
  })
}
