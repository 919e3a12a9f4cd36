/**
 * The attributes that results are narrowed to, as one parameter of the address holds them:
 * `Color:Rojo,Peso:2\,5 kg`.
 */

/** Values by name, in the order chosen. */
export type Chosen = ReadonlyMap<string, readonly string[]>

/** Values that the shop narrows by at once. */
export const MOST = 12

const LONGEST = 1500
const PAIR = /((?:[^\\,:]|\\.)+):((?:[^\\,:]|\\.)+)(?:,|$)/gsu
/** The shop takes one line of text. */
const CONTROL = /\p{Cc}/u

/** Reads what an address says; what is no pair is passed over. */
export function readAttributes(text: string | undefined): Chosen {
  const chosen = new Map<string, string[]>()
  const pairs = text && text.length <= LONGEST ? [...text.matchAll(PAIR)].slice(0, MOST) : []
  for (const [pair, name = '', value = ''] of pairs) {
    if (CONTROL.test(pair)) continue
    const values = chosen.get(plain(name)) ?? []
    chosen.set(plain(name), [...values, plain(value)])
  }
  return chosen
}

/** Writes them, or nothing where nothing is chosen. */
export function writeAttributes(chosen: Chosen): string | undefined {
  const pairs = [...chosen].flatMap(([name, values]) =>
    values.map((value) => `${escaped(name)}:${escaped(value)}`),
  )
  return pairs.join(',') || undefined
}

/** The same with one value more, or without it where it was chosen. */
export function toggled(chosen: Chosen, name: string, value: string): Chosen {
  const before = chosen.get(name) ?? []
  const values = before.includes(value)
    ? before.filter((other) => other !== value)
    : [...before, value]
  return new Map([...chosen, [name, values]])
}

export function isFull(chosen: Chosen): boolean {
  return [...chosen.values()].flat().length >= MOST
}

const escaped = (word: string) => word.replace(/[\\,:]/g, '\\$&')
const plain = (word: string) => word.replace(/\\(.)/gsu, '$1')
