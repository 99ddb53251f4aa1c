/**
 * Freezes every object and list that `root` reaches, through maps too, so that whoever is handed one cannot change it for others
 * (SES-04). Maps themselves stay as they are: none leaves a law.
 */
export const freezeDeep = <T extends object>(root: T): T => {
  const seen = new Set<object>([root])
  // A Set is iterated in order of insertion, and takes in what is added on the way.
  for (const value of seen) {
    for (const part of value instanceof Map ? value.values() : Object.values(value)) {
      if (typeof part === 'object' && part !== null) seen.add(part as object)
    }
    if (!(value instanceof Map)) Object.freeze(value)
  }
  return root
}
