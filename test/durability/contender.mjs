// One of several that want the same lock. Holds it a moment, alone or it says so, and now and then dies with it, or leaves the lock of
// one that is dead.
// Arguments: the built modules, a trace, a seed, how many milliseconds.
import { readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [dist, trace, seed, milliseconds] = process.argv.slice(2)
const { lockTrace } = await import(pathToFileURL(join(dist, 'shell', 'writer-lock.js')).href)
const { thisHolder } = await import(pathToFileURL(join(dist, 'shell', 'lock-holder.js')).href)
const inside = `${trace}.inside`
const until = Date.now() + Number(milliseconds)
let state = Number(seed) >>> 0

function draw(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function holderInside() {
  try {
    return Number(readFileSync(inside, 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

// What a process leaves that was killed: a process id above the largest of Linux.
function leaveDead() {
  const { text: _, ...holder } = thisHolder()
  const aside = `${trace}.${holder.nonce}.dead`
  writeFileSync(aside, JSON.stringify({ ...holder, pid: 2 ** 22 + 1 }))
  renameSync(aside, `${trace}.lock`)
}

writeSync(1, 'ready\n')
while (Date.now() < until) {
  const lock = lockTrace(trace)
  if (!lock.ok) {
    if (lock.error.code !== 'file-locked') writeSync(1, `${lock.error.message}\n`)
    continue
  }
  const other = holderInside()
  if (other !== 0 && other !== process.pid && isAlive(other)) writeSync(1, `not alone: ${other}\n`)
  writeFileSync(inside, String(process.pid))
  for (let turns = draw(2000); turns > 0; turns--) draw(10)
  if (holderInside() !== process.pid) writeSync(1, 'another came in\n')
  writeSync(1, 'held\n')
  if (draw(100) === 0) process.kill(process.pid, 'SIGKILL')
  rmSync(inside, { force: true })
  if (draw(2) === 0) leaveDead()
  else lock.value.release()
}
