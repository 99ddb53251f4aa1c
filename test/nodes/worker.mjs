// Runs many command lines in one process: `node worker.mjs MAIN JOBS` reads the list of argument lists in the file JOBS and prints one
// line for each with the exit code and the document of its outcome. MAIN is the folder of the built command.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [main, jobs] = process.argv.slice(2)
const load = (name) => import(pathToFileURL(join(main, name)).href)
const { makeProgram } = await load('verbs.js')
const { styleOf } = await load('style.js')

for (const args of JSON.parse(readFileSync(jobs, 'utf8'))) {
  const outcomes = []
  await makeProgram(styleOf({}, {}), (outcome) => void outcomes.push(outcome)).parseAsync(args, { from: 'user' })
  console.log(JSON.stringify(outcomes.map(({ exit, json, problems }) => ({ exit, json, problems }))))
}
