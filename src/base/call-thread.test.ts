import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startThread, type Thread } from './call-thread.ts'
import { AttuneError } from './errors.ts'
import { workerUrl } from './package-url.ts'

interface Functions {
  readonly double: (numbers: Float32Array) => Float32Array
  readonly fail: (how: 'ours' | 'bug' | 'exit') => never
  readonly waitForAbort: (nothing: undefined) => string
  readonly aborts: (nothing: undefined) => number
}

const worker = (answerCalls: string, errors: string): string => `
  import { answerCalls } from '${answerCalls}'
  import { AttuneError } from '${errors}'
  let aborts = 0
  const ours = () => new AttuneError({
    code: 'TEST_DAMAGED', kind: 'corrupt', message: 'It is damaged.', hint: 'Make it anew.', isRebuildable: true, details: { at: 3 },
  })
  answerCalls({
    double: (numbers) => numbers.map((x) => 2 * x),
    fail: (how) => {
      if (how === 'exit') process.exit(7)
      throw how === 'ours' ? ours() : new TypeError('no such thing')
    },
    waitForAbort: (_, { signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => { aborts++; resolve('heard') })),
    aborts: () => aborts,
  }, { transfer: (answer) => answer instanceof Float32Array ? [answer.buffer] : [] })
`

describe('a thread', () => {
  let folder: string
  let url: URL
  const start = (): Thread<Functions> => startThread<Functions>(url, { died: (reason) => new Error(`died: ${reason}`) })

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-thread-'))
    const built = (file: string): string => workerUrl(file).href
    writeFileSync(join(folder, 'worker.mjs'), worker(built('base/answer-calls.ts'), built('base/errors.ts')))
    url = pathToFileURL(join(folder, 'worker.mjs'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('answers calls, several at once', async () => {
    const thread = start()
    const asked = [1, 2, 3].map((x) => thread.call('double', Float32Array.of(x, 10 * x)))
    expect(await Promise.all(asked)).toEqual([[2, 20], [4, 40], [6, 60]].map((row) => Float32Array.from(row))) // prettier-ignore
    await thread.close(new Error('closed'))
    await expect(thread.call('double', Float32Array.of(1))).rejects.toThrow('closed')
  })

  it('fails with the error that was thrown, and goes on', async () => {
    const thread = start()
    const error = await thread.call('fail', 'ours').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AttuneError)
    expect(error).toMatchObject({ code: 'TEST_DAMAGED', kind: 'corrupt', hint: 'Make it anew.', details: { at: 3 } })
    expect(error).toMatchObject({ isRebuildable: true })
    await expect(thread.call('fail', 'bug')).rejects.toThrow('no such thing')
    expect(await thread.call('double', Float32Array.of(4))).toEqual(Float32Array.of(8))
    await thread.close(new Error('closed'))
  })

  it('hears of an abort, whose reason rejects the call at once', async () => {
    const thread = start()
    const stop = new AbortController()
    const waiting = thread.call('waitForAbort', undefined, { signal: stop.signal })
    stop.abort(new Error('no time'))
    await expect(waiting).rejects.toThrow('no time')
    expect(await thread.call('aborts', undefined)).toBe(1)
    await expect(thread.call('aborts', undefined, { signal: stop.signal })).rejects.toThrow('no time')
    await thread.close(new Error('closed'))
  })

  it.each(['close', 'terminate'] as const)('rejects what is pending on %s', async (end) => {
    const thread = start()
    const waiting = thread.call('waitForAbort', undefined)
    const ended = thread[end](new Error('over'))
    await expect(waiting).rejects.toThrow('over')
    await ended
  })

  it('that ends by itself rejects what is pending and what comes later', async () => {
    const thread = start()
    const waiting = thread.call('waitForAbort', undefined)
    const failing = thread.call('fail', 'exit')
    await expect(waiting).rejects.toThrow('died: it exited with code 7')
    await expect(failing).rejects.toThrow('died: it exited with code 7')
    await expect(thread.call('aborts', undefined)).rejects.toThrow('died: it exited with code 7')
  })
})
