// Gives made inputs to decoders: node test/fuzz/main.mjs DECODER SEED FIRST COUNT SECONDS [NOTE]
// It writes the number of each case to the file NOTE before it begins, so that whoever watches can name the one that hangs.
import { openSync, writeSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { DECODERS } from './decoders.mjs'
import { Random } from './random.mjs'

const [name, seed, first, count, seconds, note] = process.argv.slice(2)
const { make, take } = DECODERS[name]
const descriptor = note === undefined ? null : openSync(note, 'w')
const end = performance.now() + Number(seconds) * 1000

const shown = (input) => {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} units)` : text
}

let done = 0
for (let number = Number(first); done < Number(count) && performance.now() < end; number++, done++) {
  if (descriptor !== null) writeSync(descriptor, String(number).padStart(12), 0)
  const input = make(new Random(name, seed, number))
  try {
    const once = await take(input)
    const again = await take(input)
    if (!isDeepStrictEqual(once, again)) throw new Error('two readings of one input differ')
  } catch (thrown) {
    console.error(`case ${number}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\ninput: ${shown(input)}`)
    process.exit(1)
  }
}
process.stderr.write(`${name}: ${done} cases\n`)
process.exit(0)
