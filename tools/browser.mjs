// Opens a page in headless Chromium, from a server on the loopback interface that lives as long as the page is needed.
import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { buffer } from 'node:stream/consumers'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const TYPES = new Map([['html', 'text/html'], ['mjs', 'text/javascript'], ['js', 'text/javascript'], ['json', 'application/json']])
const TIME_LIMIT = 90_000
const STDERR_UNITS_MAX = 4000

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of Chromium: that of QCOMPUTE_CHROMIUM, else the first on PATH; null if there is none. */
export const findChromium = () => {
  const { QCOMPUTE_CHROMIUM: named, PATH = '' } = process.env
  if (named !== undefined) return isExecutable(named) ? named : null
  const paths = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return paths.find(isExecutable) ?? null
}

const typeOf = (path) => TYPES.get(path.slice(path.lastIndexOf('.') + 1)) ?? 'application/octet-stream'

// GET gives what `find` knows; POST /post/NAME hands the body on.
const makeServer = (find, onPost) =>
  createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    const path = asked === '/' ? '/index.html' : asked
    const headers = { 'content-type': typeOf(path), 'cache-control': 'no-store' }
    const finish = (status, body = '') => response.writeHead(status, headers).end(body)
    if (request.method === 'POST' && path.startsWith('/post/')) {
      void buffer(request).then((body) => {
        finish(204)
        onPost(path.slice('/post/'.length), body)
      })
      return
    }
    const found = find(path)
    finish(found === null ? 404 : 200, found ?? '')
  })

const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server.address().port))
  })

const launch = (chromium, profile, url) =>
  spawn(
    chromium,
    [
      '--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update',
      '--disable-extensions', '--disable-sync', '--disable-breakpad', '--no-first-run', '--no-default-browser-check',
      // Chromium has no sandbox of its own for root, who runs it in containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      url,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )

const hasEnded = ({ exitCode, signalCode, pid }) => exitCode !== null || signalCode !== null || pid === undefined

// Ends the browser and its children, which are a process group of their own.
const kill = (browser) => {
  if (hasEnded(browser)) return
  try {
    process.kill(-browser.pid, 'SIGKILL')
  } catch {
    browser.kill('SIGKILL')
  }
}

const waitFor = (browser) => new Promise((resolve) => (hasEnded(browser) ? resolve() : browser.once('exit', resolve)))

/**
 * Opens `/index.html` in Chromium. `find` gives the text or the bytes at a path, or null. The page posts to `/post/NAME` what it has to
 * say, and at last to `/post/done`. Resolves with all posts as `{ name, body }`; rejects when the page posts to `/post/failed`, when
 * the browser ends before the page, and after `limit` ms.
 */
export const openPage = async (chromium, find, limit = TIME_LIMIT) => {
  const posts = []
  let settle = { resolve: () => {}, reject: () => {} }
  const done = new Promise((resolve, reject) => {
    settle = { resolve, reject }
  })
  const server = makeServer(find, (name, body) => {
    posts.push({ name, body })
    if (name === 'failed') settle.reject(new Error(`the page failed: ${body.toString()}`))
    if (name === 'done') settle.resolve()
  })
  const port = await listen(server)
  const profile = mkdtempSync(join(tmpdir(), 'qcompute-browser-'))
  const browser = launch(chromium, profile, `http://127.0.0.1:${port}/`)
  let errors = ''
  browser.stderr.on('data', (chunk) => (errors = `${errors}${chunk}`.slice(-STDERR_UNITS_MAX)))
  browser.once('error', (error) => settle.reject(error))
  browser.once('exit', (code) => settle.reject(new Error(`Chromium ended with ${code}: ${errors}`)))
  const timer = setTimeout(() => settle.reject(new Error(`the page took more than ${limit} ms: ${errors}`)), limit)
  const killAtExit = () => kill(browser)
  process.once('exit', killAtExit)
  try {
    await done
    return posts
  } finally {
    clearTimeout(timer)
    process.off('exit', killAtExit)
    kill(browser)
    await waitFor(browser)
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
