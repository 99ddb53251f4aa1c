// A writer that is made to be killed. It appends ready sessions, one file after the other, and says on standard output what is done:
// `FILE EVENTS`, after the commit of so many events. Arguments: the built modules, a folder, a file of sessions, a durability, a start.
import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, folder, sessionsFile, durability, start] = process.argv.slice(2)
const { createTrace } = await import(pathToFileURL(join(dist, 'shell', 'trace-writer.js')).href)
const sessions = JSON.parse(readFileSync(sessionsFile, 'utf8'))

function acknowledge(file, events) {
  writeSync(1, `${file} ${events}\n`)
}

/** Appends the events of a session; every third and the last is committed and then acknowledged, in `each` every one at once. */
async function append(file, events) {
  const created = createTrace(join(folder, `${file}.qtrace`), { force: false, keep: [], durability })
  if (!created.ok) throw new Error(created.error.message)
  const writer = created.value
  for (const [index, lines] of events.entries()) {
    for (const line of lines) writer.write(line)
    if (durability !== 'each' && index % 3 < 2) continue
    if (durability !== 'each') await writer.commit()
    acknowledge(file, index + 1)
  }
  writer.close()
  acknowledge(file, events.length)
}

for (let file = Number(start); ; file++) await append(file, sessions[file % sessions.length])
