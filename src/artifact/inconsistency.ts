/** Statements of one law that contradict each other (LAW-50 to LAW-56), with the place in the artifact that says so. */
export interface Inconsistency {
  /** Code of the catalogue. */
  readonly code: string
  /** Kind of an artifact (`operators`, `validation`, ...) or `machine:<name>`. */
  readonly artifact: string
  /** Keys and indexes from the root of the artifact to the offending node. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly expected: string | null
}
