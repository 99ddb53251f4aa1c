import { expect, test } from 'vitest'
import { codeLines, formatTable, TCB_LINES_MAX, trustedBase } from '../../tools/tcb.mjs'

test.each([
  ['', 0],
  ['a\n\nb\n', 2],
  ['// note\na // note\n', 1],
  ['/**\n * note\n */\nexport const a = 1\n', 1],
  ['a /* note\n note */ b\n', 2],
  ["const a = '// no note'\n", 1],
  ['const a = `\n// text\n\n`\n', 3],
])('%j', (text, count) => {
  expect(codeLines(text)).toBe(count)
})

test('the trusted base is kernel, verifier, the reading half of the ledger, and artifact decoding', () => {
  const paths = [
    'src/artifact/decode.ts', 'src/base/order.ts', 'src/engine/run.ts', 'src/kernel/step.ts', 'src/ledger/chain.ts',
    'src/ledger/decode-line.ts', 'src/ledger/encode.ts', 'src/ledger/merkle.ts', 'src/shell/files.ts', 'src/verifier/checks.ts',
  ]
  const rows = trustedBase(paths.map((path) => ({ path, text: 'a\n' })))
  expect(rows.map(({ path }: { path: string }) => path)).toEqual([
    'src/kernel/step.ts', 'src/verifier/checks.ts', 'src/ledger/chain.ts', 'src/ledger/decode-line.ts', 'src/ledger/merkle.ts',
    'src/artifact/decode.ts',
  ])
  const last = formatTable(rows).split('\n').at(-1)
  expect(last).toMatch(new RegExp(`^total, at most ${TCB_LINES_MAX} +6$`))
})
