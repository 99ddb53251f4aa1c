/** One breach of the house rules: which fence, where, and what to do instead. */
export const finding = (fence, path, line, message) => ({ fence, path, line, message })

/** A fence that looked at nothing proves nothing: refuses an empty list of files. */
export const assertLooked = (fence, files) => {
  if (files.length === 0) throw new Error(`the fence ${fence} looked at no file`)
}

/** The findings as text, one line each. */
export const formatFindings = (findings) =>
  findings.map(({ fence, path, line, message }) => `${path}:${line}: ${message} (${fence})`).join('\n')
