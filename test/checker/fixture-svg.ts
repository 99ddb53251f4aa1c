/** An element of an SVG text, as a strict reader of a small part of XML finds it. */
export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly text: string
}

const ENTITY = /&(?:amp|lt|gt|quot|#39);/g
const TAG = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z][\w:-]*="[^"<]*")*)\s*(\/?)>/y
const ATTRIBUTE = /([A-Za-z][\w:-]*)="([^"<]*)"/g

const plain = (text: string): string => {
  if (/[<>&"']/.test(text.replace(ENTITY, '').replaceAll(/['"]/g, ''))) throw new Error(`not escaped: ${text}`)
  const values = new Map([['&amp;', '&'], ['&lt;', '<'], ['&gt;', '>'], ['&quot;', '"'], ['&#39;', "'"]])
  return text.replace(ENTITY, (entity) => values.get(entity) ?? '')
}

/** The elements of an XML text, in order of their ends; throws where it is not well formed or has more than elements and text. */
export const elementsOf = (xml: string): readonly Element[] => {
  const open: { name: string; attributes: ReadonlyMap<string, string>; text: string }[] = []
  const found: Element[] = []
  for (let at = 0; at < xml.length; ) {
    const next = xml.indexOf('<', at)
    const text = xml.slice(at, next < 0 ? xml.length : next)
    const top = open.at(-1)
    if (top !== undefined) top.text += top.name === 'style' ? text : plain(text)
    else if (text.trim() !== '') throw new Error(`text outside of elements: ${text}`)
    if (next < 0) break
    TAG.lastIndex = next
    const tag = TAG.exec(xml)
    if (tag === null) throw new Error(`no element at ${next}: ${xml.slice(next, next + 60)}`)
    const [whole, closing, name = '', inner = '', empty] = tag
    at = next + whole.length
    if (closing === '/') {
      const element = open.pop()
      if (element?.name !== name) throw new Error(`</${name}> closes nothing`)
      found.push(element)
      continue
    }
    const attributes = new Map([...inner.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, plain(value)] as const))
    if (empty === '/') found.push({ name, attributes, text: '' })
    else open.push({ name, attributes, text: '' })
  }
  if (open.length > 0) throw new Error(`${open.length} elements are never closed`)
  return found
}
