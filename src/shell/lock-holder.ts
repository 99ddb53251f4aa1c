import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { canonicalJson } from '../base/index.js'
import { randomSessionId } from './random-id.js'

/** The process that holds a lock, so told that another can find out whether it lives (LED-21). */
export interface Holder {
  /** No two locks have the same. */
  readonly nonce: string
  readonly pid: number
  readonly host: string
  /** Which machine, by what its system calls it for good; '' where it does not say. */
  readonly machine: string
  /** Which start of which system; '' where the system does not say. */
  readonly boot: string
  /** In which numbering of processes `pid` counts; '' where there is one only. */
  readonly space: string
  /** When the process began, in the units of the system; '' where it does not say. */
  readonly started: string
}

const reading = (read: () => string): string => {
  try {
    return read().trim()
  } catch {
    return ''
  }
}

/** State and start of a process as Linux tells them; null where there is none, or no such system. */
const processOf = (pid: number | 'self'): { readonly state: string; readonly started: string } | null => {
  const text = reading(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The name of the process stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = '', started = ''] = [fields[0], fields[19]]
  return text === '' ? null : { state, started }
}

const bootOf = (): string => reading(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))

const machineOf = (): string => reading(() => readFileSync('/etc/machine-id', 'utf8'))

const spaceOf = (): string => reading(() => readlinkSync('/proc/self/ns/pid'))

/** This process as the holder of a new lock, and the text of that lock. */
export const thisHolder = (): Holder & { readonly text: string } => {
  const nonce = randomSessionId().replaceAll('-', '')
  const started = processOf('self')?.started ?? ''
  const holder = { nonce, pid: process.pid, host: hostname(), machine: machineOf(), boot: bootOf(), space: spaceOf(), started }
  return { ...holder, text: `${canonicalJson(holder)}\n` }
}

const TEXTS = ['nonce', 'host', 'machine', 'boot', 'space', 'started'] as const

const isHolder = (value: unknown): value is Holder => {
  if (typeof value !== 'object' || value === null) return false
  const members = value as { readonly [name: string]: unknown }
  const { pid, nonce } = members
  const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0
  return isPid && TEXTS.every((name) => typeof members[name] === 'string') && /^[0-9a-f]{32}$/.test(String(nonce))
}

/** The holder that the text of a lock names, or null if it names none. */
export const readHolder = (text: string): Holder | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isHolder(value) ? value : null
  } catch {
    return null
  }
}

const hasProcess = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // It is there but belongs to somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

/** Whether the holder lives, or nobody here can know: on another machine, or behind the wall of a container. */
export const isLiving = ({ pid, host, machine, boot, space, started }: Holder): boolean => {
  // Of this machine before it was started anew; machines of one name are not one machine.
  if (boot !== bootOf()) return machine === '' || machine !== machineOf()
  if (boot === '' && host !== hostname()) return true
  if (space !== spaceOf()) return true
  if (!hasProcess(pid)) return false
  const now = processOf(pid)
  if (now === null) return true
  return now.state !== 'Z' && now.state !== 'X' && now.started === started
}
