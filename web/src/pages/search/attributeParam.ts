/** The attributes that refine a search, as one query parameter: `Color:Rojo,Peso:2\,5 kg`. */

/** Values by attribute, in the order chosen. */
export type ChosenAttributes = ReadonlyMap<string, readonly string[]>

/** Values that the API takes at once. */
export const MAX_VALUES = 12

const MAX_LENGTH = 1500
const PAIR = /((?:[^\\,:]|\\.)+):((?:[^\\,:]|\\.)+)(?:,|$)/gsu
/** The API takes one line of text. */
const CONTROL = /\p{Cc}/u

/** Return the attributes of a parameter, without what is malformed. */
export function parseAttributes(text: string | undefined): ChosenAttributes {
  const chosen = new Map<string, string[]>()
  const pairs =
    text && text.length <= MAX_LENGTH ? [...text.matchAll(PAIR)].slice(0, MAX_VALUES) : []
  for (const [pair, name = '', value = ''] of pairs) {
    if (CONTROL.test(pair)) continue
    const values = chosen.get(unescaped(name)) ?? []
    chosen.set(unescaped(name), [...values, unescaped(value)])
  }
  return chosen
}

/** Return the parameter for the attributes; undefined if there are none. */
export function formatAttributes(chosen: ChosenAttributes): string | undefined {
  const pairs = [...chosen].flatMap(([name, values]) =>
    values.map((value) => `${escaped(name)}:${escaped(value)}`),
  )
  return pairs.join(',') || undefined
}

/** Return the attributes with one value added; without it if it was chosen. */
export function toggle(chosen: ChosenAttributes, name: string, value: string): ChosenAttributes {
  const before = chosen.get(name) ?? []
  const values = before.includes(value)
    ? before.filter((other) => other !== value)
    : [...before, value]
  return new Map([...chosen, [name, values]])
}

export function isFull(chosen: ChosenAttributes): boolean {
  return [...chosen.values()].flat().length >= MAX_VALUES
}

const escaped = (text: string) => text.replace(/[\\,:]/g, '\\$&')
const unescaped = (text: string) => text.replace(/\\(.)/gsu, '$1')
