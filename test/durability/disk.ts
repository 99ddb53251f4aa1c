import type { TraceFile } from '../../src/shell/trace-file.js'
import type { DrawBelow } from './draw.js'

const errorOf = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'write' })

/** When the disk misbehaves, by the number of the call, counted from 0 over all calls. */
export interface Faults {
  /** The power fails in this call; from then on every call fails. */
  readonly cutAt?: number
  /** This write fails, after some of its bytes. */
  readonly failWriteAt?: { readonly call: number; readonly code: 'ENOSPC' | 'EIO' }
  /** This sync fails: the system then forgets which pages were to be written, as Linux does. */
  readonly failSyncAt?: number
  /** Writes take part of their bytes only. */
  readonly short?: boolean
}

const PAGE = 512

/**
 * A file on a disk that loses power. What is written stays in memory, page by page; a sync puts it on disk. When the power fails, each
 * page that no sync covered is old, new or torn, in any combination, and the size is that of any moment since the last sync.
 */
export class Disk implements TraceFile {
  readonly #draw: DrawBelow
  readonly #faults: Faults
  #cache = Buffer.alloc(0)
  #disk = Buffer.alloc(0)
  readonly #dirty = new Set<number>()
  #sizes: number[] = [0]
  #named = false
  #calls = 0
  /** What the disk holds after the power failed: null if not even the name of the file is there. */
  image: Buffer | null | undefined = undefined
  /** Called when the power fails. */
  onCut: () => void = () => undefined
  syncs = 0

  constructor(draw: DrawBelow, faults: Faults = {}, content: Buffer = Buffer.alloc(0)) {
    this.#draw = draw
    this.#faults = faults
    this.#cache = Buffer.from(content)
    this.#disk = Buffer.from(content)
    this.#sizes = [content.length]
    this.#named = content.length > 0
  }

  write(bytes: Uint8Array, start: number, position: number): number {
    const call = this.#call()
    const { failWriteAt, short } = this.#faults
    const isFailing = failWriteAt?.call === call
    const left = bytes.length - start
    const taken = isFailing ? this.#draw(left) : short === true ? 1 + this.#draw(left) : left
    const size = Math.max(this.#cache.length, position + taken)
    const grown = Buffer.alloc(size)
    this.#cache.copy(grown)
    grown.set(bytes.subarray(start, start + taken), position)
    this.#cache = grown
    for (let page = Math.floor(position / PAGE); page * PAGE < position + taken; page++) this.#dirty.add(page)
    this.#sizes.push(size)
    if (isFailing) throw errorOf(failWriteAt?.code ?? 'EIO')
    return taken
  }

  sync(): void {
    this.#put(this.#call())
  }

  syncLater(done: (error: Error | null) => void): void {
    const call = this.#calls++
    if (this.#faults.cutAt === call) this.cut()
    const land = (): Error | null => {
      try {
        if (this.image === undefined) this.#put(call)
        return this.image === undefined ? null : errorOf('EIO')
      } catch (error) {
        return error as Error
      }
    }
    const wait = (turns: number): void => void setImmediate(() => (turns === 0 ? done(land()) : wait(turns - 1)))
    wait(this.#draw(4))
  }

  syncName(): void {
    const call = this.#call()
    if (this.#faults.failSyncAt === call) throw errorOf('EIO')
    this.#named = true
  }

  truncate(size: number): void {
    this.#call()
    const cut = Buffer.alloc(size)
    this.#cache.copy(cut)
    this.#cache = cut
    for (let page = Math.floor(size / PAGE); page * PAGE < this.#disk.length; page++) this.#dirty.add(page)
    this.#sizes.push(size)
  }

  close(): void {}

  /** What the system shows of the file while the power is on. */
  get shown(): string {
    return this.#cache.toString('utf8')
  }

  /** The power fails now. */
  cut(): void {
    if (this.image !== undefined) return
    this.image = this.#named || this.#draw(2) === 0 ? this.#lost() : null
    this.onCut()
  }

  #call(): number {
    const call = this.#calls++
    if (this.image === undefined && this.#faults.cutAt === call) this.cut()
    if (this.image !== undefined) throw errorOf('EIO')
    return call
  }

  #put(call: number): void {
    this.syncs++
    const fails = this.#faults.failSyncAt === call
    const next = Buffer.alloc(this.#cache.length)
    this.#disk.copy(next)
    for (const page of this.#dirty) {
      const from = page * PAGE
      if (from < next.length && (!fails || this.#draw(2) === 0)) this.#cache.copy(next, from, from, from + PAGE)
    }
    this.#disk = next
    this.#dirty.clear()
    this.#sizes = [this.#cache.length]
    if (fails) throw errorOf('EIO')
  }

  #lost(): Buffer {
    const size = this.#sizes[this.#draw(this.#sizes.length)] ?? 0
    const image = Buffer.alloc(size)
    this.#disk.copy(image)
    for (const page of this.#dirty) {
      const [from, to] = [page * PAGE, Math.min(page * PAGE + PAGE, size, this.#cache.length)]
      const kind = this.#draw(4)
      if (from >= to || kind === 0) continue
      this.#cache.copy(image, from, from, kind === 1 ? from + this.#draw(to - from) : to)
    }
    return image
  }
}
