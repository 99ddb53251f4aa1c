import type { Problem } from '../artifact/problem.js'
import type { LimitReached } from '../engine/index.js'
import { fileProblem } from './source-file.js'

/** The problem of a law in `folder` that loads, but is too large to compile (NUM-05). */
export const lawLimit = (folder: string, { message }: LimitReached): Problem =>
  fileProblem(folder, 'limit-reached', `the law cannot be compiled: ${message}`, 'make its machines smaller')
