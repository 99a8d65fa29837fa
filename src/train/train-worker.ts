/** @file One of the threads that share a training step. Started by training-threads.ts. */
import { answerCalls } from '../base/answer-calls.ts'
import { invariant } from '../base/errors.ts'
import { createTrainKernel, type TrainKernel } from '../kernels/train.ts'
import { STEP_PHASES } from './table-step.ts'
import type { TrainingFunctions, TrainingStart } from './training-threads.ts'

/** Looks that often before it sleeps: the others are at most some microseconds behind. */
const LOOKS = 2000
const ARRIVED = 0
const MET = 1

let work: { readonly kernel: TrainKernel; readonly start: TrainingStart } | undefined

answerCalls<TrainingFunctions>({
  begin: (start) => {
    work = { kernel: createTrainKernel(start.memory), start }
  },
  step: (layout) => {
    invariant(work !== undefined, 'a training thread begins before its first step')
    for (const phase of STEP_PHASES) {
      phase(work.kernel, layout, work.start)
      meet(work.start)
    }
  },
})

/** Returns when every thread has come here. */
function meet({ meeting, threads }: TrainingStart): void {
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
