/**
 * Measures a running store as a slow phone on a slow line sees it, and prints the medians:
 * `node measure.mjs http://127.0.0.1:8080 [rounds]`. Fails where a page misses what is asked of it.
 *
 * CHROME_PATH names the browser. What else the machine does shows in `performance`, and above all in
 * the time that scripts block; the other three do not depend on it.
 */

import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

const [origin = 'http://127.0.0.1:8080', rounds = '3'] = process.argv.slice(2)

const LEAST = { performance: 95, accessibility: 100, 'best-practices': 100, seo: 100 }
const TIMES = {
  FCP: 'first-contentful-paint',
  LCP: 'largest-contentful-paint',
  TBT: 'total-blocking-time',
  SI: 'speed-index',
}
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']

async function pagesOf() {
  const found = await (await fetch(`${origin}/products?q=mesa&in_stock=true&limit=1`)).json()
  const [{ id, slug }] = found.items
  const put = await fetch(`${origin}/orders/cart/items/${id}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ quantity: 1 }),
  })
  const Cookie = put.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
  return {
    home: { path: '/' },
    listing: { path: '/buscar?category=muebles' },
    product: { path: `/producto/${slug}` },
    checkout: { path: '/pagar', extraHeaders: { Cookie } },
  }
}

async function measure({ path, extraHeaders }) {
  // A browser of its own each time: nothing is cached, and nothing grows.
  const chrome = await launch({ chromeFlags: FLAGS, logLevel: 'silent' })
  try {
    const options = { port: chrome.port, logLevel: 'error', extraHeaders }
    const { lhr } = await lighthouse(origin + path, options)
    if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`)
    return lhr
  } finally {
    await chrome.kill()
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** What kept a page from 100 where nothing else is taken. */
const failedAudits = ({ categories, audits }, category) =>
  categories[category].auditRefs
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => id)

const rows = {}
const missed = []
for (const [name, page] of Object.entries(await pagesOf())) {
  const runs = []
  for (let round = 0; round < Number(rounds); round += 1) runs.push(await measure(page))
  const row = {}
  for (const [category, least] of Object.entries(LEAST)) {
    const score = Math.round(100 * median(runs.map((run) => run.categories[category].score)))
    row[category] = score
    if (score >= least) continue
    const why = category === 'performance' ? [] : failedAudits(runs[0], category)
    missed.push(`${name}: ${category} is ${score}, not ${least} ${why.join(', ')}`)
  }
  for (const [short, audit] of Object.entries(TIMES)) {
    row[`${short} ms`] = Math.round(median(runs.map((run) => run.audits[audit].numericValue)))
  }
  row.CLS = Number(median(runs.map((run) => run.audits['cumulative-layout-shift'].numericValue)).toFixed(3))
  rows[name] = row
}
console.table(rows)
for (const line of missed) console.error(line)
process.exitCode = missed.length > 0 ? 1 : 0
