/** Records of any type, drawn from its declaration: nothing here names a record type, so that a new one is tried from its first day. */
import { z } from 'zod'
import { HOLDER_FIELD, type RecordType } from '../../src/domains/declaration/record-type.ts'
import type { Dice } from '../non-interference/dice.ts'

export type Values = Record<string, unknown>

type Form = {
  type?: string
  enum?: unknown[]
  format?: string
  maximum?: number
  minimum?: number
  maxLength?: number
  items?: Form
  anyOf?: Form[]
}

/** Words for fields whose form a draw cannot guess: those that fit are used. */
const WORDS = ['nld', 'fra', 'ukr', 'tir', 'BE', 'SY', 'UA', '44021', '12025', '0000000394', '0543307391', '0887010362']

/** Days that any file could name: after the first day of the files on which others hang, and in the past. */
export const FILES_FROM = '2026-01-01'
const drawDay = (dice: Dice) => `2026-0${2 + dice.whole(8)}-${String(1 + dice.whole(28)).padStart(2, '0')}`

const formOf = (schema: z.ZodType): Form => {
  const form = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form
  return form.anyOf?.find(({ type }) => type !== 'null') ?? form
}

function drawForm(dice: Dice, form: Form, marker: string): unknown {
  if (form.enum !== undefined) return dice.pick(form.enum)
  switch (form.type) {
    case 'boolean':
      return dice.chance(50)
    case 'integer': {
      const least = form.minimum ?? 0
      return least + 1 + dice.whole(Math.min((form.maximum ?? 100_000) - least, 100_000))
    }
    case 'array':
      return [drawForm(dice, form.items ?? { type: 'string' }, marker)]
    default:
      return form.format === 'date' ? drawDay(dice) : marker.slice(0, form.maxLength ?? marker.length)
  }
}

/** A value that fits a field. @param marker text that occurs nowhere else. */
export function drawValue(dice: Dice, schema: z.ZodType, marker: string): unknown {
  const drawn = drawForm(dice, formOf(schema), marker)
  if (schema.safeParse(drawn).success) return drawn
  const fitting = WORDS.filter((word) => schema.safeParse(word).success)
  return fitting.length === 0 ? undefined : dice.pick(fitting)
}

/** Text in a key, which both organisations name. */
const KEY = 'SLEUTEL'

/** Values of a record, without its holder. Its period is open, and what makes its person a client does. @param given are kept as they are. */
export function drawRecord(dice: Dice, type: RecordType, marker: string, given: Values = {}): Values {
  const entries = Object.entries(type.fields)
    .filter(([name]) => name !== HOLDER_FIELD && name !== 'validUntil' && !(name in given))
    .map(([name, { schema }]): [string, unknown] => [
      name,
      drawUntil(
        () => drawValue(dice, schema, type.key.includes(name) ? KEY : marker),
        (value) => isClientValue(type, value),
      ),
    ])
  return { record: type.name, ...Object.fromEntries(entries.filter(([, value]) => value !== undefined)), ...given }
}

/** The same key, and another value in every field that can have one. */
export function drawOther(dice: Dice, type: RecordType, record: Values, marker: string): Values {
  const kept = keyOf(type, record)
  const drawn = drawRecord(dice, type, marker, kept)
  const differing = Object.entries(drawn).map(([name, value]): [string, unknown] => {
    const schema = type.fields[name]?.schema
    if (schema === undefined || name in kept) return [name, value]
    const isOther = (other: unknown) => JSON.stringify(other) !== JSON.stringify(record[name]) && isClientValue(type, other)
    return [name, isOther(value) ? value : drawUntil(() => drawValue(dice, schema, marker), isOther)]
  })
  return Object.fromEntries(differing)
}

/** Fields by which a row is found, apart from person and holder. */
export function keyOf({ key }: RecordType, record: Values): Values {
  return Object.fromEntries(key.filter((name) => name !== HOLDER_FIELD && record[name] !== undefined).map((name) => [name, record[name]]))
}

/** Days of the key moved on by one: the next row of the same file. */
export function nextDay(type: RecordType, record: Values): Values {
  const moved = Object.entries(keyOf(type, record)).map(([name, value]) => [
    name,
    /^\d{4}-\d\d-\d\d$/.test(String(value)) ? dayAfter(String(value)) : value,
  ])
  return { ...record, ...Object.fromEntries(moved) }
}

const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)

/** Taken back in the way in which any period can be: it ends on the day on which it begins. Undefined for what has no period. */
export function withoutLength(type: RecordType, record: Values): Values | undefined {
  return 'validUntil' in type.fields && 'validFrom' in record ? { ...record, validUntil: record.validFrom } : undefined
}

/** A rule of the type may leave out rows with some value (an ended trajectory): that one is not drawn. */
const isClientValue = ({ relation }: RecordType, value: unknown) => relation?.where?.includes(`'${String(value)}'`) !== true

function drawUntil(draw: () => unknown, holds: (value: unknown) => boolean): unknown {
  for (let tries = 0; tries < 30; tries += 1) {
    const value = draw()
    if (holds(value)) return value
  }
  return draw()
}

/** Whether a row of the type can be taken back by its key. */
export const isWithdrawable = (type: RecordType): boolean => 'withdrawal' in type && type.withdrawal !== undefined

/** Takes a row back by its key. */
export function withdrawalOf(type: RecordType, record: Values): Values {
  const { organisation } = record
  return {
    record: 'withdrawal',
    of: type.name,
    ...keyOf(type, record),
    ...(organisation === undefined ? {} : { organisation }),
    reason: 'WRONG_PERSON',
  }
}
