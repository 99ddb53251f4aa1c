const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/

/** Whether `text` is `MAJOR.MINOR.PATCH` (LAW-04). */
export const isVersion = (text: string): boolean => VERSION.test(text)

/** Orders versions `MAJOR.MINOR.PATCH` by their numbers: negative, zero or positive. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a.split('.'), b.split('.')]
  for (let index = 0; index < 3; index++) {
    const difference = Number(left[index]) - Number(right[index])
    if (difference !== 0) return difference
  }
  return 0
}
