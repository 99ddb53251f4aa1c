const FORM = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

const digits = (text: string, start: number, end: number): number => {
  let value = 0
  for (let index = start; index < end; index++) value = value * 10 + text.charCodeAt(index) - 0x30
  return value
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/**
 * Whether `text` is a timestamp of a trace: `YYYY-MM-DDTHH:MM:SS.sssZ`, a real date of the proleptic Gregorian calendar (LED-04).
 * Such texts are in order of time exactly if they are in order of code units.
 */
export const isTimestamp = (text: string): boolean => {
  if (!FORM.test(text)) return false
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  const days = (DAYS[month - 1] ?? 0) + (month === 2 && isLeapYear(digits(text, 0, 4)) ? 1 : 0)
  return day >= 1 && day <= days
}
