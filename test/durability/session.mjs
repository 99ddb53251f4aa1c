// A library session that is made to be killed: it applies operators for ever and says on standard output how many are committed.
// Arguments: the built modules, a trace, a durability.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, trace, durability] = process.argv.slice(2)
const { qSession } = await import(pathToFileURL(join(dist, 'index.js')).href)
const session = qSession({ trace, durability })
const CALLERS = 8
let applied = 0

async function caller(number) {
  for (;;) {
    session.apply(number % 2 === 0 ? 'h' : 'cx', number % 2 === 0 ? { q: number } : { q1: number, q2: number + 1 })
    const own = ++applied
    await session.commit()
    writeSync(1, `${own}\n`)
  }
}

await Promise.all(Array.from({ length: CALLERS }, (_, number) => caller(number)))
