/** @file Errors of the operating system as AttuneErrors: machine failures and wrong paths are not bugs in Attune. */
import type { AttuneError } from '../base/errors.ts'
import { diskFull, outputUnwritable, systemFailed } from './errors.ts'

/** Such as ENOENT; undefined for what no system call threw. */
export const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** No space on the disk, none of a quota, or none below a limit on the size of files. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What a path is refused for when it is to be written. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'a file with that name exists',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only disk',
}

/** @returns undefined where no system call failed */
export function asSystemError(error: unknown): AttuneError | undefined {
  const code = systemCodeOf(error)
  if (code === undefined) return undefined
  if (FULL.has(code)) return diskFull({ place: pathOf(error) ?? 'the result' }, error)
  return systemFailed({ reason: (error as Error).message }, error)
}

/** Runs what writes to `path`. @throws CLI_OUTPUT_UNWRITABLE, CLI_DISK_FULL */
export function writingTo<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw writeError(path, error)
  }
}

/** As `writingTo`, for work that takes its time. */
export async function writingToAsync<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw writeError(path, error)
  }
}

function writeError(path: string, error: unknown): unknown {
  const code = systemCodeOf(error) ?? ''
  if (FULL.has(code)) return diskFull({ place: `"${path}"` }, error)
  const reason = reasons[code]
  return reason === undefined ? error : outputUnwritable({ path, reason }, error)
}

const pathOf = (error: unknown): string | undefined =>
  error instanceof Error && 'path' in error && typeof error.path === 'string' ? `"${error.path}"` : undefined
