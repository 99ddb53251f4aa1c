import type { Problem } from '../artifact/problem.js'

/** Why a call of the library failed. Only `refused` is a verdict; the others capture nothing. */
export type QComputeErrorCode =
  'refused' | 'session-ended' | 'bad-input' | 'bad-rules' | 'bad-file' | 'law-not-found' | 'limit-reached'

/** What a failed call carries beside its message. */
export interface QComputeErrorDetails {
  /** Reason of the verdict; null unless the call was refused. */
  readonly reason?: string | null
  /** What is wrong with rules or files, with places. */
  readonly problems?: readonly Problem[]
  /** The captured entry of a refused call. */
  readonly captured?: object | null
}

/** An expected failure of the library (SES-70, SES-71, SES-73). Only a refused call was captured. */
export class QComputeError extends Error {
  override readonly name = 'QComputeError'
  readonly code: QComputeErrorCode
  readonly reason: string | null
  readonly problems: readonly Problem[]
  readonly captured: object | null

  constructor(code: QComputeErrorCode, message: string, { reason, problems, captured }: QComputeErrorDetails = {}) {
    super(message)
    this.code = code
    this.reason = reason ?? null
    this.problems = problems ?? []
    this.captured = captured ?? null
  }
}
