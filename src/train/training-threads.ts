/** @file The threads that run the phases of a step: the calling one alone, or workers beside it that meet after each phase. */
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../base/worker-url.ts'
import { createTrainKernel } from '../kernels/train.ts'
import { STEP_PHASES, type StepLayout } from './table-step.ts'

export interface TrainingThreads {
  /** One step at a time. */
  readonly run: (layout: StepLayout) => Promise<void>
  readonly close: () => Promise<void>
}

export interface TrainWorkerStart {
  readonly memory: WebAssembly.Memory
  /** How many have arrived, and how often all had. */
  readonly meeting: Int32Array
  readonly index: number
  readonly threads: number
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
  const workers = Array.from({ length: threads }, (_, index) => {
    const start: TrainWorkerStart = { memory, meeting, index, threads }
    return new Worker(workerUrl('./train-worker.ts', import.meta.url), { workerData: start })
  })
  const failed = new Promise<never>((_, reject) => {
    for (const worker of workers) {
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('a training thread ended')))
    }
  })
  // Nobody may be waiting when a thread ends; whoever waits later hears of it all the same.
  failed.catch(() => undefined)
  return {
    run: async (layout) => {
      const finished = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)))
      for (const worker of workers) worker.postMessage(layout)
      await Promise.race([Promise.all(finished), failed])
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
