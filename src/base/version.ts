/** @file The version of this package, from package.json. */
import { readFileSync } from 'node:fs'
import { packageUrl } from './package-url.ts'

const manifest = JSON.parse(readFileSync(packageUrl('package.json'), 'utf8')) as { version: string }

export const version: string = manifest.version
