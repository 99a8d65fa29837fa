/** @file `attune data`: whether data are fit to train and to measure with. */
import type { Command } from 'commander'
import { createCommand } from '../context.ts'
export const dataCommand = (): Command => createCommand('data', 'Check data sets')
