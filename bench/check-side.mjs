// The other process of the checker bench: explores one law and says on standard output how many states it has and what that took.
import { makeSessionModel } from '../dist/checker/session/session-model.js'
import { searchBreadth } from '../dist/explore/index.js'
import { finerLaw } from './check-model.mjs'

const [low, medium, tokens] = process.argv.slice(2).map(Number)
const made = makeSessionModel(finerLaw({ low, medium }), { tokens, symmetry: false, quantum: null, propositions: [] })
if (!made.ok) throw new Error(`${made.variable}: ${made.why}`)
const { states, complete } = searchBreadth(made.model, { states: 100_000_000, goesOn: () => true })
if (!complete) throw new Error('a law is explored to its end')
process.stdout.write(JSON.stringify({ states, bytes: process.resourceUsage().maxRSS * 1024 }))
