/** @file The threads that run the phases of a step: the calling one alone, or workers beside it that meet after each phase. */
import { startThread } from '../base/call-thread.ts'
import { workerUrl } from '../base/package-url.ts'
import { createTrainKernel } from '../kernels/train.ts'
import { trainingThreadDied } from './errors.ts'
import { STEP_PHASES, type StepLayout } from './table-step.ts'

export interface TrainingThreads {
  /** One step at a time. */
  readonly run: (layout: StepLayout) => Promise<void>
  readonly close: () => Promise<void>
}

export interface TrainingStart {
  readonly memory: WebAssembly.Memory
  /** How many have arrived, and how often all had. */
  readonly meeting: Int32Array
  readonly index: number
  readonly threads: number
}

/** What a worker offers. */
export interface TrainingFunctions {
  readonly begin: (start: TrainingStart) => void
  /** Returns when all threads have done their share. */
  readonly step: (layout: StepLayout) => void
}

/** With one thread the caller's own does the work; with more, as many workers, and the caller's stays free. */
export function startTrainingThreads(memory: WebAssembly.Memory, threads: number): TrainingThreads {
  return threads > 1 ? startWorkers(memory, threads) : alone(memory)
}

function alone(memory: WebAssembly.Memory): TrainingThreads {
  const kernel = createTrainKernel(memory)
  return {
    run: async (layout) => {
      for (const phase of STEP_PHASES) phase(kernel, layout, { index: 0, threads: 1 })
      // Others get their turn, and an abort is heard.
      await new Promise((resume) => setImmediate(resume))
    },
    close: async () => undefined,
  }
}

function startWorkers(memory: WebAssembly.Memory, threads: number): TrainingThreads {
  const meeting = new Int32Array(new SharedArrayBuffer(8))
  const url = workerUrl('train/train-worker.ts')
  const died = (reason: string, cause?: unknown): Error => trainingThreadDied({ reason }, cause)
  const workers = Array.from({ length: threads }, () => startThread<TrainingFunctions>(url, { died }))
  const begun = Promise.all(workers.map((worker, index) => worker.call('begin', { memory, meeting, index, threads })))
  // Heard by the first step, if there is one.
  begun.catch(() => undefined)
  return {
    run: async (layout) => {
      await begun
      await Promise.all(workers.map((worker) => worker.call('step', layout)))
    },
    close: async () => {
      // At once: a thread whose partner has died waits for it.
      await Promise.all(workers.map((worker) => worker.terminate(new Error('training has ended'))))
    },
  }
}
