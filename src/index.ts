/** @file What outsiders import as 'attune'. */
export { AttuneError, type ErrorKind } from './base/errors.ts'
