/** @file Options as programs without types pass them: an unknown name is refused, since it would be ignored without a word. */
import { AttuneError } from './errors.ts'
import { nearest } from './nearest.ts'

/** Every option of an interface by its name, so that none can be forgotten here. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/**
 * @param of the call that takes them, for the message
 * @throws BASE_OPTION_UNKNOWN, BASE_OPTIONS_INVALID
 */
export function checkOptions<Options extends object>(of: string, options: Options, names: OptionNames<Options>): void {
  const given: unknown = options
  if (given === undefined) return
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw optionsInvalid({ of, value: given })
  const known = Object.keys(names)
  for (const option of Object.keys(given))
    if (!Object.hasOwn(names, option)) throw optionUnknown({ of, option, known, nearest: nearest(option, known) })
}

const optionUnknown = (details: {
  readonly of: string
  readonly option: string
  readonly known: readonly string[]
  readonly nearest: string | undefined
}): AttuneError =>
  new AttuneError({
    code: 'BASE_OPTION_UNKNOWN',
    kind: 'invalid-input',
    message: `${details.of} has no option "${details.option}". Its options are ${details.known.join(', ')}.`,
    hint:
      details.nearest === undefined
        ? `Leave "${details.option}" out, or pass one of these options.`
        : `Write "${details.nearest}" if that is what was meant.`,
    details,
  })

const optionsInvalid = ({ of, value }: { readonly of: string; readonly value: unknown }): AttuneError =>
  new AttuneError({
    code: 'BASE_OPTIONS_INVALID',
    kind: 'invalid-input',
    message: `The options of ${of} are ${kindOf(value)}, but must be an object.`,
    hint: 'Pass an object with the options by name, or leave it out.',
    details: { of, value },
  })

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
