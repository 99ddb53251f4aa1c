// A recovery that is made to be killed. Arguments: the built modules, a trace. Says `ready` on standard output just before it begins.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, trace] = process.argv.slice(2)
const { recoverTrace } = await import(pathToFileURL(join(dist, 'shell', 'recover-trace.js')).href)
const { makeLawStore } = await import(pathToFileURL(join(dist, 'shell', 'law-store.js')).href)
const store = makeLawStore([]).value
store.chosen()
writeSync(1, 'ready\n')
recoverTrace(trace, store)
writeSync(1, 'done\n')
