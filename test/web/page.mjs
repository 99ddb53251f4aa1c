// Runs in the browser: verifies every trace of the plan and posts the reports. Only `encode` is also used by Node.

/** A report as text. Maps and the negative zero, which JSON has not, are marked. */
export const encode = (value) =>
  JSON.stringify(value, (_key, inner) =>
    inner instanceof Map ? { '(map)': [...inner] } : Object.is(inner, -0) ? '(-0)' : inner,
  )

const post = (name, body) => fetch(`/post/${name}`, { method: 'POST', body })

const sliced = function* (bytes, size) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

// The same buffer for each piece, as readers of devices do.
const reused = async function* (bytes, size) {
  const buffer = new Uint8Array(size)
  for (const piece of sliced(bytes, size)) {
    buffer.set(piece)
    yield buffer.subarray(0, piece.length)
  }
}

const WAYS = [
  async (response) => new Uint8Array(await response.arrayBuffer()),
  (response) => response.body,
  async (response) => sliced(new Uint8Array(await response.arrayBuffer()), 7),
  async (response) => reused(new Uint8Array(await response.arrayBuffer()), 1021),
  async (response) => sliced(new Uint8Array(await response.arrayBuffer()), 1),
  async (response) => reused(new Uint8Array(await response.arrayBuffer()), 64),
]

// A byte at a time is for small traces.
const SMALL_BYTES = 100_000

const traceOf = async (index) => {
  const response = await fetch(`/trace/${index}`)
  const size = Number(response.headers.get('content-length') ?? 0)
  return WAYS[index % (size > SMALL_BYTES ? 2 : WAYS.length)](response)
}

/** Follows the plan of `/plan.json`: opens the laws, verifies the traces, posts each report as one line to `/post/report`. */
export const follow = async () => {
  const { fetchLaw, openLaw, verifyTrace } = await import('/verifier.bundle.mjs')
  const { served, texts, traces } = await (await fetch('/plan.json')).json()
  const machines = new URL('/machines', location.href)
  const fetched = await Promise.all(served.map((folder) => fetchLaw(new URL(`/${folder}`, location.href), machines)))
  const given = await Promise.all(
    texts.map(({ name, bundle }) => openLaw({ name, bundle: (path) => bundle[path] ?? null, machine: () => null })),
  )
  const laws = [...fetched, ...given]
  await post('laws', JSON.stringify(laws))
  const started = performance.now()
  let lines = []
  for (let index = 0; index < traces; index++) {
    lines.push(encode(await verifyTrace(await traceOf(index), laws)))
    if (lines.length === 50 || index === traces - 1) {
      await post('report', lines.join('\n'))
      lines = []
    }
  }
  await post('time', String(performance.now() - started))
  await post('node', typeof globalThis.process)
}

/** Follows the plan and says how it ended. */
export const start = async () => {
  try {
    await follow()
    await post('done', '')
  } catch (error) {
    await post('failed', error instanceof Error ? `${error.stack} ${JSON.stringify(error.problems ?? [])}` : String(error))
  }
}
