// What the author of a page writes: once with a bundler, once with the file that needs none.
import { fetchLaw, openLaw, QComputeError, verifyTrace } from 'qcompute/web'
import type {
  ByteStream, Counts, Drift, Finding, FindingCode, FrameJson, Json, JsonObject, LawFiles, MaybeText, Place, Problem, QComputeErrorCode,
  QComputeErrorDetails, ReconstructedSession, TraceBytes, TraceReport, WebLaw,
} from 'qcompute/web'
import { verifyTrace as verifyInOneFile } from 'qcompute/web/bundle'

/** Every type of the face has a use. */
export interface Named {
  readonly law: [LawFiles, MaybeText, WebLaw, Json, JsonObject, Place, Problem, QComputeErrorCode, QComputeErrorDetails]
  readonly trace: [ByteStream, TraceBytes, TraceReport, Finding, FindingCode, ReconstructedSession, FrameJson, Counts, Drift]
}

/** A law from texts in memory. */
export const openTexts = (texts: ReadonlyMap<string, string>): Promise<WebLaw> =>
  openLaw({ name: 'mine', bundle: (path) => texts.get(path) ?? null, machine: (path) => texts.get(`machines/${path}`) ?? null })

/** Whether the trace at `url` is valid under the law at `bundle`, said by both builds. */
export const verify = async (url: string, bundle: URL, machines: string): Promise<boolean> => {
  const law = await fetchLaw(bundle, machines)
  const response = await fetch(url)
  if (response.body === null) throw new QComputeError('bad-file', 'no body')
  const [one, two] = response.body.tee()
  const report: TraceReport = await verifyTrace(one, [law])
  return report.valid && (await verifyInOneFile(two, [law])).valid
}
