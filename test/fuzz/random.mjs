/** Draws that follow from a seed alone, whatever the machine: xorshift32 over a hash of the words of the seed. */
export class Random {
  #state = 0x9e3779b9

  /** @param {...(string | number)} words */
  constructor(...words) {
    for (const unit of words.join('\n')) this.#state = Math.imul(this.#state ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
    if (this.#state === 0) this.#state = 1
    for (let round = 0; round < 8; round++) this.#next()
  }

  #next() {
    let word = this.#state
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    this.#state = word >>> 0
    return this.#state
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound) {
    return Math.floor((this.#next() / 4294967296) * bound)
  }

  /** One of `list`. */
  pick(list) {
    return list[this.below(list.length)]
  }

  /** Whether one of `times` draws came out, on average. */
  oneIn(times) {
    return this.below(times) === 0
  }

  /** A length: mostly small, sometimes large. */
  length(most) {
    const scale = this.below(4)
    return this.below(Math.min(most, [4, 16, 256, most][scale]) + 1)
  }
}

/** Words that decoders meet seldom and must take for nothing special. */
export const ODD_TEXTS = [
  '', ' ', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'true', '~', '<<', '=', '.', '..', '../x',
    '/dev/zero',
  '\u0000', '\ufeff', '\ud800', '\udc00\ud800', '\u2028', '\u0085', '\u202e', 'é', '\u{1f984}', 'a'.repeat(257), 'a'.repeat(5000), '.*',
    '(a+)+$',
  '$ne', '{{x}}', '%s', '1.0.0', '01.0.0', 'kind', 'description', 'not:not:equal', 'someFact:in', 'to.', 'to.to.x', '#', '#x.y', '\\',
    '"', "'", '-0',
]

/** Numbers at the ends of what a double, a count or a bound can be. */
export const ODD_NUMBERS = [
  0, -0, 1, -1, 0.5, 1e-7, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 9007199254740991, 9007199254740992,
    -9007199254740994, 1e21,
  4294967296, 2147483648, -2147483649, 65536, 256, 257, 64, 65, 0.1, 1e16, 123456789012345680000,
]

/** Text that means something to one of the grammars. */
export const TOKENS = [
  '[', ']', '{', '}', '(', ')', ',', ':', ': ', '- ', '? ', ';', '"', "'", '|', '>', '>-', '|+2', '&a ', '*a ', '!x ', '!!map ',
    '%YAML 1.1\n', '---\n', '...\n',
  '#', ' #', '\n', '\r\n', '\r', '\t', ' ', '\n  ', '\\', '\\u', '\\u0000', '\\ud800', '\\x4', '//', '/*', '*/', '@ ', '->', '=', '**',
    '^', '-', '+', 'e', '1e', '0x',
  '1e999', '.inf', '.nan', '0.', '007', '1_000', '<<: ', 'null', '~', 'true', '\u0000', '\ufeff', '\ud800', '\u2028', '\u00a0',
    'ctrl @ ', 'inv @ ', 'pow(2) @ ',
  'gate g a { ', 'OPENQASM 3.0;', 'include "x";', 'if (c == 1) ', 'sin(', 'pi', '"type":', '"hash_self":', 'stream:', '"stream":[',
]

/** A text that breaks off, repeats, or stands where it should not. */
export const mutateText = (random, text, others) => {
  let result = text
  for (let edits = 1 + random.below(4); edits > 0; edits--) result = editText(random, result, others)
  return result.length > 400_000 ? result.slice(0, 400_000) : result
}

const spanOf = (random, text) => {
  const start = random.below(text.length + 1)
  return [start, Math.min(text.length, start + random.length(text.length))]
}

const editText = (random, text, others) => {
  const [start, end] = spanOf(random, text)
  const [before, span, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  switch (random.below(9)) {
    case 0:
      return before + after
    case 1:
      return before
    case 2:
      return before + span.repeat(2 + random.length(Math.floor(20_000 / (span.length + 1)))) + after
    case 3: {
      const other = random.pick(others)
      const [from, to] = spanOf(random, other)
      return before + other.slice(from, to) + after
    }
    case 4:
      return before + String.fromCharCode(random.below(random.oneIn(4) ? 65_536 : 128)) + text.slice(start + 1)
    case 5:
      return before + random.pick(TOKENS).repeat(1 + random.length(random.oneIn(8) ? 5000 : 40)) + after
    case 6:
      return swapLines(random, text)
    case 7:
      return before + random.pick(random.oneIn(2) ? ODD_TEXTS : ODD_NUMBERS.map(String)) + after
    default:
      return before + random.pick(TOKENS) + text.slice(start)
  }
}

const swapLines = (random, text) => {
  const lines = text.split('\n')
  const [a, b] = [random.below(lines.length), random.below(lines.length)]
  const kept = lines[a]
  lines[a] = lines[b]
  lines[b] = random.oneIn(2) ? kept : lines[b]
  return lines.join('\n')
}

/** A JSON tree with some of its nodes dropped, doubled, swapped, of another type, or taken from other trees. */
export const mutateTree = (random, tree, others) => {
  let result = tree
  for (let edits = 1 + random.below(3); edits > 0; edits--) {
    const paths = []
    pathsOf(result, [], paths)
    result = editAt(random, result, random.pick(paths), others)
  }
  return result
}

// Objects are lists of entries here, so that a name can stand twice.
const isObject = (tree) => typeof tree === 'object' && tree !== null && !Array.isArray(tree)

const pathsOf = (tree, path, found) => {
  found.push(path)
  if (path.length > 40 || found.length > 5000) return
  const children = Array.isArray(tree) ? tree : isObject(tree) ? tree.entries.map(([, value]) => value) : []
  children.forEach((child, index) => pathsOf(child, [...path, index], found))
}

const nodeAt = (tree, path) => path.reduce((node, index) => (Array.isArray(node) ? node[index] : node.entries[index][1]), tree)

const editAt = (random, tree, [first, ...rest], others) => {
  if (first === undefined) return edited(random, tree, others)
  if (Array.isArray(tree)) return tree.map((item, index) => (index === first ? editAt(random, item, rest, others) : item))
  return { entries: tree.entries.map(([name, value], index) => [name, index === first ? editAt(random, value, rest, others) : value]) }
}

const leaf = (random) => {
  switch (random.below(6)) {
    case 0:
      return null
    case 1:
      return random.oneIn(2)
    case 2:
      return random.pick(ODD_NUMBERS)
    case 3:
      return []
    case 4:
      return { entries: [] }
    default:
      return random.pick(ODD_TEXTS)
  }
}

const subtree = (random, others) => {
  const other = random.pick(others)
  const paths = []
  pathsOf(other, [], paths)
  return nodeAt(other, random.pick(paths))
}

const edited = (random, node, others) => {
  const choice = random.below(10)
  if (choice < 2) return leaf(random)
  if (choice < 4) return subtree(random, others)
  if (choice === 4) return random.oneIn(2) ? [node] : { entries: [[random.pick(ODD_TEXTS), node]] }
  if (typeof node === 'string') return mutateText(random, node, [node, ...ODD_TEXTS])
  if (typeof node === 'number') return random.oneIn(2) ? -node : random.pick(ODD_NUMBERS)
  if (!Array.isArray(node) && !isObject(node)) return leaf(random)
  const items = Array.isArray(node) ? [...node] : [...node.entries]
  const at = random.below(items.length + 1)
  const item = items[at]
  if (choice < 6 || item === undefined) items.splice(at, 1)
  else if (choice === 6) items.splice(at, 0, ...Array.from({ length: 1 + random.length(random.oneIn(10) ? 3000 : 20) }, () => item))
  else if (choice === 7) items.reverse()
  else if (Array.isArray(node)) items[at] = subtree(random, others)
  else items[at] = [random.oneIn(2) ? random.pick(ODD_TEXTS) : subtreeName(random, others), item[1]]
  return Array.isArray(node) ? items : { entries: items }
}

const subtreeName = (random, others) => {
  const found = subtree(random, others)
  return isObject(found) && found.entries.length > 0 ? random.pick(found.entries)[0] : 'name'
}

/** The tree of a JSON value. */
export const treeOf = (json) => {
  if (Array.isArray(json)) return json.map(treeOf)
  if (typeof json !== 'object' || json === null) return json
  return { entries: Object.entries(json).map(([name, value]) => [name, treeOf(value)]) }
}

/** A tree as JSON text; numbers keep their sign, names may repeat. */
export const jsonText = (tree, indent = '') => {
  if (Array.isArray(tree)) return `[${tree.map((item) => jsonText(item, indent)).join(',')}]`
  if (isObject(tree)) {
    const members = tree.entries.map(([name, value]) => `${indent}${JSON.stringify(name)}:${jsonText(value, indent)}`)
    return `{${members.join(',')}}`
  }
  return Object.is(tree, -0) ? '-0' : JSON.stringify(tree)
}

/** A tree as block YAML, with flow collections below some depth. */
export const yamlText = (random, tree, indent = '') => {
  const isFlow = indent.length > 60 || random.oneIn(12)
  if (isFlow || (!Array.isArray(tree) && !isObject(tree))) return ` ${jsonText(tree, ' ')}\n`
  const inner = `${indent}  `
  if (Array.isArray(tree)) {
    if (tree.length === 0) return ' []\n'
    return `\n${tree.map((item) => `${indent}-${yamlText(random, item, inner)}`).join('')}`
  }
  if (tree.entries.length === 0) return ' {}\n'
  return `\n${tree.entries.map(([name, value]) => `${indent}${JSON.stringify(name)}:${yamlText(random, value, inner)}`).join('')}`
}
