/** @file task.json: what a task sets itself, checked, and MTEB's defaults for the rest. */
import { taskSettingInvalid, taskSettingUnknown } from './errors.ts'
import type { TaskSettings } from './task.ts'

export const defaultSettings: TaskSettings = {
  split: 'test',
  trainSplit: 'train',
  languages: ['eng-Latn'],
  revision: '0'.repeat(40),
  seed: 42,
  samplesPerLabel: 8,
  experiments: 10,
  draws: 10,
  rowsPerDraw: 16_384,
  ignoreIdenticalIds: false,
}

interface Check {
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const text: Check = { expected: 'a text', accepts: isText }
const whole = (low: number): Check => ({
  expected: `a whole number of at least ${low}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= low,
})

const checks: Readonly<Record<keyof TaskSettings, Check>> = {
  mainScore: text,
  split: text,
  trainSplit: text,
  languages: {
    expected: 'a list of texts',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  },
  revision: text,
  seed: {
    expected: 'a whole number from 0 to 4294967295',
    accepts: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32,
  },
  samplesPerLabel: whole(1),
  experiments: whole(1),
  draws: whole(1),
  rowsPerDraw: whole(2),
  batchSize: whole(1),
  textsMax: whole(2),
  ignoreIdenticalIds: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
}

/** @param given the object of task.json, without `name` and `type`. @throws TASKS_SETTING_UNKNOWN, TASKS_SETTING_INVALID */
export function completeSettings(
  given: Readonly<Record<string, unknown>>,
  { file }: { readonly file: string },
): TaskSettings {
  for (const [setting, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, setting))
      throw taskSettingUnknown({ file, setting, known: ['name', 'type', ...Object.keys(checks)] })
    const { expected, accepts } = checks[setting as keyof TaskSettings]
    if (!accepts(value)) throw taskSettingInvalid({ file, setting, value, expected })
  }
  return { ...defaultSettings, ...given }
}
