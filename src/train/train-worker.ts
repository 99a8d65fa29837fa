/** @file One of the threads that share a training step. Started by training-threads.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../base/errors.ts'
import { createTrainKernel } from '../kernels/train.ts'
import { STEP_PHASES, type StepLayout } from './table-step.ts'
import type { TrainWorkerStart } from './training-threads.ts'

invariant(parentPort !== null, 'this file runs as a worker thread')
const port = parentPort
const { memory, meeting, index, threads } = workerData as TrainWorkerStart
const kernel = createTrainKernel(memory)

/** Looks that often before it sleeps: the others are at most some microseconds behind. */
const LOOKS = 2000
const ARRIVED = 0
const MET = 1

/** Returns when every thread has come here. */
function meet(): void {
  const met = Atomics.load(meeting, MET)
  if (Atomics.add(meeting, ARRIVED, 1) === threads - 1) {
    Atomics.store(meeting, ARRIVED, 0)
    Atomics.add(meeting, MET, 1)
    Atomics.notify(meeting, MET)
    return
  }
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(meeting, MET) !== met) return
  // A call that came late from the meeting before wakes too.
  while (Atomics.load(meeting, MET) === met) Atomics.wait(meeting, MET, met)
}

port.on('message', (layout: StepLayout) => {
  for (const phase of STEP_PHASES) {
    phase(kernel, layout, { index, threads })
    meet()
  }
  port.postMessage('done')
})
